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

  @Option(help: ArgumentHelp("Compute with the part of the processors that each of so many has.", valueName: "count"))
  var jobs: Int?

  /// How long to wait for a process that runs the same point: a requeued task may begin before its former self has ended.
  private static let patience = Duration.seconds(40)

  func validate() throws { try StartSweepCommand.checkThreads(threads) }

  /// As many as were asked for, or a share of what the host has; nil for all of it.
  private var threadCount: Int? {
    threads ?? jobs.flatMap { $0 > 1 ? max(ProcessInfo.processInfo.activeProcessorCount / $0, 1) : nil }
  }

  func run() throws {
    let workingFolder = try WorkingFolder.current
    let sweep = SweepFolder(workingFolder.absolute(folder))
    let slurm = submission == nil ? nil : SlurmTask(environment: ProcessInfo.processInfo.environment)
    let list: TaskList
    let tasks: [PointTask]
    if let submission {
      guard let slurm else { throw ValidationError("--submission is for tasks of a Slurm array.") }
      list = try slurm.tasks(ofSubmission: submission, in: sweep)
      tasks = list.tasks
    } else {
      list = try sweep.tasks()
      tasks = list.tasks(points)
    }
    guard !tasks.isEmpty, submission != nil || tasks.count == points.count else {
      throw FileError(path: sweep.path, problem: "has no such point any more", remedy: "Give the command again.")
    }
    let interruption = Interruption()
    let signals = StopSignals(interruption, and: [SIGUSR1], isAnnounced: false)
    try withExtendedLifetime(signals) {
      let worker = PointWorker(
        folder: sweep, list: list, job: slurm?.job,
        extraArguments: threadCount.map { ["--threads", "\($0)"] } ?? [],
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
