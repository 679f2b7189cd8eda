import ArgumentParser
import Foundation
import LabMessagePassing
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
  /// The processes that do this together; the first one writes and speaks.
  let communicator: Communicator

  /// Runs all of them, the later ones also where an earlier one failed; on several ranks all end then, as they may not be at the
  /// same place.
  ///
  /// - Throws: the exit code of the worst ending, where it is not 0.
  func run(_ experiments: [Experiment]) throws {
    let interruption = Interruption()
    let signals = StopSignals(interruption, isAnnounced: communicator.isRoot)
    let endings = try withExtendedLifetime(signals) { try experiments.map { try run($0, interruption) } }
    communicator.end()
    if let worst = endings.max(), worst > 0 { throw ExitCode(worst) }
  }

  /// The exit code of one experiment, whose report is in the gallery by then.
  private func run(_ experiment: Experiment, _ interruption: Interruption) throws -> Int32 {
    let ending = try endingWithoutRunningAnywhere(experiment) ?? endingOfRun(experiment, interruption)
    guard ending <= ExitCode.claimFailed.rawValue else { return ending }
    do {
      try communicator.onRoot { try Gallery(of: catalogue, in: plan.reports).write() }
      return ending
    } catch {
      // The report is written, and the experiments that follow have theirs to write; several ranks all end here.
      guard communicator.count == 1 else { throw error }
      StandardStream.error.tell("Error: the page that shows all reports is not written. \(error)\n")
      return ExitCode.trouble.rawValue
    }
  }

  /// `endingWithoutRunning`, which only the first process can tell, on all.
  private func endingWithoutRunningAnywhere(_ experiment: Experiment) throws -> Int32? {
    let code = try communicator.fromRoot {
      endingWithoutRunning(experiment).map { [UInt8(truncatingIfNeeded: $0)] } ?? []
    }
    return code.first.map(Int32.init)
  }

  private func endingOfRun(_ experiment: Experiment, _ interruption: Interruption) throws -> Int32 {
    let progress =
      communicator.isRoot ? ProgressDisplay.onStandardError(isQuiet: isQuiet) : ProgressDisplay(.silent) { _ in }
    if !isQuiet, communicator.isRoot {
      StandardStream.error.tell("\(experiment.name): \(experiment.title), \(plan.tier.rawValue) tier\n")
    }
    do {
      let result = try experiment.run(
        plan, progress: progress, interruption: interruption, communicator: communicator)
      let note = result.isChanged ? "" : " (unchanged)"
      if communicator.isRoot {
        StandardStream.output.tell(summary(of: result.record, at: result.report, note: note))
      }
      return Self.ending(of: result.record)
    } catch let error as Interrupted {
      guard communicator.isRoot else { throw ExitCode.stopped(by: interruption) }
      let continuation = error.isResumable ? " The same command goes on from there." : ""
      StandardStream.error.tell("\(error) The committed report is untouched.\(continuation)\n")
      throw ExitCode.stopped(by: interruption)
    } catch let error as RunFailure {
      guard communicator.isRoot else {
        communicator.end(failure: "\(error)")
        throw ExitCode.trouble
      }
      StandardStream.error.tell("Error: “\(experiment.name)” failed. \(error)\n")
      if let partial = error.partialReport {
        StandardStream.error.tell("What it had shown by then: \(workingFolder.shown(partial))/README.md\n")
      }
      StandardStream.error.tell("The committed report is untouched.\n")
      if communicator.count > 1 {
        communicator.end(failure: "\(error)")
        throw ExitCode.trouble
      }
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
