import ArgumentParser
import Foundation
import Notebooks

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a new experiment, in the catalogue, that runs.")

  @Argument(help: "Its name: lower-case words joined by dashes.")
  var name: String

  func validate() throws {
    guard name.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)*/) != nil else {
      let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
      let better = words.drop { $0.first?.isNumber == true }.joined(separator: "-")
      let suggestion = better.isEmpty ? "" : " Try “\(better)”."
      throw ValidationError("“\(name)” is not a name of lower-case words joined by dashes.\(suggestion)")
    }
    if Laboratory.current.experiments.contains(where: { $0.name == name }) {
      throw ValidationError("There is already an experiment “\(name)”.")
    }
  }

  func run() throws {
    try reportingTrouble {
      let workplace = Workplace.current
      guard let package = workplace.package else {
        throw FileError(
          path: workplace.directory, problem: "is in no Swift package", remedy: "Go to the package of the experiments.")
      }
      let template = ExperimentTemplate(name)
      let file = "\(package)/Experiments/\(template.fileName)"
      let catalogue = try CatalogueFile(path: package + "/Experiments/Catalogue.swift")
      guard !FileManager.default.fileExists(atPath: file) else {
        throw FileError(path: workplace.shown(file), problem: "is already there", remedy: "Choose another name.")
      }
      let listing = try catalogue.adding(template.identifier)
      try write(template.text, to: file)
      try write(listing, to: catalogue.path)
      print("Wrote \(workplace.shown(file)) and added it to \(workplace.shown(catalogue.path)). Next:")
      print("  swift run experiments run \(name)")
    }
  }

  private func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw FileError(path: path, problem: "cannot be written", remedy: "Check the folder and the disk.")
    }
  }
}
