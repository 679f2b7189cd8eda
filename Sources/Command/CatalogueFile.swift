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
    guard let match = text.firstMatch(of: /catalogue: \[Experiment\] = \[/),
      let list = ListLiteral(text, from: match.range.upperBound)
    else {
      throw FileError(
        path: path, problem: "has no list of the form `public let catalogue: [Experiment] = [...]`",
        remedy: "Restore the list.")
    }
    let content = text[match.range.upperBound..<list.end]
    let isPlain = content.allSatisfy { $0 == "," || $0 == "_" || $0.isLetter || $0.isNumber || $0.isWhitespace }
    if isPlain {
      let listed = content.split { $0 == "," || $0.isWhitespace }.map(String.init)
      // As swift-format has it: a comma after the last of several, none after a single one.
      let lines = (listed + [identifier]).map { "  " + $0 }.joined(separator: ",\n") + (listed.isEmpty ? "\n" : ",\n")
      return text.replacingCharacters(in: match.range.upperBound..<list.end, with: "\n\(lines)")
    }
    // Comments and calls stay as they are.
    let comma = list.needsComma ? "," : ""
    return String(text[..<list.lastElement]) + comma + Self.trimmed(text[list.lastElement..<list.end])
      + "\n  \(identifier),\n" + text[list.end...]
  }

  private static func trimmed(_ text: Substring) -> Substring {
    text.lastIndex { !$0.isWhitespace }.map { text[...$0] } ?? ""
  }
}

/// Where a list in Swift's source ends, and what stands before that, comments left out.
private struct ListLiteral {
  /// The closing bracket.
  private(set) var end: String.Index
  /// Behind the last that is no comment: an element, its comma, or nothing but the opening bracket.
  private(set) var lastElement: String.Index
  /// Whether that is an element.
  private(set) var needsComma = false

  /// Reads on from behind the opening bracket; nil where the list does not end.
  init?(_ text: String, from start: String.Index) {
    (end, lastElement) = (start, start)
    var depth = 0, index = start
    while index < text.endIndex {
      let rest = text[index...]
      if rest.hasPrefix("//") {
        index = rest.firstIndex(where: \.isNewline) ?? text.endIndex
        continue
      }
      if rest.hasPrefix("/*") {
        guard let close = rest.range(of: "*/") else { return nil }
        index = close.upperBound
        continue
      }
      let character = text[index]
      if character == "]", depth == 0 {
        end = index
        return
      }
      switch character {
      case "[", "(", "{": depth += 1
      case "]", ")", "}": depth -= 1
      default: break
      }
      var next = text.index(after: index)
      if character == "\"" {
        while next < text.endIndex, text[next] != "\"" {
          next = text.index(next, offsetBy: text[next] == "\\" ? 2 : 1, limitedBy: text.endIndex) ?? text.endIndex
        }
        guard next < text.endIndex else { return nil }
        next = text.index(after: next)
      }
      if !character.isWhitespace { (lastElement, needsComma) = (next, character != "," || depth > 0) }
      index = next
    }
    return nil
  }
}
