import Foundation

/// This machine, running as many points at once as it is asked to.
package struct LocalEngine {
  /// How many points run at once.
  package let jobs: Int
  /// How many threads each computes with.
  package let threads: Int

  /// As many at once as the processors hold, which points that are fewer share; no result depends on either number.
  package init(jobs: Int?, threads: Int?, points: Int, processors: Int) {
    let most = max(1, min(points, processors / max(threads ?? 1, 1)))
    self.jobs = max(jobs ?? most, 1)
    self.threads = threads ?? max(1, processors / self.jobs)
  }

  /// A slot for each.
  package func slots(program: String, in folder: SweepFolder) -> [WorkSlot] {
    let words = [program, "sweep", "work", "--folder", folder.path, "--threads", "\(threads)"]
    return Array(repeating: WorkSlot(host: "") { words + ["--point", $0] }, count: jobs)
  }
}
