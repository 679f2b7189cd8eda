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
  /// Whether it waits for what it submits.
  let waits: Bool
  let isQuiet: Bool

  /// How the tasks stand when the engine has done what it does at once.
  enum Outcome: Equatable {
    /// Every task was given its turn.
    case ended
    /// Some are in a scheduler's hands.
    case submitted
  }

  /// How often a scheduler is asked, in microseconds.
  private static let interval: UInt32 = 1_000_000

  /// Does the tasks that are to be done.
  ///
  /// - Parameters:
  ///   - tasks: what the command has to be done.
  ///   - directory: the folder in which their commands are given.
  ///   - plan: the sweep that the tasks are of, if they are.
  ///   - name: what a queue calls the jobs.
  ///   - standing: the exit code of a task whose result stands already; nil of one that is to be done.
  /// - Throws: `FileError`; the exit code of the signal that stopped it.
  func run(
    _ tasks: [PointTask], in directory: String, of plan: SweepPlan? = nil, as name: String,
    standing: (PointTask) -> Int32?
  ) throws -> Outcome {
    let interruption = Interruption()
    let signals = StopSignals(interruption)
    return try withExtendedLifetime(signals) {
      try folder.prepare()
      let lock = try folder.lock()
      defer { lock.release() }
      let list = TaskList(
        program: Bundle.main.executablePath ?? CommandLine.arguments[0], directory: directory, tasks: tasks,
        time: try folder.now(), isScheduled: engine == .slurm)
      // What stands is found to stand after that time, and before anybody can ask for it.
      var toDo: [PointTask] = []
      for task in tasks {
        if let code = standing(task) { try folder.settle(task.id, exitCode: code) } else { toDo.append(task) }
      }
      if let plan { try folder.write(plan) }
      try folder.write(list)
      try folder.permit()
      let count = tasks.count - toDo.count
      if count > 0 { tell("\(count) of \(tasks.count) \(count == 1 ? "is" : "are") current; nothing to do there") }
      switch engine {
      case .local:
        let local = LocalEngine(
          jobs: options.jobs, threads: threads, points: toDo.count,
          processors: ProcessInfo.processInfo.activeProcessorCount)
        try pool(local.slots(program: list.program, in: folder), interruption).run(toDo, since: list.time)
      case .ssh(let hosts):
        let ssh = SSHEngine(
          hosts: hosts, command: options.sshCommandWords, jobs: options.jobs ?? 1, threads: threads,
          environment: ProcessInfo.processInfo.environment)
        try pool(ssh.slots(program: list.program, in: folder), interruption).run(toDo, since: list.time)
      case .slurm:
        let isLeft = try submit(toDo, of: list, as: name)
        guard waits || interruption.isRequested || !isLeft else { return .submitted }
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

  /// Submits what nobody has in hand; whether anything is to be waited for.
  private func submit(_ tasks: [PointTask], of list: TaskList, as name: String) throws -> Bool {
    if tasks.isEmpty { return false }
    let queue = SlurmQueue(of: folder), now = try folder.now()
    try queue.requireAnswer()
    var free: [PointTask] = []
    for task in tasks {
      let condition = folder.condition(of: task.id, now: now, queue: queue)
      if condition.isInHand { continue }
      free.append(task)
      // What became of it would be forgotten by its next attempt.
      switch condition {
      case .failed, .lost, .stopped: tell("\(task.label): \(condition.word). \(condition.detail)")
      case .waiting, .queued, .running, .done: break
      }
    }
    let inHand = tasks.count - free.count
    if inHand > 0 { tell("\(inHand) \(inHand == 1 ? "is" : "are") queued or run already") }
    guard !free.isEmpty else { return true }
    let engine = SlurmEngine(folder: folder, list: list, request: options.request(threads: threads))
    let submitted = try engine.submit(free, as: name)
    tell(
      "\(free.count) submitted as \(counted(submitted.tasks, "element")) of "
        + "\(submitted.jobs.count == 1 ? "job" : "jobs") \(submitted.jobs.joined(separator: ", "));"
        + " \(free.count == 1 ? "it goes" : "they go") on without this command")
    return true
  }

  /// Waits until nobody has any of the tasks in hand. To stop waiting stops none of them.
  private func wait(for tasks: [PointTask], _ interruption: Interruption) throws {
    var told: [String: String] = [:]
    var isDoubtTold = false
    while !interruption.isRequested {
      let queue = SlurmQueue(of: folder), now = try folder.now()
      if !queue.isKnown, !isDoubtTold { tell("squeue does not answer; it is asked again until it does") }
      isDoubtTold = !queue.isKnown
      var isInHand = false
      for task in tasks {
        let condition = folder.condition(of: task.id, now: now, queue: queue)
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
