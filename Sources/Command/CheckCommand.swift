import ArgumentParser
import Comparison
import Foundation
import Notebooks

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Run experiments again and compare with their reports.",
    discussion: """
      Each runs at the tier and with the seed and the settings of its report, in a scratch folder. On the same machine and \
      libraries it must give the same; elsewhere the claims must come out the same and the values agree within their \
      tolerances. With --all, experiments without a report are left out. Exits with 1 where a report differs.
      """)

  @OptionGroup var selection: ExperimentSelection

  @Option(name: .customLong("data"), help: ArgumentHelp("Look for data sets in this folder.", valueName: "folder"))
  var dataDirectory: String?

  @Option(help: ArgumentHelp("Look for reports in this folder instead of Reports.", valueName: "folder"))
  var output: String?

  @Option(help: "Compute with this many threads instead of as many as the report's run.")
  var threads: Int?

  @Flag(help: "Show no progress.")
  var quiet = false

  func validate() throws {
    _ = try selection.experiments()
    if let threads, threads < 1 { throw ValidationError("--threads \(threads): at least one thread is needed.") }
  }

  func run() throws {
    try reportingTrouble {
      let workplace = Workplace.current
      let reports = try workplace.reports(output: output)
      let committed = ReportSet(in: reports, called: "the report")
      let chosen = try selection.experiments().filter { !selection.all || committed.reports[$0.name] != nil }
      let session = CheckSession(
        committed: committed, scratch: workplace.workspace(reports: reports) + "/check", workplace: workplace,
        dataDirectory: dataDirectory, threads: threads, isQuiet: quiet)
      if chosen.isEmpty { print("There are no reports to check.") }
      try session.run(chosen)
    }
  }
}
