import ArgumentParser
import Foundation
import LabNotebooks
import LabRequirements
import LabSweeps

struct SweepWorkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "work", abstract: "Run points of a sweep on this host; what engines start.")

  @Option(help: ArgumentHelp("The sweep's folder.", valueName: "folder"))
  var folder: String

  @Option(name: .customLong("point"), parsing: .singleValue, help: ArgumentHelp("Run this point.", valueName: "id"))
  var points: [String] = []

  @Option(
    help: ArgumentHelp("Run the points of this array task, of a submission to Slurm.", valueName: "number"))
  var submission: Int?

  @Option(help: ArgumentHelp("Compute with this many threads.", valueName: "count"))
  var threads: Int?

  /// How long to wait for a process that runs the same point: a requeued task may begin before its former self has ended.
  private static let patience = Duration.seconds(40)

  func validate() throws { try StartSweepCommand.checkThreads(threads) }

  func run() throws {
    let workingFolder = try WorkingFolder.current
    let sweep = SweepFolder(workingFolder.absolute(folder))
    let list = try sweep.tasks()
    let slurm = submission == nil ? nil : SlurmTask(environment: ProcessInfo.processInfo.environment)
    var ids = points
    if let submission {
      guard let slurm else { throw ValidationError("--submission is for tasks of a Slurm array.") }
      ids = try slurm.points(ofSubmission: submission, in: sweep)
    }
    let tasks = list.tasks(ids)
    guard tasks.count == ids.count, !ids.isEmpty else {
      throw FileError(
        path: sweep.path, problem: "has no such point any more", remedy: "Give the sweep's command again.")
    }
    let interruption = Interruption()
    let signals = StopSignals(interruption, and: [SIGUSR1], isAnnounced: false)
    try withExtendedLifetime(signals) {
      let worker = PointWorker(
        folder: sweep, list: list, job: slurm?.job, extraArguments: threads.map { ["--threads", "\($0)"] } ?? [],
        lockPatience: slurm == nil ? .seconds(1) : Self.patience, interruption: interruption)
      let states = try worker.run(tasks)
      let isWhole = states.count == tasks.count && !states.contains(.stopped)
      // The time limit is near: the job goes on in another of its kind.
      if interruption.signal == SIGUSR1, !isWhole, let slurm { try slurm.requeue() }
      if interruption.isRequested, !isWhole { throw ExitCode.stopped(by: interruption) }
      if states.contains(.failed) { throw ExitCode.trouble }
    }
  }
}
