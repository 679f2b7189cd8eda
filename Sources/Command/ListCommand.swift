import ArgumentParser
import Foundation
import LabNotebooks
import LabRequirements

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show the experiments, and whether the report of each is up to date.")

  @Argument(help: "Show these experiments one by one, with their settings.")
  var names: [String] = []

  @Flag(help: "Write JSON, with the settings.")
  var json = false

  @Option(help: ArgumentHelp("Look for reports in this folder instead of Reports.", valueName: "folder"))
  var output: String?

  @OptionGroup var data: DataOptions

  func validate() throws { _ = try Laboratory.current.experiments(named: names) }

  func run() throws {
    let workingFolder = try WorkingFolder.current
    try DataOptions.requireFolder(data.dataDirectory)
    let reports = try workingFolder.reports(output: output)
    let laboratory = Laboratory.current
    let experiments = names.isEmpty ? laboratory.experiments : try laboratory.experiments(named: names)
    let circumstances = laboratory.circumstances(at: workingFolder)
    let lookup = laboratory.lookup(at: workingFolder, dataDirectory: data.dataDirectory)
    let entries = experiments.map { ListEntry($0, reports: reports, circumstances, lookup) }
    if json {
      try StandardStream.output.write(try JSON(encoding: entries).text)
    } else if !names.isEmpty {
      try StandardStream.output.write(entries.map(\.page).joined(separator: "\n"))
    } else {
      let rows = entries.map { [$0.name, $0.title, $0.lastResult, $0.report] }
      try StandardStream.output.write(TextTable.text(headings: ["NAME", "TITLE", "LAST RESULT", "REPORT"], rows: rows))
    }
    try Bibliography.checkCitations(of: laboratory.experiments)
  }
}

/// What the list says about an experiment.
struct ListEntry: Encodable {
  enum Status: String, Encodable {
    /// There is none yet.
    case none
    /// It is what a run would write now.
    case current
    /// Its page needs rendering, and nothing else has changed.
    case prose
    /// A run now might find something else.
    case stale
    /// Nobody knows what a run now would find: the library's sources are not here.
    case unknown
    /// Its record, or the experiment's source, cannot be read.
    case unreadable
  }

  struct SettingEntry: Encodable {
    let name: String
    let explanation: String
    let group: String?
    let smoke, standard, paper: String
  }

  let name, title, summary: String
  let status: Status
  /// Why it is stale or unreadable, a clause each.
  let reasons: [String]
  /// The status with the reasons in a few words.
  let report: String
  let lastResult: String
  let settings: [SettingEntry]

  /// What it is and what can be set, for a reader.
  var page: String {
    let rows = settings.map { [$0.name, $0.smoke, $0.standard, $0.paper, $0.explanation] }
    let lines = TextTable.lines(headings: ["SETTING", "SMOKE", "STANDARD", "PAPER", "MEANING"], rows: rows)
    var group: String?
    let table = zip(settings, lines.dropFirst()).reduce(lines[0]) { text, entry in
      defer { group = entry.0.group }
      let heading = entry.0.group.flatMap { $0 == group ? nil : "\n\($0)\n" } ?? ""
      return text + heading + entry.1
    }
    let result = [lastResult, report].filter { !$0.isEmpty && $0 != "none" }.joined(separator: ", ")
    let last = result.isEmpty ? "" : "Last report: \(result).\n"
    return "\(name): \(title)\n\(summary)\n\(last)\n" + (rows.isEmpty ? "It has no settings.\n" : table)
  }

  private enum CodingKeys: CodingKey { case name, title, summary, status, reasons, lastResult, settings }

  init(_ experiment: Experiment, reports: String, _ circumstances: Circumstances, _ data: DataLookup) {
    name = experiment.name
    title = experiment.title
    summary = experiment.summary
    settings = experiment.settings.map { setting in
      func value(at tier: Tier) -> String { setting.default(for: tier).description }
      return SettingEntry(
        name: setting.name, explanation: setting.explanation, group: setting.group, smoke: value(at: .smoke),
        standard: value(at: .standard),
        paper: value(at: .paper))
    }
    (status, reasons, report, lastResult) = Self.look(at: experiment, in: reports, circumstances, data)
  }

  private static func look(
    at experiment: Experiment, in reports: String, _ circumstances: Circumstances, _ data: DataLookup
  ) -> (Status, reasons: [String], report: String, lastResult: String) {
    do {
      guard let standing = try StandingReport(of: experiment, in: reports) else { return (.none, [], "none", "") }
      let result = result(of: standing.record)
      switch try standing.state(of: experiment, in: circumstances, with: data) {
      case .current: return (.current, [], "current", result)
      case .prose:
        return (.prose, ["its page differs from what its record and the source make of it"], "prose", result)
      case .unknown:
        return (.unknown, ["\(StaleReason.unknownLibrary)"], "unknown: \(StaleReason.unknownLibrary.label)", result)
      case .stale(let reasons):
        let labels = reasons.map(\.label).joined(separator: ", ")
        return (.stale, reasons.map(\.description), "stale: \(labels)", result)
      }
    } catch let error as FileError {
      return (.unreadable, ["\(error)"], "unreadable: \(error.problem)", "")
    } catch {
      return (.unreadable, ["\(error)"], "unreadable", "")
    }
  }

  private static func result(of record: RunRecord) -> String {
    let held = record.claims.filter(\.held).count
    return "\(record.tier.rawValue) tier"
      + (record.claims.isEmpty ? "" : ", \(held) of \(record.claims.count) claims held")
  }
}
