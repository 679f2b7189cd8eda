import ArgumentParser
import Foundation
import LabMessagePassing
import LabNotebooks
import LabPrograms
import LabRequirements

extension Tier: ExpressibleByArgument {}

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run experiments and write their reports.",
    discussion: """
      A report is written whole or not at all: a run that fails or is interrupted leaves the one that was there \
      untouched, and the same command goes on from its last checkpoint. An experiment whose report is what a run would \
      write now is not run. Where several experiments run, each takes the --set options that it declares, and at least \
      one must declare each. `\(Program.name) list NAME` shows an experiment's settings.

      `mpirun -n 4 \(Program.name) run NAME` shares the shards of each batch among four processes, where the experiment cuts its \
      batches into shards, and writes the same bytes.
      """)

  @OptionGroup var selection: ExperimentSelection

  @Option(name: .customLong("tier"), help: "How much work to do (default: standard; with --watch, smoke).")
  var givenTier: Tier?

  var tier: Tier { givenTier ?? (watch ? .smoke : .standard) }

  @Option(name: .customLong("set"), help: ArgumentHelp("Give a setting another value.", valueName: "name=value"))
  var assignments: [String] = []

  @Option(help: "Where all randomness starts.")
  var seed = RunPlan.defaultSeed

  @Option(
    name: .customLong("seeds"),
    help: ArgumentHelp("Repeat with this many seeds, for means with confidence intervals.", valueName: "count"))
  var repetitions = 1

  @Option(name: .customLong("data"), help: ArgumentHelp("Look for data sets in this folder.", valueName: "folder"))
  var dataDirectory: String?

  @Option(help: ArgumentHelp("Write reports in this folder instead of Reports.", valueName: "folder"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Keep checkpoints, logs, weights and failed runs in this folder instead of .experiments.", valueName: "folder"))
  var state: String?

  @OptionGroup var computing: ComputingOptions

  @Option(help: ArgumentHelp("Have the work done elsewhere: local, slurm or ssh:HOST,HOST.", valueName: "engine"))
  var on: EngineChoice?

  @OptionGroup(title: "With --on") var engine: EngineOptions

  @Flag(
    name: .customLong("no-resume"), help: "Begin anew instead of going on from the checkpoints of a run that stopped.")
  var beginsAnew = false

  @Option(help: ArgumentHelp("Keep a checkpoint every so many seconds of training.", valueName: "seconds"))
  var checkpointInterval = 20.0

  @Flag(
    help: ArgumentHelp(
      "Build and run again whenever a source is saved, and render where only prose changed; reports go to .experiments/watch."
    ))
  var watch = false

  @Flag(help: "Run also what is current.")
  var force = false

  @Flag(help: "Show no progress.")
  var quiet = false

  /// More than any run takes, and no more than a `Duration` holds.
  private static let longestInterval = 1e9

  func validate() throws {
    try engine.validate(for: on)
    if watch, on != nil { throw ValidationError("--watch builds and runs here; leave --on out.") }
    if watch, force {
      throw ValidationError("--watch runs what a save has changed; leave --force out, or run once without --watch.")
    }
    let experiments = try selection.experiments()
    do {
      let overrides = try overrides()
      try Experiment.checkNames(of: overrides, among: experiments)
      for experiment in experiments { _ = try experiment.settings(at: tier, overrides: overrides) }
    } catch let error as SettingError {
      throw ValidationError("\(error)")
    }
    guard (1...1_000).contains(repetitions) else {
      throw ValidationError("--seeds \(repetitions): a run is repeated with 1 to 1,000 seeds.")
    }
    if seed.addingReportingOverflow(UInt64(repetitions)).overflow {
      throw ValidationError("--seed \(seed): no \(repetitions) seeds follow it; choose a smaller one.")
    }
    guard (0...Self.longestInterval).contains(checkpointInterval) else {
      throw ValidationError(
        "--checkpoint-interval \(checkpointInterval): write a number of seconds from 0 to 1,000,000,000.")
    }
  }

  func run() throws {
    let workingFolder = try WorkingFolder.current
    // Other hosts may have a folder that is not here; the runs there look.
    if on ?? .local == .local { try DataOptions.requireFolder(dataDirectory) }
    let environment = ProcessInfo.processInfo.environment
    let communicator = try Communicator.launched(by: environment)
    if watch {
      guard communicator.count == 1 else {
        throw ValidationError("--watch runs in one process; start it without mpirun.")
      }
      var loop = try watchLoop(at: workingFolder)
      return try loop.run()
    }
    let laboratory = Laboratory.current
    try Bibliography.checkCitations(of: laboratory.experiments)
    computing.apply(besides: Communicator.processesOfMachine(environment))
    let reports = try workingFolder.reports(output: output)
    var plan = RunPlan(
      tier: tier, seed: seed, repetitions: repetitions, overrides: try overrides(), dataDirectory: dataDirectory,
      data: laboratory.lookup(at: workingFolder, dataDirectory: dataDirectory), reports: reports,
      stateFolder: state.map(workingFolder.absolute) ?? workingFolder.stateFolder(reports: reports),
      circumstances: laboratory.circumstances(at: workingFolder))
    (plan.resumes, plan.checkpointInterval) = (!beginsAnew, .seconds(checkpointInterval))
    if let on {
      guard communicator.count == 1 else {
        throw ValidationError("--on starts processes of its own; start it without mpirun.")
      }
      return try runElsewhere(on: on, plan, at: workingFolder)
    }
    let experiments = try selection.experiments()
    if communicator.count > 1,
      let alone = experiments.first(where: { !$0.settings.contains { $0.name == Setting.shards.name } })
    {
      throw ValidationError(
        "“\(alone.name)” has no setting “\(Setting.shards.name)”: it cuts no batches that \(communicator.count) ranks could share. "
          + "Run it without mpirun; `\(Program.name) run --on` and `sweep` run many at once.")
    }
    let session = RunSession(
      plan: plan, workingFolder: workingFolder, isQuiet: quiet, catalogue: laboratory.experiments,
      skipsCurrent: !force, communicator: communicator)
    do {
      try session.run(experiments)
    } catch let code as ExitCode {
      communicator.end()
      throw code
    } catch {
      communicator.end(failure: "\(error)")
      throw error
    }
  }

  private func overrides() throws -> [String: String] { try SettingAssignments(assignments).overrides }
}
