import Foundation
import LabNotebooks

/// What Slurm has of a sweep's points: a hint, which decides nothing that a status file says.
package struct SlurmQueue: Sendable {
  /// The job of each point's last submission, as `12_3`.
  private let jobs: [String: String]
  /// The jobs that wait or run; nil where Slurm cannot be asked.
  private let alive: Set<String>?
  private let folder: SweepFolder?

  /// Of a sweep that was never submitted.
  package static let none = SlurmQueue(jobs: [:], alive: [], folder: nil)

  init(jobs: [String: String], alive: Set<String>?, folder: SweepFolder?) {
    (self.jobs, self.alive, self.folder) = (jobs, alive, folder)
  }

  /// Asks Slurm, where something was submitted.
  package init(of folder: SweepFolder) {
    let submissions = SlurmSubmission.all(in: folder)
    guard !submissions.isEmpty else {
      self = .none
      return
    }
    var jobs: [String: String] = [:]
    for submission in submissions {
      guard let job = submission.job else { continue }
      for (index, ids) in submission.bundles.enumerated() { for id in ids { jobs[id] = "\(job)_\(index)" } }
    }
    self.init(jobs: jobs, alive: Slurm.aliveJobs(), folder: folder)
  }

  func job(of id: String) -> String? { jobs[id] }

  /// Whether a job waits or runs; where nobody can be asked, it may.
  func isAlive(_ job: String) -> Bool { alive?.contains(job) ?? true }

  /// The jobs of these points that wait or run.
  package func aliveJobs(of ids: [String]) -> [String] {
    ids.compactMap { jobs[$0] }.filter(isAlive).withoutRepetitions
  }

  /// Whether Slurm could be asked.
  package var isKnown: Bool { alive != nil }

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
