import Foundation
import LabNotebooks

/// What Slurm has of a sweep's points: a hint, which decides nothing that a status file says.
package struct SlurmQueue: Sendable {
  /// The last submission of a point.
  struct Submitted {
    /// The job, as `12_3`.
    let job: String
    /// When, by the folder's time.
    let time: Double
  }

  /// By the points' ids.
  private let submissions: [String: Submitted]
  /// The jobs that wait or run; nil where Slurm cannot be asked.
  private let alive: Set<String>?
  private let folder: SweepFolder?

  /// Of a sweep that was never submitted.
  package static let none = SlurmQueue(submissions: [:], alive: [], folder: nil)

  init(submissions: [String: Submitted], alive: Set<String>?, folder: SweepFolder?) {
    (self.submissions, self.alive, self.folder) = (submissions, alive, folder)
  }

  /// Asks Slurm, where something was submitted.
  package init(of folder: SweepFolder) {
    let submissions = SlurmSubmission.all(in: folder)
    guard !submissions.isEmpty else {
      self = .none
      return
    }
    var last: [String: Submitted] = [:]
    for submission in submissions {
      for (job, ids) in zip(submission.elements, submission.bundles) {
        for id in ids { last[id] = Submitted(job: job, time: submission.list.time) }
      }
    }
    self.init(submissions: last, alive: Slurm.aliveJobs(), folder: folder)
  }

  /// What it has to say of what was last asked for: where that was of no scheduler, a job that has ended was for another command.
  package func of(_ list: TaskList) -> SlurmQueue {
    guard list.isScheduled == false else { return self }
    return SlurmQueue(submissions: submissions.filter { isAlive($0.value.job) }, alive: alive, folder: folder)
  }

  func submission(of id: String) -> Submitted? { submissions[id] }

  /// Whether a job waits or runs; where nobody can be asked, it may.
  func isAlive(_ job: String) -> Bool { alive?.contains(job) ?? true }

  /// Whether Slurm could be asked.
  package var isKnown: Bool { alive != nil }

  /// For a command that must not guess.
  ///
  /// - Throws: `FileError` where Slurm could not be asked.
  package func requireAnswer() throws {
    guard isKnown else {
      throw FileError(
        path: "squeue", problem: "does not answer, so that nobody knows what waits in the queue",
        remedy: "Go to a host that has Slurm, and give the same command there.")
    }
  }

  /// What begins the line of a job's log that names the node.
  static let nodeMark = "== Node "

  /// The node on which a job was last, and the last line that it wrote there.
  func lastWord(of job: String) -> (node: String?, word: String?) {
    guard let folder, let bytes = FileSystem.read("\(folder.slurmFolder)/\(job).log") else { return (nil, nil) }
    let lines = TextLines(bytes).lines.map(String.init).filter { !$0.allSatisfy(\.isWhitespace) }
    guard let beginning = lines.lastIndex(where: { $0.hasPrefix(Self.nodeMark) }) else { return (nil, lines.last) }
    return (String(lines[beginning].dropFirst(Self.nodeMark.count)), lines[(beginning + 1)...].last)
  }
}
