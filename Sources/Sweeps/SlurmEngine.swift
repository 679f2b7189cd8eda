import Foundation
import LabNotebooks

/// Slurm: the tasks of a command as elements of an array job.
///
/// Jobs are requeued where a node fails. Some time before the time limit Slurm sends each task a signal, on which the worker has
/// its run keep a checkpoint, and puts itself into the queue again.
package struct SlurmEngine {
  /// What jobs ask for.
  package struct Request: Equatable, Sendable {
    /// The most tasks at once; nil for as many as the site runs.
    package var jobs: Int?
    /// Processors of each task, and threads.
    package var threads = 1
    package var partition: String?
    package var time: String?
    package var memory: String?
    /// Further options of `sbatch`, as they are.
    package var options: [String] = []
    /// How many seconds before the time limit a run keeps its checkpoint.
    package var grace = 60
    /// How many points one task runs, one after another; nil to have points that took seconds share one.
    package var pack: Int?
    /// The most tasks of an array, where that is less than the site allows.
    package var arrayLimit: Int?

    package init() {}
  }

  private let folder: SweepFolder
  private let list: TaskList
  private let request: Request

  /// An engine for what a command has to be done.
  package init(folder: SweepFolder, list: TaskList, request: Request) {
    (self.folder, self.list, self.request) = (folder, list, request)
  }

  /// Submits tasks that nobody has in hand; the jobs' numbers, and how many elements they have.
  ///
  /// - Parameter name: what the queue calls the jobs.
  /// - Throws: `FileError`, after which what was submitted stands, and the same command submits the rest.
  package func submit(_ tasks: [PointTask], as name: String) throws -> (jobs: [String], tasks: Int) {
    try FileSystem.makeFolder(folder.slurmFolder)
    let bundles = bundles(of: tasks.map(\.id), size: try request.pack ?? packing(of: tasks.map(\.id)))
    let limit = max(1, min(request.arrayLimit ?? .max, Slurm.arrayLimit()))
    var jobs: [String] = []
    for start in stride(from: 0, to: bundles.count, by: limit) {
      let part = Array(bundles[start..<min(start + limit, bundles.count)])
      let number = SlurmSubmission.nextNumber(in: folder)
      var submission = SlurmSubmission(number: number, list: list.only(list.tasks(part.flatMap { $0 })), bundles: part)
      try submission.write(in: folder)
      let script = "\(folder.slurmFolder)/\(number).sh"
      try FileSystem.put(Array(self.script(number).utf8), at: script)
      submission.job = try Slurm.submit(script, options(tasks: part.count, name: name))
      try submission.write(in: folder)
      jobs.append(submission.job ?? "")
    }
    return (jobs, bundles.count)
  }

  private func bundles(of ids: [String], size: Int) -> [[String]] {
    let size = max(size, 1)
    return stride(from: 0, to: ids.count, by: size).map { Array(ids[$0..<min($0 + size, ids.count)]) }
  }

  /// Points that take seconds share a task until it takes some minutes, but no more than keep the tasks that may run at once at
  /// work. How long points take is known where some of those that are asked for have ended: what else the folder has may be of
  /// another tier, where they take seconds instead of hours.
  private func packing(of ids: [String]) throws -> Int {
    let times = list.tasks.compactMap { task -> Double? in
      guard let status = try? folder.status(of: task.id), status.state == .done else { return nil }
      return status.seconds
    }.sorted()
    guard !times.isEmpty else { return 1 }
    let usual = max(times[times.count / 2], 0.1), target = 180.0, atOnce = request.jobs ?? 16
    return max(1, min(Int(target / usual), ids.count / max(atOnce, 1)))
  }

  /// What `sbatch` is told.
  func options(tasks: Int, name: String) -> [String] {
    let atOnce = request.jobs.map { "%\($0)" } ?? ""
    // In the name of a log a percent sign stands for something, and two for one.
    let logs = folder.slurmFolder.replacingOccurrences(of: "%", with: "%%")
    let asked = [
      request.partition.map { "--partition=\($0)" }, request.time.map { "--time=\($0)" },
      request.memory.map { "--mem=\($0)" },
    ]
    return [
      "--job-name=\(name)", "--array=0-\(tasks - 1)\(atOnce)", "--requeue", "--open-mode=append",
      "--output=\(logs)/%A_%a.log", "--chdir=\(list.directory)", "--ntasks=1", "--cpus-per-task=\(request.threads)",
      "--signal=B:USR1@\(request.grace)",
    ] + asked.compactMap(\.self) + request.options
  }

  /// What each element does. Where the program cannot even start, the log says at least where. It takes the shell's place, so
  /// that it gets the shell's signals.
  private func script(_ number: Int) -> String {
    let words = [
      list.program, "sweep", "work", "--folder", folder.path, "--threads", "\(request.threads)", "--submission",
      "\(number)",
    ]
    return "#!/bin/sh\necho \"\(SlurmQueue.nodeMark)${SLURMD_NODENAME:-$(hostname)}\"\nexec \(words.shellLine)\n"
  }

  /// Takes what waits out of the queue, and asks what runs to stop, whatever was asked for since it was submitted; the jobs.
  ///
  /// - Throws: `FileError`.
  package static func cancel(in folder: SweepFolder) throws -> [String] {
    let queue = SlurmQueue(of: folder)
    try queue.requireAnswer()
    let jobs = SlurmSubmission.all(in: folder).flatMap(\.elements).filter(queue.isAlive)
    try Slurm.cancel(jobs)
    return jobs
  }
}

/// The task of an array job in which this process is.
package struct SlurmTask {
  /// As `12_3`.
  package let job: String
  private let index: Int

  /// Reads it from the environment; nil outside of an array job.
  package init?(environment: [String: String]) {
    guard let job = environment["SLURM_ARRAY_JOB_ID"], let task = environment["SLURM_ARRAY_TASK_ID"],
      let index = Int(task)
    else { return nil }
    self.job = "\(job)_\(task)"
    self.index = index
  }

  /// What this element of a submission does.
  ///
  /// - Throws: `FileError`.
  package func tasks(ofSubmission number: Int, in folder: SweepFolder) throws -> TaskList {
    let submission = try SlurmSubmission.number(number, in: folder)
    guard submission.bundles.indices.contains(index) else {
      throw FileError(path: "submission \(number)", problem: "has no task \(index)")
    }
    return submission.list.only(submission.list.tasks(submission.bundles[index]))
  }

  /// Puts this job back into the queue, which ends it here.
  ///
  /// - Throws: `FileError`.
  package func requeue() throws {
    let answer = try Slurm.ask(["scontrol", "requeue", job])
    guard answer.status == 0 else {
      throw FileError(
        path: "job \(job)", problem: "cannot be requeued: \(TextLines(answer.errors).joined)",
        remedy: "Give the command again; it goes on from the checkpoints.")
    }
  }
}
