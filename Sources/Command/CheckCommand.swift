import ArgumentParser
import Foundation
import LabComparison
import LabMessagePassing
import LabNotebooks
import LabPrograms
import LabRequirements

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Run experiments again and compare with their reports.",
    discussion: """
      Each runs at the tier and with the seed and the settings of its report, in a scratch folder. On the same machine and \
      libraries it must give the same. Elsewhere arithmetic may round otherwise: then every training must begin with the \
      same loss and a first step of the same length, but for rounding, the claims must come out the same, values and \
      curves of several trainings must be the same within the noise of their seeds, by t-tests at a level of 5% for all of \
      them together, and the others agree within the tolerances that they declare. With --all, experiments without a \
      report are left out. Exits with 1 where a report differs.
      """)

  @OptionGroup var selection: ExperimentSelection

  @Option(name: .customLong("data"), help: ArgumentHelp("Look for data sets in this folder.", valueName: "folder"))
  var dataDirectory: String?

  @Option(help: ArgumentHelp("Look for reports in this folder instead of Reports.", valueName: "folder"))
  var output: String?

  @OptionGroup var computing: ComputingOptions

  @Option(help: ArgumentHelp("Have the work done elsewhere: local, slurm or ssh:HOST,HOST.", valueName: "engine"))
  var on: EngineChoice?

  @OptionGroup(title: "With --on") var engine: EngineOptions

  @Flag(
    name: .customLong("no-resume"), help: "Begin anew instead of going on from the checkpoints of a check that stopped."
  )
  var beginsAnew = false

  @Flag(help: "End a run at the first training that begins otherwise.")
  var failFast = false

  @Flag(help: "Show no progress.")
  var quiet = false

  func validate() throws {
    _ = try selection.experiments()
    try engine.validate(for: on)
  }

  func run() throws {
    try Communicator.requireOneProcess(for: "check")
    let workingFolder = try WorkingFolder.current
    if on ?? .local == .local { try DataOptions.requireFolder(dataDirectory) }
    let reports = try workingFolder.reports(output: output)
    let committed = ReportSet(in: reports, called: "the report")
    let chosen = try selection.experiments().filter { !selection.all || committed.reports[$0.name] != nil }
    computing.apply()
    let session = CheckSession(
      committed: committed, scratch: workingFolder.stateFolder(reports: reports) + "/check",
      workingFolder: workingFolder, dataDirectory: dataDirectory, isQuiet: quiet, endsEarly: failFast,
      resumes: !beginsAnew)
    if chosen.isEmpty { try StandardStream.output.write("There are no reports to check.\n") }
    if let on { return try checkElsewhere(on: on, chosen, reports: reports, at: workingFolder) }
    try session.run(chosen)
  }
}
