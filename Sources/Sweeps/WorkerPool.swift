import Foundation
import LabNotebooks
import LabProcesses

/// A place where one worker at a time may be started.
package struct WorkSlot: Sendable {
  /// The host; empty for this one.
  let host: String
  /// The command that has a worker run a point of this id.
  let words: @Sendable (_ id: String) -> [String]
}

/// Keeps slots at work until every point has ended, and tells of each how it did.
///
/// What a worker says of a point stands in the point's status file; that its process ended says only that it is time to look.
package struct WorkerPool {
  private let folder: SweepFolder
  private let slots: [WorkSlot]
  private let interruption: Interruption
  private let tell: (String) -> Void

  /// How often it looks, in microseconds.
  private static let interval: UInt32 = 20_000
  /// A worker that goes without a word takes its point with it once; a point that does so twice is told as lost.
  private static let mostTries = 2
  /// How long workers that were asked to stop are waited for.
  private static let stopPatience = Duration.seconds(40)

  package init(
    folder: SweepFolder, slots: [WorkSlot], interruption: Interruption, tell: @escaping (String) -> Void
  ) {
    (self.folder, self.slots, self.interruption, self.tell) = (folder, slots, interruption, tell)
  }

  private struct Job {
    let task: PointTask
    let slot: Int
    let child: ChildProcess
    let output: KeptOutput
  }

  /// Runs the tasks, and waits for those that other processes have in hand. Where that cannot go on, no worker does.
  ///
  /// - Parameters:
  ///   - tasks: what is to be done.
  ///   - time: the folder's time when it was asked for: what an older status says is of an earlier command.
  /// - Throws: `FileError` where no host can run anything, and for a folder that fails.
  package func run(_ tasks: [PointTask], since time: Double) throws {
    var jobs: [Job] = []
    do {
      try run(tasks, since: time, by: &jobs)
    } catch {
      if !jobs.isEmpty { try? stop(jobs, since: time) }
      throw error
    }
  }

  private func run(_ tasks: [PointTask], since time: Double, by jobs: inout [Job]) throws {
    var waiting = Array(tasks.reversed()), watched: [PointTask] = []
    var free = Array(slots.indices.reversed()), tries: [String: Int] = [:]
    var excuses: [String] = []
    let now = try folder.now()
    for task in tasks where folder.condition(of: task.id, now: now).isInHand {
      waiting.removeAll { $0.id == task.id }
      watched.append(task)
      tell("\(task.label): another process is at it")
    }
    var nextLook = ContinuousClock.now
    while !waiting.isEmpty || !jobs.isEmpty || !watched.isEmpty {
      if isStopping { return try stop(jobs, since: time) }
      while let slot = free.last, let task = waiting.last {
        free.removeLast()
        waiting.removeLast()
        jobs.append(try start(task, in: slot))
      }
      usleep(Self.interval)
      let ended = jobs.filter { $0.child.status != nil }
      jobs.removeAll { $0.child.status != nil }
      for job in ended {
        let condition = folder.condition(of: job.task.id, since: time, now: try folder.now())
        switch condition {
        case .done, .failed, .stopped:
          free.append(job.slot)
          tellEnd(of: job.task, condition)
        case .running:
          // A connection that broke is no end of what runs behind it.
          free.append(job.slot)
          watched.append(job.task)
        case .waiting, .lost, .queued:
          let excuse = excuse(of: job, condition)
          tries[job.task.id, default: 0] += 1
          let isHostLost = !slots[job.slot].host.isEmpty && job.child.status != 0
          if isHostLost {
            excuses.append(excuse)
            tell("\(excuse); it gets no more points")
            waiting.append(job.task)
          } else {
            free.append(job.slot)
            tell("\(job.task.label): lost. \(excuse)")
            if tries[job.task.id, default: 0] < Self.mostTries { waiting.append(job.task) }
          }
        }
      }
      if free.isEmpty, jobs.isEmpty, watched.isEmpty, !waiting.isEmpty {
        throw FileError(
          path: folder.path,
          problem:
            "has \(waiting.count == 1 ? "a point" : "\(waiting.count) points") left, and no host runs any: "
            + excuses.joined(separator: "; "),
          remedy: "Mend what is wrong, or name other hosts, and give the same command again.")
      }
      if !watched.isEmpty, nextLook < .now {
        nextLook = .now + .milliseconds(500)
        try look(at: &watched, &waiting, since: time)
      }
    }
  }

  private var isStopping: Bool { interruption.isRequested || folder.isCancelled }

  private func start(_ task: PointTask, in slot: Int) throws -> Job {
    let output = try KeptOutput()
    let child = try ChildProcess(slots[slot].words(task.id), in: "/", output: output.file, errors: output.file)
    return Job(task: task, slot: slot, child: child, output: output)
  }

  /// Takes up what others left.
  private func look(at watched: inout [PointTask], _ waiting: inout [PointTask], since time: Double) throws {
    let now = try folder.now()
    for task in watched {
      let condition = folder.condition(of: task.id, since: time, now: now)
      if condition.isInHand { continue }
      watched.removeAll { $0.id == task.id }
      tellEnd(of: task, condition)
      switch condition {
      case .done, .failed: break
      case .waiting, .queued, .running, .lost, .stopped: waiting.append(task)
      }
    }
  }

  private func tellEnd(of task: PointTask, _ condition: PointCondition) {
    let detail = condition.detail.isEmpty ? "" : ". \(condition.detail)"
    tell("\(task.label): \(condition.word)\(detail)")
  }

  /// Why a worker ended and said nothing.
  private func excuse(of job: Job, _ condition: PointCondition) -> String {
    let host = slots[job.slot].host, code = job.child.status ?? 0
    let line = TextLines(job.output.text).lines.last { !$0.allSatisfy(\.isWhitespace) }
    let said = line.map { ": \($0.hasSuffix(".") ? String($0.dropLast()) : String($0))" } ?? ""
    let how =
      switch code {
      case 255 where !host.isEmpty: "cannot be reached"
      case ChildProcess.notFound: "has no such program, or a library of it is missing"
      case 129...: "ended a worker by signal \(code - 128)"
      default: "ended a worker with exit code \(code)"
      }
    return "\(host.isEmpty ? "This host" : "Host \(host)") \(how)\(said)"
  }

  /// Has every worker keep a checkpoint. The file asks those on other hosts, and those whose starter is gone.
  private func stop(_ jobs: [Job], since time: Double) throws {
    // A folder that fails keeps those of this host from nothing: they are asked by a signal.
    let asking = Result { try folder.cancel() }
    let deadline = ContinuousClock.now + Self.stopPatience
    for job in jobs where job.child.status == nil {
      if kill(-job.child.session, SIGTERM) != 0 { kill(job.child.session, SIGTERM) }
    }
    while jobs.contains(where: { $0.child.status == nil }), ContinuousClock.now < deadline { usleep(Self.interval) }
    for job in jobs where job.child.status == nil { job.child.stop(by: SIGKILL, patience: .seconds(1)) }
    try asking.get()
    for job in jobs {
      tellEnd(of: job.task, folder.condition(of: job.task.id, since: time, now: try folder.now()))
    }
  }
}
