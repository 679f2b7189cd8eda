import Foundation
import LabNotebooks

/// Slurm: the points as tasks of an array job.
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
  private let program: String
  private let directory: String
  private let request: Request

  package init(folder: SweepFolder, program: String, directory: String, request: Request) {
    (self.folder, self.program, self.directory, self.request) = (folder, program, directory, request)
  }

  /// Submits tasks that nobody has in hand; the jobs' numbers, and how many tasks they have.
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
      let number = (SlurmSubmission.all(in: folder).last?.number ?? 0) + 1
      var submission = SlurmSubmission(number: number, bundles: part)
      try submission.write(in: folder)
      let script = "\(folder.slurmFolder)/\(number).sh"
      try FileSystem.put(Array(self.script(number, tasks: part.count, name: name).utf8), at: script)
      submission.job = try Slurm.submit(script)
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
  /// work. How long points take is known where some have ended.
  private func packing(of ids: [String]) throws -> Int {
    let times = FileSystem.names(in: folder.pointsFolder).compactMap { id -> Double? in
      guard let status = try? folder.status(of: id), status.state == .done else { return nil }
      return status.seconds
    }.sorted()
    guard !times.isEmpty else { return 1 }
    let usual = max(times[times.count / 2], 0.1), target = 180.0, atOnce = request.jobs ?? 16
    return max(1, min(Int(target / usual), ids.count / max(atOnce, 1)))
  }

  private func script(_ number: Int, tasks: Int, name: String) -> String {
    let atOnce = request.jobs.map { "%\($0)" } ?? ""
    // In the name of a log a percent sign stands for something, and two for one.
    let logs = folder.slurmFolder.replacingOccurrences(of: "%", with: "%%")
    var lines = [
      "--job-name=\(name)", "--array=0-\(tasks - 1)\(atOnce)", "--requeue", "--open-mode=append",
      "--output=\(logs)/%A_%a.log", "--chdir=\(directory)", "--ntasks=1",
      "--cpus-per-task=\(request.threads)", "--signal=B:USR1@\(request.grace)",
    ]
    if let partition = request.partition { lines.append("--partition=\(partition)") }
    if let time = request.time { lines.append("--time=\(time)") }
    if let memory = request.memory { lines.append("--mem=\(memory)") }
    lines += request.options
    let words = [
      program, "sweep", "work", "--folder", folder.path, "--threads", "\(request.threads)", "--submission",
      "\(number)",
    ]
    // Where the program cannot even start, the log says at least where. It takes the shell's place, so that it gets the shell's
    // signals.
    return "#!/bin/sh\n" + lines.map { "#SBATCH \(Self.option($0))\n" }.joined()
      + "echo \"\(SlurmQueue.nodeMark)${SLURMD_NODENAME:-$(hostname)}\"\n"
      + "exec \(words.map(SSHEngine.quoted).joined(separator: " "))\n"
  }

  /// An option as a script's comment has it: quoted where it has spaces.
  private static func option(_ text: String) -> String { text.contains(" ") ? "\"\(text)\"" : text }

  /// Takes what waits out of the queue, and asks what runs to stop; the jobs.
  ///
  /// - Throws: `FileError`.
  package static func cancel(_ ids: [String], in folder: SweepFolder) throws -> [String] {
    let queue = SlurmQueue(of: folder)
    let jobs = queue.aliveJobs(of: ids)
    guard queue.isKnown else {
      throw FileError(
        path: "squeue", problem: "does not answer, so that nobody knows what waits in the queue",
        remedy: "Go to a host that has Slurm, and give the same command there.")
    }
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

  /// The points that this task runs.
  ///
  /// - Throws: `FileError`.
  package func points(ofSubmission number: Int, in folder: SweepFolder) throws -> [String] {
    let submission = try SlurmSubmission.number(number, in: folder)
    guard submission.bundles.indices.contains(index) else {
      throw FileError(path: "submission \(number)", problem: "has no task \(index)")
    }
    return submission.bundles[index]
  }

  /// Puts this job back into the queue, which ends it here.
  ///
  /// - Throws: `FileError`.
  package func requeue() throws {
    let answer = try Slurm.ask(["scontrol", "requeue", job])
    guard answer.status == 0 else {
      throw FileError(
        path: "job \(job)", problem: "cannot be requeued: \(TextLines(answer.errors).joined)",
        remedy: "Give the sweep's command again; it goes on from the checkpoints.")
    }
  }
}
