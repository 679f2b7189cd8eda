import ArgumentParser
import Foundation
import LabNotebooks
import LabRequirements
import LabSweeps

/// A sweep in its folder: its points as runs, and their report.
struct SweepRun {
  let plan: SweepPlan
  let experiment: Experiment
  let folder: SweepFolder
  let workingFolder: WorkingFolder

  /// Has an engine run the points that are not current.
  ///
  /// - Throws: `FileError`; the exit code of the signal that stopped it.
  func run(by session: EngineSession, checkpointInterval: Double) throws -> EngineSession.Outcome {
    let laboratory = Laboratory.current
    let circumstances = laboratory.circumstances(at: workingFolder)
    let data = laboratory.lookup(at: workingFolder, dataDirectory: plan.dataDirectory)
    let points = Dictionary(plan.points.map { (plan.identifier(of: $0), $0) }) { first, _ in first }
    let list = TaskList(
      program: Bundle.main.executablePath ?? CommandLine.arguments[0], directory: workingFolder.directory,
      tasks: plan.points.map { task(of: $0, checkpointInterval: checkpointInterval) })
    return try session.run(list, of: plan, as: "sweep-\(plan.experiment)") { task in
      guard let point = points[task.id] else { return false }
      return isCurrent(point, circumstances, data)
    }
  }

  private func task(of point: SweepPoint, checkpointInterval: Double) -> PointTask {
    let id = plan.identifier(of: point)
    return PointTask(
      id: id, label: point.label,
      arguments: plan.command(of: point) + [
        "--output", folder.reports(of: id), "--state", folder.state(of: id), "--checkpoint-interval",
        NumberFormat.shortest(checkpointInterval),
      ])
  }

  /// Whether a point's report is what its run would write now.
  private func isCurrent(_ point: SweepPoint, _ circumstances: Circumstances, _ data: DataLookup) -> Bool {
    let id = plan.identifier(of: point)
    let asked = RunPlan(
      tier: plan.tier, seed: plan.seed, repetitions: plan.repetitions, overrides: plan.overrides(of: point),
      dataDirectory: plan.dataDirectory, data: data, reports: folder.reports(of: id), stateFolder: folder.state(of: id),
      circumstances: circumstances)
    // A damaged report is mended by a run.
    guard let report = try? StandingReport(of: experiment, in: asked.reports),
      let state = try? report.state(of: experiment, in: circumstances, with: data, asked: asked)
    else { return false }
    return state == .current
  }

  /// How every point stands.
  ///
  /// - Throws: `FileError`.
  func conditions() throws -> [(point: SweepPoint, id: String, condition: PointCondition)] {
    let queue = SlurmQueue(of: folder), now = try folder.now()
    return try plan.points.map { point in
      let id = plan.identifier(of: point)
      return (point, id, try folder.condition(of: id, now: now, queue: queue))
    }
  }
}
