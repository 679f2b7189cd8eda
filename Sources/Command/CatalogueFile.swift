import Foundation
import LabNotebooks

/// `Experiments/Catalogue.swift`, whose array lists the experiments.
struct CatalogueFile {
  let path: String
  private let text: String

  /// Reads the file.
  init(path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw FileError(
        path: path, problem: "is not there", remedy: "Run this in the package that holds the experiments.")
    }
    self.path = path
    text = String(decoding: data, as: UTF8.self)
  }

  /// The file's text with one more experiment, the last, on a line of its own.
  func adding(_ identifier: String) throws -> String {
    guard let match = text.firstMatch(of: /(catalogue: \[Experiment\] = )\[([^\]]*)\]/) else {
      throw FileError(
        path: path, problem: "has no list of the form `public let catalogue: [Experiment] = [...]`",
        remedy: "Restore the list.")
    }
    let listed = match.2.split { $0 == "," || $0.isWhitespace }.map(String.init)
    // As swift-format has it: a comma after the last of several, none after a single one.
    let lines = (listed + [identifier]).map { "  " + $0 }.joined(separator: ",\n") + (listed.isEmpty ? "\n" : ",\n")
    return text.replacingCharacters(in: match.range, with: "\(match.1)[\n\(lines)]")
  }
}
