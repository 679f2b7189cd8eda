import ArgumentParser
import Foundation
import LabNotebooks
import LabRequirements

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a new experiment, in the catalogue, that runs.")

  @Argument(help: "Its name: lower-case words joined by dashes.")
  var name: String

  @Option(help: "What it does: \(ExperimentTemplate.Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
  var kind = ExperimentTemplate.Kind.computation

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
    let workingFolder = try WorkingFolder.current
    guard let package = workingFolder.package else {
      throw FileError(
        path: workingFolder.directory, problem: "is in no Swift package",
        remedy: "Go to the package of the experiments.")
    }
    let template = ExperimentTemplate(name, kind)
    let file = "\(package)/Experiments/\(template.fileName)"
    let list = package + "/Experiments/Catalogue.swift"
    try add(template, in: file, to: list, shownAs: workingFolder.shown(file))
    StandardStream.output.tell(
      """
      Wrote \(workingFolder.shown(file)) and added it to \(workingFolder.shown(list)). Next:
        swift run \(Program.name) run \(name)

      """)
  }

  /// Writes the experiment and lists it: both or neither.
  private func add(_ template: ExperimentTemplate, in file: String, to list: String, shownAs shown: String) throws {
    // Without a catalogue there is no folder to lock.
    _ = try CatalogueFile(path: list)
    let lock = try FileLock(list, patience: .seconds(10))
    defer { lock.release() }
    let listing = try CatalogueFile(path: list).adding(template.identifier)
    guard !FileSystem.isTaken(file) else {
      throw FileError(path: shown, problem: "is already there", remedy: "Choose another name.")
    }
    try FileSystem.replace(file, with: Array(template.text.utf8))
    do {
      try FileSystem.replace(list, with: Array(listing.utf8))
    } catch {
      try? FileManager.default.removeItem(atPath: file)
      throw error
    }
  }
}
