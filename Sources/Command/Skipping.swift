import ArgumentParser
import Foundation
import LabNotebooks
import LabRequirements

extension RunSession {
  /// The exit code of an experiment whose report tells already what a run would find; its page is rendered again where
  /// its prose has changed. Nil where it must run: then the user has been told why, if it has a report.
  func endingWithoutRunning(_ experiment: Experiment) -> Int32? {
    guard skipsCurrent else { return nil }
    do {
      guard let report = try StandingReport(of: experiment, in: plan.reports) else { return nil }
      switch try report.state(of: experiment, in: plan.circumstances, with: plan.data, asked: plan) {
      case .current:
        ReportFolder(experiment.name, in: plan.reports).tidy()
        tell("\(experiment.name): current; nothing to do (--force runs it again)")
        return skip(report, note: " (current)")
      case .prose: return rendering(report, of: experiment)
      case .stale(let reasons):
        tell("\(experiment.name) runs: \(reasons.map(\.description).joined(separator: "; "))")
      case .unknown: tell("\(experiment.name) runs: \(StaleReason.unknownLibrary)")
      }
    } catch {
      // What is wrong with the report is mended by running; what is wrong with the experiment, the run will say.
      tell("\(experiment.name) runs: \(error)")
    }
    return nil
  }

  /// The exit code of an experiment whose report is what a run would write now, as it stands; the user is told what it says. Nil
  /// where it must run, or be rendered.
  func endingOfCurrent(_ experiment: Experiment) -> Int32? {
    // A damaged report is mended by a run.
    guard skipsCurrent, let report = try? StandingReport(of: experiment, in: plan.reports),
      let state = try? report.state(of: experiment, in: plan.circumstances, with: plan.data, asked: plan),
      state == .current
    else { return nil }
    return skip(report, note: " (current)")
  }

  private func rendering(_ report: StandingReport, of experiment: Experiment) -> Int32 {
    do {
      try report.render(of: experiment)
      tell("\(experiment.name): only its prose has changed; rendered, not run (--force runs it again)")
      return skip(report, note: " (rendered)")
    } catch {
      StandardStream.error.tell("Error: “\(experiment.name)” cannot be rendered. \(error)\n")
      StandardStream.error.tell("The committed report is untouched.\n")
      return ExitCode.trouble.rawValue
    }
  }

  /// Says what the report says, as if it had been run.
  private func skip(_ report: StandingReport, note: String) -> Int32 {
    StandardStream.output.tell(summary(of: report.record, at: report.path, note: note))
    return Self.ending(of: report.record)
  }

  private func tell(_ message: String) {
    if !isQuiet { StandardStream.error.tell(message + "\n") }
  }
}
