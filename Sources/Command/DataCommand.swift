import ArgumentParser
import Foundation
import LabDatasets
import LabNotebooks
import LabRequirements

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Find the data sets, check them, and say how to get them.",
    subcommands: [DataListCommand.self, DataVerifyCommand.self, DataFetchCommand.self])
}

/// The folder that all of the data commands look in first.
struct DataOptions: ParsableArguments {
  @Option(name: .customLong("data"), help: ArgumentHelp("Look for data sets in this folder.", valueName: "folder"))
  var dataDirectory: String?

  /// Where they are looked for.
  ///
  /// - Throws: `FileError` where `--data` names no folder.
  var locations: DataLocations {
    get throws {
      try Self.requireFolder(dataDirectory)
      return DataLocations(
        explicitFolder: dataDirectory, environment: ProcessInfo.processInfo.environment,
        packageFolder: Laboratory.current.package ?? (try? WorkingFolder.current)?.package)
    }
  }

  /// Refuses what is given with `--data` where it is no folder: nothing else is looked in then, and how to get each data set
  /// would be advice that helps with none.
  ///
  /// - Throws: `FileError`.
  static func requireFolder(_ dataDirectory: String?) throws {
    guard let dataDirectory, !FileSystem.isFolder(dataDirectory) else { return }
    throw FileError(
      path: dataDirectory, problem: "is no folder",
      remedy: "Name the one that holds the data sets with --data, or leave it out.")
  }

  /// The known data sets.
  var catalogue: DataCatalogue { Laboratory.current.data }

  func dataset(named name: String) throws -> KnownDataset {
    if let dataset = catalogue.dataset(named: name) { return dataset }
    let names = catalogue.datasets.map(\.name)
    let suggestion = Suggestion.question(for: name, among: names)
    let advice = suggestion.isEmpty ? " There are \(names.joined(separator: ", "))." : suggestion
    throw ValidationError("There is no data set “\(name)”.\(advice)")
  }
}

struct DataListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show where each data set was found.")

  @OptionGroup var options: DataOptions

  func run() throws {
    let locations = try options.locations
    let rows = options.catalogue.datasets.map { dataset in
      let inspection = dataset.inspect(in: locations)
      return [dataset.name, inspection.summary, inspection.sizeText, inspection.folder ?? ""]
    }
    try StandardStream.output.write(TextTable.text(headings: ["NAME", "STATE", "SIZE", "FOLDER"], rows: rows))
  }
}

struct DataVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Compare the data sets with the checksums of the published files.",
    discussion: "A data set that is nowhere is no error; one that is damaged is.")

  @Argument(help: "The data sets' names; all where left out.")
  var names: [String] = []

  @OptionGroup var options: DataOptions

  func validate() throws {
    for name in names { _ = try options.dataset(named: name) }
  }

  func run() throws {
    let datasets = names.isEmpty ? options.catalogue.datasets : try names.map { try options.dataset(named: $0) }
    let locations = try options.locations
    var isSound = true
    for inspection in datasets.map({ $0.inspect(in: locations) }) {
      let place = inspection.folder.map { " in \($0)" } ?? ""
      try StandardStream.output.write("\(inspection.dataset.name): \(inspection.summary)\(place)\n")
      guard inspection.folder != nil else {
        // Asked for by name, it has to be there.
        if !names.isEmpty { isSound = false }
        continue
      }
      for file in inspection.files { try StandardStream.output.write("  \(file.report)\n") }
      if !inspection.isIntact { isSound = false }
    }
    if !isSound { throw ExitCode.trouble }
  }
}

struct DataFetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Say how to get a data set, where it is not here yet.")

  @Argument(help: "The data set's name.")
  var name: String

  @OptionGroup var options: DataOptions

  func validate() throws { _ = try options.dataset(named: name) }

  func run() throws {
    let dataset = try options.dataset(named: name), locations = try options.locations
    let inspection = dataset.inspect(in: locations)
    if inspection.isIntact, !inspection.isEmbeddedSubset {
      try StandardStream.output.write("\(dataset.name) is here, as published: \(inspection.folder ?? "")\n")
      return
    }
    StandardStream.error.tell(dataset.instructions(for: locations) + "\n")
    throw ExitCode.trouble
  }
}

extension DatasetInspection {
  /// What was found, in a word or two.
  var summary: String {
    if folder == nil { return "not found" }
    if isEmbeddedSubset { return isIntact ? "embedded subset" : "embedded subset, damaged" }
    if isIntact { return "as published" }
    let isWhole = files.allSatisfy { if case .different = $0.state { true } else { $0.isAsPublished } }
    return isWhole ? "altered" : "damaged"
  }

  var sizeText: String {
    let size = files.compactMap(\.data?.size).reduce(0, +)
    return size == 0 ? "" : "\(NumberFormat.fixed(1).text(Double(size) / 1e6)) MB"
  }
}

extension DatasetInspection.File {
  var isAsPublished: Bool { if case .matching = state { true } else { false } }

  /// The file's content on disk, where it is whole.
  var data: DataFile? {
    switch state {
    case .matching(let data), .different(let data): data
    case .missing, .unusable: nil
    }
  }

  /// Its name, checksum and size, or what is wrong.
  var report: String {
    switch state {
    case .matching(let data): "\(name)  \(data.sha256)  \(NumberFormat.fixed(0).text(Double(data.size))) bytes  ok"
    case .different(let data): "\(name)  \(data.sha256)  differs from the published \(data.publishedSHA256)"
    case .missing: "\(name)  missing"
    case .unusable(let error): "\(name)  \(error)"
    }
  }
}
