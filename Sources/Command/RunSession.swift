import ArgumentParser
import Foundation
import Notebooks

/// Runs experiments one after the other and tells the user how each ended.
struct RunSession {
  let plan: RunPlan
  let workplace: Workplace
  let isQuiet: Bool
  /// Every experiment there is, for the gallery of their reports.
  let catalogue: [Experiment]
  /// By which reports are current, and their experiments not run; nil to run all.
  let circumstances: Circumstances?

  /// Runs all of them, the later ones also where an earlier one failed.
  ///
  /// - Throws: the exit code of the worst ending, where it is not 0.
  func run(_ experiments: [Experiment]) throws {
    let interruption = Interruption()
    let signal = InterruptSignal(interruption)
    let endings = try withExtendedLifetime(signal) { try experiments.map { try run($0, interruption) } }
    if endings.contains(where: { $0 <= ExitCode.claimFailed.rawValue }) {
      try Gallery(of: catalogue, in: plan.reports).write()
    }
    if let worst = endings.max(), worst > 0 { throw ExitCode(worst) }
  }

  /// The exit code of one run.
  private func run(_ experiment: Experiment, _ interruption: Interruption) throws -> Int32 {
    if let ending = endingWithoutRunning(experiment) { return ending }
    let progress = ProgressDisplay(isQuiet ? .silent : StandardError.progressStyle, write: StandardError.write)
    if !isQuiet { StandardError.write("\(experiment.name): \(experiment.title), \(plan.tier.rawValue) tier\n") }
    do {
      let result = try experiment.run(plan, progress: progress, interruption: interruption)
      // At once, and not when a buffer is full: a second Ctrl-C must not take it away.
      let note = result.isChanged ? "" : " (unchanged)"
      FileHandle.standardOutput.write(Data(summary(of: result.record, at: result.report, note: note).utf8))
      return Self.ending(of: result.record)
    } catch let error as Interrupted {
      let continuation = error.isResumable ? " The same command goes on from there." : ""
      StandardError.write("\(error) The committed report is untouched.\(continuation)\n")
      throw ExitCode.interrupted
    } catch let error as RunFailure {
      StandardError.write("Error: “\(experiment.name)” failed. \(error)\n")
      if let partial = error.partialReport {
        StandardError.write("What it had shown by then: \(workplace.shown(partial))/README.md\n")
      }
      StandardError.write("The committed report is untouched.\n")
      return ExitCode.trouble.rawValue
    }
  }

  /// The exit code of a run with this record.
  static func ending(of record: RunRecord) -> Int32 {
    record.claims.allSatisfy(\.held) ? 0 : ExitCode.claimFailed.rawValue
  }

  /// Where the report is, what was measured and which claims failed.
  func summary(of record: RunRecord, at report: String, note: String) -> String {
    var lines = record.metrics.keys.sorted().map { name in
      "  \(name)  \(record.metrics[name].map { Report.text(of: $0) } ?? "")"
    }
    let failed = record.claims.filter { !$0.held }
    lines += failed.map { "  claim failed: \(Report.sentence(of: $0, in: record))" }
    let claims =
      record.claims.isEmpty ? "" : ", \(record.claims.count - failed.count) of \(record.claims.count) claims held"
    return "\(record.experiment): \(workplace.shown(report))/README.md\(note)\(claims)\n"
      + lines.map { $0 + "\n" }.joined()
  }
}
