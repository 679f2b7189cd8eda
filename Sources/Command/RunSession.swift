import ArgumentParser
import Foundation
import LabNotebooks
import LabRequirements

/// Runs experiments one after the other and tells the user how each ended.
struct RunSession {
  let plan: RunPlan
  let workingFolder: WorkingFolder
  let isQuiet: Bool
  /// Every experiment there is, for the gallery of their reports.
  let catalogue: [Experiment]
  /// Whether experiments whose reports are current are not run.
  let skipsCurrent: Bool

  /// Runs all of them, the later ones also where an earlier one failed.
  ///
  /// - Throws: the exit code of the worst ending, where it is not 0.
  func run(_ experiments: [Experiment]) throws {
    let interruption = Interruption()
    let signals = StopSignals(interruption)
    let endings = try withExtendedLifetime(signals) { try experiments.map { try run($0, interruption) } }
    if let worst = endings.max(), worst > 0 { throw ExitCode(worst) }
  }

  /// The exit code of one experiment, whose report is in the gallery by then.
  private func run(_ experiment: Experiment, _ interruption: Interruption) throws -> Int32 {
    let ending = try endingWithoutRunning(experiment) ?? endingOfRun(experiment, interruption)
    if ending <= ExitCode.claimFailed.rawValue { try Gallery(of: catalogue, in: plan.reports).write() }
    return ending
  }

  private func endingOfRun(_ experiment: Experiment, _ interruption: Interruption) throws -> Int32 {
    let progress = ProgressDisplay.onStandardError(isQuiet: isQuiet)
    if !isQuiet { StandardStream.error.tell("\(experiment.name): \(experiment.title), \(plan.tier.rawValue) tier\n") }
    do {
      let result = try experiment.run(plan, progress: progress, interruption: interruption)
      let note = result.isChanged ? "" : " (unchanged)"
      StandardStream.output.tell(summary(of: result.record, at: result.report, note: note))
      return Self.ending(of: result.record)
    } catch let error as Interrupted {
      let continuation = error.isResumable ? " The same command goes on from there." : ""
      StandardStream.error.tell("\(error) The committed report is untouched.\(continuation)\n")
      throw ExitCode.stopped(by: interruption)
    } catch let error as RunFailure {
      StandardStream.error.tell("Error: “\(experiment.name)” failed. \(error)\n")
      if let partial = error.partialReport {
        StandardStream.error.tell("What it had shown by then: \(workingFolder.shown(partial))/README.md\n")
      }
      StandardStream.error.tell("The committed report is untouched.\n")
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
    return "\(record.experiment): \(workingFolder.shown(report))/README.md\(note)\(claims)\n"
      + lines.map { $0 + "\n" }.joined()
  }
}
