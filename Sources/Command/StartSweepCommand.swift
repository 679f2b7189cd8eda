import ArgumentParser
import Foundation
import LabMessagePassing
import LabNotebooks
import LabPrograms
import LabRequirements
import LabSweeps

struct StartSweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Run the points of a sweep that are not current (what `sweep` does by itself).",
    discussion: """
      Without --sample every combination of the values is a point. Where a setting is a list, its values stand between \
      semicolons: --over "sizes=5,10;20". A range, such as --over beta=0.1..10 or --over beta=0.1..10:log, is for \
      samples. A CSV file has the settings' names in its first line, and a point in each \
      other. On this machine and over ssh the command waits for all points and collects them; on Slurm it submits them, \
      and `sweep status` and `sweep collect` tell the rest.
      """)

  @OptionGroup var selection: SweepSelection

  @Option(
    name: .customLong("over"), parsing: .singleValue,
    help: ArgumentHelp("Vary a setting over these values.", valueName: "name=value,value"))
  var axes: [String] = []

  @Option(help: ArgumentHelp("Take this many points at random.", valueName: "count"))
  var sample: Int?

  @Option(name: .customLong("points"), help: ArgumentHelp("Take the points of a CSV file.", valueName: "file"))
  var pointsFile: String?

  @Option(help: "How much work each run does.")
  var tier = Tier.standard

  @Option(
    name: .customLong("set"), help: ArgumentHelp("Give a setting another value at all points.", valueName: "name=value")
  )
  var assignments: [String] = []

  @Option(help: "Where all randomness starts, that of --sample too.")
  var seed = RunPlan.defaultSeed

  @Option(
    name: .customLong("seeds"),
    help: ArgumentHelp("Repeat each run with this many seeds, for means with confidence intervals.", valueName: "count")
  )
  var repetitions = 1

  @Option(help: ArgumentHelp("The best point has the most of this measured value.", valueName: "metric"))
  var maximize: String?

  @Option(help: ArgumentHelp("The best point has the least of this measured value.", valueName: "metric"))
  var minimize: String?

  @Option(name: .customLong("data"), help: ArgumentHelp("Look for data sets in this folder.", valueName: "folder"))
  var dataDirectory: String?

  @Option(
    help: ArgumentHelp("Write the sweep's report in this folder instead of Reports.", valueName: "folder"))
  var output: String?

  @Option(help: ArgumentHelp("Where to run: local, slurm or ssh:HOST,HOST.", valueName: "engine"))
  var on = EngineChoice.local

  @OptionGroup var engine: EngineOptions

  @Option(help: ArgumentHelp("Each run computes with this many threads.", valueName: "count"))
  var threads: Int?

  @Option(help: ArgumentHelp("Keep a checkpoint every so many seconds of training.", valueName: "seconds"))
  var checkpointInterval = 20.0

  @Flag(help: "Show the points, and run none.")
  var dryRun = false

  @Flag(help: "Show no progress.")
  var quiet = false

  func validate() throws {
    let experiment = try selection.experiment()
    guard (1...1_000).contains(repetitions) else {
      throw ValidationError("--seeds \(repetitions): a run is repeated with 1 to 1,000 seeds.")
    }
    if seed.addingReportingOverflow(UInt64(repetitions)).overflow {
      throw ValidationError("--seed \(seed): no \(repetitions) seeds follow it; choose a smaller one.")
    }
    guard (0...1e9).contains(checkpointInterval) else {
      throw ValidationError(
        "--checkpoint-interval \(checkpointInterval): write a number of seconds from 0 to 1,000,000,000.")
    }
    if let sample, !(1...SweepPlan.mostPoints).contains(sample) {
      throw ValidationError("--sample \(sample): a sample has from 1 to \(SweepPlan.mostPoints) points.")
    }
    try Self.checkThreads(threads)
    try engine.validate(for: on)
    if maximize != nil, minimize != nil { throw ValidationError("Give --maximize or --minimize, not both.") }
    if pointsFile != nil, !axes.isEmpty || sample != nil {
      throw ValidationError("--points lists the points; leave --over and --sample out.")
    }
    guard pointsFile != nil || !axes.isEmpty else {
      throw ValidationError("Say what to vary: --over name=value,value, or --points with a CSV file.")
    }
    do {
      if pointsFile == nil { _ = try plan(of: experiment, at: nil) }
    } catch let error as SettingError {
      throw ValidationError("\(error)")
    } catch let error as SweepError {
      throw ValidationError("\(error)")
    }
  }

  func run() throws {
    try Communicator.requireOneProcess(for: "sweep")
    let workingFolder = try WorkingFolder.current
    if on == .local { try DataOptions.requireFolder(dataDirectory) }
    let experiment = try selection.experiment()
    let plan: SweepPlan
    do {
      plan = try self.plan(of: experiment, at: workingFolder)
    } catch let error as SettingError {
      throw ValidationError("\(error)")
    } catch let error as SweepError {
      throw ValidationError("\(error)")
    }
    if let sample, plan.points.count < sample {
      let found = counted(plan.points.count, "different point")
      StandardStream.error.tell("--sample \(sample) found \(found), and no more.\n")
    }
    if dryRun {
      let lines = plan.points.map {
        "\(([Program.name] + plan.command(of: $0)).shellLine)\n"
      }
      return try StandardStream.output.write(lines.joined())
    }
    let folder = try selection.sweepFolder(at: workingFolder)
    // What was asked for of another experiment would be lost; a damaged file is written anew.
    if (try? folder.plan()) != nil { _ = try selection.plan(in: folder) }
    let reports = try workingFolder.reports(output: output)
    let sweep = SweepRun(
      plan: plan, experiment: experiment, folder: folder, selection: selection, workingFolder: workingFolder)
    let session = EngineSession(
      engine: on, options: engine, threads: threads, folder: folder, waits: engine.wait, isQuiet: quiet)
    let outcome = try sweep.run(by: session, checkpointInterval: checkpointInterval)
    guard outcome == .ended else {
      StandardStream.output.tell(
        "\(selection.command("status")) tells how it stands, "
          + "\(selection.command("collect", output.map { ["--output", $0] } ?? [])) writes its report.\n")
      return
    }
    try sweep.collect(into: reports)
  }

  static func checkThreads(_ threads: Int?) throws {
    if let threads, !(1...1_024).contains(threads) {
      throw ValidationError("--threads \(threads): write a whole number from 1 to 1024.")
    }
  }

  /// The sweep that is asked for.
  private func plan(of experiment: Experiment, at workingFolder: WorkingFolder?) throws -> SweepPlan {
    let shared = try SettingAssignments(assignments).overrides
    try Experiment.checkNames(of: shared, among: [experiment])
    let names: [String], points: [SweepPoint]
    if let pointsFile, let workingFolder {
      (names, points) = try PointsFile(workingFolder.absolute(pointsFile), of: experiment).points()
    } else {
      let grid = try PointGrid(try axes.map { try SweepAxis($0, of: experiment) }, of: experiment)
      (names, points) = (grid.names, try sample.map { try grid.sample($0, seed: seed) } ?? grid.all())
    }
    if let name = names.first(where: { shared[$0] != nil }) {
      throw SweepError("The setting “\(name)” is varied, and --set gives it one value; leave one out.")
    }
    let plan = SweepPlan(
      of: experiment.name, tier: tier, seed: seed, repetitions: repetitions, shared: shared,
      dataDirectory: dataDirectory.map { workingFolder?.absolute($0) ?? $0 }, names: names, points: points, goal: goal)
    // What a point's run would refuse is refused before any run.
    if let first = plan.points.first { _ = try experiment.settings(at: tier, overrides: plan.overrides(of: first)) }
    return plan
  }

  private var goal: SweepGoal? {
    maximize.map { SweepGoal(metric: $0, isMaximum: true) } ?? minimize.map { SweepGoal(metric: $0, isMaximum: false) }
  }
}
