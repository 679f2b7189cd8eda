import ArgumentParser
import Foundation
import Notebooks

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show the experiments, and whether the report of each is up to date.")

  @Argument(help: "Show these experiments one by one, with their settings.")
  var names: [String] = []

  @Flag(help: "Write JSON, with the settings.")
  var json = false

  @Option(help: ArgumentHelp("Look for reports in this folder instead of Reports.", valueName: "folder"))
  var output: String?

  func validate() throws { _ = try Laboratory.current.experiments(named: names) }

  func run() throws {
    try reportingTrouble {
      let reports = try Workplace.current.reports(output: output)
      let laboratory = Laboratory.current
      let experiments = names.isEmpty ? laboratory.experiments : try laboratory.experiments(named: names)
      let entries = experiments.map { ListEntry($0, reports: reports) }
      if json {
        print(try JSON(encoding: entries).text, terminator: "")
      } else if !names.isEmpty {
        print(entries.map(\.page).joined(separator: "\n"), terminator: "")
      } else {
        let rows = entries.map { [$0.name, $0.title, $0.status.rawValue, $0.lastResult] }
        print(TextTable.text(headings: ["NAME", "TITLE", "REPORT", "LAST RESULT"], rows: rows), terminator: "")
      }
    }
  }
}

/// What the list says about an experiment.
struct ListEntry: Encodable {
  enum Status: String, Encodable {
    /// There is none yet.
    case none
    /// It was made by the code as it is now.
    case current
    /// The experiment's code has changed since.
    case outdated
    /// Its record cannot be read.
    case unreadable
  }

  struct SettingEntry: Encodable {
    let name: String
    let explanation: String
    let smoke, standard, paper: String
  }

  let name, title, summary: String
  let status: Status
  let lastResult: String
  let settings: [SettingEntry]

  /// What it is and what can be set, for a reader.
  var page: String {
    let rows = settings.map { [$0.name, $0.smoke, $0.standard, $0.paper, $0.explanation] }
    let table = TextTable.text(headings: ["SETTING", "SMOKE", "STANDARD", "PAPER", "MEANING"], rows: rows)
    let result = lastResult.isEmpty ? "" : "Last report: \(lastResult), \(status.rawValue).\n"
    return "\(name): \(title)\n\(summary)\n\(result)\n" + (rows.isEmpty ? "It has no settings.\n" : table)
  }

  init(_ experiment: Experiment, reports: String) {
    name = experiment.name
    title = experiment.title
    summary = experiment.summary
    settings = experiment.settings.map { setting in
      func value(at tier: Tier) -> String { setting.default(for: tier).description }
      return SettingEntry(
        name: setting.name, explanation: setting.explanation, smoke: value(at: .smoke), standard: value(at: .standard),
        paper: value(at: .paper))
    }
    guard let data = FileManager.default.contents(atPath: "\(reports)/\(experiment.name)/record.json") else {
      (status, lastResult) = (.none, "")
      return
    }
    guard let record = try? RunRecord(text: String(decoding: data, as: UTF8.self)) else {
      (status, lastResult) = (.unreadable, "")
      return
    }
    let source = try? LiterateSource(contentsOf: experiment.source)
    status = source?.digest == record.fingerprint.code ? .current : .outdated
    let held = record.claims.filter(\.held).count
    lastResult =
      "\(record.tier.rawValue) tier" + (record.claims.isEmpty ? "" : ", \(held) of \(record.claims.count) claims held")
  }
}
