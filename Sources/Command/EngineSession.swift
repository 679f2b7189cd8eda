import ArgumentParser
import Foundation
import LabNotebooks
import LabRequirements
import LabSweeps

/// Has an engine do tasks, and tells the user what becomes of them.
struct EngineSession {
  let engine: EngineChoice
  let options: EngineOptions
  /// How many threads each task computes with; nil for what the engine finds right.
  let threads: Int?
  let folder: SweepFolder
  let isQuiet: Bool

  /// How the tasks stand when the engine has done what it does at once.
  enum Outcome: Equatable {
    /// Every task was given its turn.
    case ended
    /// They are in a scheduler's queue.
    case submitted
  }

  /// How often a scheduler is asked, in microseconds.
  private static let interval: UInt32 = 1_000_000

  /// Does the tasks that are to be done.
  ///
  /// - Parameters:
  ///   - list: all tasks of the folder.
  ///   - isCurrent: whether a task's result stands already.
  ///   - plan: the sweep that the tasks are of, if they are.
  ///   - name: what a queue calls the jobs.
  /// - Throws: `FileError`; the exit code of the signal that stopped it.
  func run(_ list: TaskList, of plan: SweepPlan? = nil, as name: String, isCurrent: (PointTask) -> Bool) throws
    -> Outcome
  {
    let interruption = Interruption()
    let signals = StopSignals(interruption)
    return try withExtendedLifetime(signals) {
      try folder.prepare()
      let lock = try folder.lock()
      defer { lock.release() }
      if let plan { try folder.write(plan) }
      try folder.write(list)
      try folder.permit()
      let toDo = list.tasks.filter { !isCurrent($0) }
      let standing = list.tasks.count - toDo.count
      if standing > 0 { tell("\(standing) of \(list.tasks.count) are current; nothing to do for them") }
      switch engine {
      case .local:
        let local = LocalEngine(
          jobs: options.jobs, threads: threads, points: toDo.count,
          processors: ProcessInfo.processInfo.activeProcessorCount)
        try pool(local.slots(program: list.program, in: folder), interruption).run(toDo)
      case .ssh(let hosts):
        let ssh = SSHEngine(
          hosts: hosts, command: options.sshCommandWords, jobs: options.jobs ?? 1, threads: threads)
        try pool(ssh.slots(program: list.program, in: folder), interruption).run(toDo)
      case .slurm:
        try submit(toDo, of: list, as: name)
        guard options.wait else { return .submitted }
        try wait(for: toDo, interruption)
      }
      if interruption.isRequested {
        tell(
          engine == .slurm
            ? "The jobs go on without this command." : "The same command goes on from the checkpoints.")
        throw ExitCode.stopped(by: interruption)
      }
      return .ended
    }
  }

  private func pool(_ slots: [WorkSlot], _ interruption: Interruption) -> WorkerPool {
    WorkerPool(folder: folder, slots: slots, interruption: interruption, tell: tell)
  }

  private func submit(_ tasks: [PointTask], of list: TaskList, as name: String) throws {
    let queue = SlurmQueue(of: folder), now = try folder.now()
    let free = try tasks.filter { try !folder.condition(of: $0.id, now: now, queue: queue).isInHand }
    if free.count < tasks.count { tell("\(tasks.count - free.count) are queued or run already") }
    guard !free.isEmpty else { return }
    let request = options.request(threads: threads)
    let engine = SlurmEngine(folder: folder, program: list.program, directory: list.directory, request: request)
    let submitted = try engine.submit(free, as: name)
    tell(
      "\(free.count) submitted as \(submitted.tasks) tasks of job \(submitted.jobs.joined(separator: ", "));"
        + " they go on without this command")
  }

  /// Waits until nobody has any of the tasks in hand. To stop waiting stops none of them.
  private func wait(for tasks: [PointTask], _ interruption: Interruption) throws {
    var told: [String: String] = [:]
    while !interruption.isRequested {
      let queue = SlurmQueue(of: folder), now = try folder.now()
      var isInHand = false
      for task in tasks {
        let condition = try folder.condition(of: task.id, now: now, queue: queue)
        isInHand = isInHand || condition.isInHand
        guard told.updateValue(condition.word, forKey: task.id) != condition.word, condition.word != "queued" else {
          continue
        }
        tell("\(task.label): \(condition.word)" + (condition.detail.isEmpty ? "" : ". \(condition.detail)"))
      }
      if !isInHand { return }
      usleep(Self.interval)
    }
  }

  private func tell(_ message: String) { if !isQuiet { StandardStream.error.tell(message + "\n") } }
}
