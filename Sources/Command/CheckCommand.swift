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
      tolerances. Exits with 1 where a report differs.
      """)

  @Argument(help: "The experiments' names; `experiments list` shows them.")
  var names: [String] = []

  @Flag(help: "Check every report that there is.")
  var all = false

  @Option(name: .customLong("data"), help: ArgumentHelp("Look for data sets in this folder.", valueName: "folder"))
  var dataDirectory: String?

  @Option(help: ArgumentHelp("Look for reports in this folder instead of Reports.", valueName: "folder"))
  var output: String?

  @Option(help: "Compute with this many threads instead of as many as the report's run.")
  var threads: Int?

  @Flag(help: "Show no progress.")
  var quiet = false

  func validate() throws {
    if all, !names.isEmpty { throw ValidationError("Name experiments or use --all, not both.") }
    if !all, names.isEmpty { throw ValidationError("Name an experiment, or use --all.") }
    _ = try Laboratory.current.experiments(named: names)
    if let threads, threads < 1 { throw ValidationError("--threads \(threads): at least one thread is needed.") }
  }

  func run() throws {
    try reportingTrouble {
      let workplace = Workplace.current
      let reports = try workplace.reports(output: output)
      let committed = ReportSet(in: reports, called: "the report")
      let laboratory = Laboratory.current
      let chosen =
        all
        ? laboratory.experiments.filter { committed.reports[$0.name] != nil } : try laboratory.experiments(named: names)
      let session = CheckSession(
        committed: committed, scratch: workplace.workspace(reports: reports) + "/check", workplace: workplace,
        dataDirectory: dataDirectory, threads: threads, isQuiet: quiet)
      if chosen.isEmpty { print("There are no reports to check.") }
      try session.run(chosen)
    }
  }
}
