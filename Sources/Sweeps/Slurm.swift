import Foundation
import LabNotebooks
import LabProcesses

/// Slurm's commands, as they are found on the path.
enum Slurm {
  /// What a command said.
  struct Answer {
    let status: Int32
    let output: String
    let errors: String
  }

  static func ask(_ words: [String]) throws -> Answer {
    let output = try KeptOutput(), errors = try KeptOutput()
    let child = try ChildProcess(words, in: "/", output: output.file, errors: errors.file)
    let deadline = ContinuousClock.now + .seconds(60)
    while child.status == nil, ContinuousClock.now < deadline { usleep(5_000) }
    if child.status == nil { child.stop(by: SIGTERM, patience: .seconds(2)) }
    return Answer(status: child.wait(), output: output.text, errors: errors.text)
  }

  /// The array tasks of this user that wait or run, as `12_3`; nil where the controller cannot be asked.
  static func aliveJobs() -> Set<String>? {
    guard let answer = try? ask(["squeue", "--me", "--noheader", "--array", "--format=%F_%K"]), answer.status == 0
    else {
      return nil
    }
    return Set(TextLines(answer.output).lines.map { $0.filter { !$0.isWhitespace } })
  }

  /// How many tasks an array may have.
  static func arrayLimit() -> Int {
    let standard = 1_001
    guard let answer = try? ask(["scontrol", "show", "config"]), answer.status == 0 else { return standard }
    for line in TextLines(answer.output).lines where line.hasPrefix("MaxArraySize") {
      if let number = line.split(separator: "=").last.flatMap({ Int($0.filter(\.isNumber)) }), number > 0 {
        return number
      }
    }
    return standard
  }

  /// Hands a script in; the job's number.
  ///
  /// - Parameter options: those of `sbatch`, each a word of its command line: a line of the script would have to quote them, in
  ///   Slurm's own way.
  /// - Throws: `FileError`, with Slurm's own words.
  static func submit(_ script: String, _ options: [String]) throws -> String {
    let answer = try ask(["sbatch", "--parsable"] + options + [script])
    if answer.status == ChildProcess.notFound {
      throw FileError(
        path: "sbatch", problem: "is not on the path: this is no host that submits to Slurm",
        remedy: "Log in to one, or have the work done here: --on local.")
    }
    // Behind a semicolon stands the name of a cluster.
    let job = answer.output.prefix { $0 != ";" && !$0.isNewline }
    guard answer.status == 0, !job.isEmpty, job.allSatisfy(\.isNumber) else {
      let words = TextLines(answer.errors.isEmpty ? answer.output : answer.errors).joined
      throw FileError(
        path: "sbatch", problem: "refused the job: \(words.isEmpty ? "exit code \(answer.status)" : words)",
        remedy: "`sinfo` shows the partitions and their limits; choose with --partition, --time, --memory and --sbatch."
      )
    }
    return String(job)
  }

  /// Takes jobs out of the queue; those that run are asked to stop.
  ///
  /// - Throws: `FileError`.
  static func cancel(_ jobs: [String]) throws {
    // As many as a command line holds well.
    for start in stride(from: 0, to: jobs.count, by: 500) {
      let answer = try ask(["scancel"] + jobs[start..<min(start + 500, jobs.count)])
      guard answer.status == 0 else {
        throw FileError(path: "scancel", problem: "failed: \(TextLines(answer.errors).joined)")
      }
    }
  }
}
