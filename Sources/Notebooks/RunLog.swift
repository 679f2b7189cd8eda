import Foundation

/// What a run took, in `logs/<name>.log` of the folder that is not committed: times and memory vary from run to run,
/// so no report has them.
struct RunLog {
  private let experiment: String
  private let plan: RunPlan
  private let start = Date()
  private let startInstant = ContinuousClock.now

  init(experiment: String, plan: RunPlan) {
    self.experiment = experiment
    self.plan = plan
  }

  /// Replaces the log of the run before. A log that cannot be written is no reason to fail a run.
  func write(_ timings: [PhaseTiming], ending: String) {
    var lines = [
      "experiment   \(experiment)", "started      \(start.ISO8601Format())", "tier         \(plan.tier.rawValue)",
      "seed         \(plan.seed)",
    ]
    for name in plan.overrides.keys.sorted() {
      lines.append("set          \(name)=\(plan.overrides[name, default: ""])")
    }
    for timing in timings {
      let milliseconds = timing.duration / .milliseconds(1) / Double(max(timing.steps, 1))
      lines.append(
        "phase        \(timing.phase): \(timing.steps) steps in \(seconds(timing.duration)) s, "
          + String(format: "%.3f ms a step", milliseconds))
    }
    lines.append("total        \(seconds(startInstant.duration(to: .now))) s")
    lines.append("peak memory  \(Self.peakMemory)")
    lines.append("ended        \(ending)")
    let folder = plan.stateFolder + "/logs"
    try? FileSystem.makeFolder(folder)
    let text = Array((lines.joined(separator: "\n") + "\n").utf8)
    try? FileSystem.replaceInTurn("\(folder)/\(experiment).log") { text }
  }

  private func seconds(_ duration: Duration) -> String { String(format: "%.1f", duration / .seconds(1)) }

  private static var peakMemory: String {
    var usage = rusage()
    guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return "unknown" }
    #if os(Linux)
      let bytes = Double(usage.ru_maxrss) * 1024
    #else
      let bytes = Double(usage.ru_maxrss)
    #endif
    return String(format: "%.0f MB", bytes / 1e6)
  }
}
