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
  /// How the user names the sweep: the experiment, and the folder where that was given.
  let selection: SweepSelection
  let workingFolder: WorkingFolder

  /// Has an engine run the points that are not current.
  ///
  /// - Throws: `FileError`; the exit code of the signal that stopped it.
  func run(by session: EngineSession, checkpointInterval: Double) throws -> EngineSession.Outcome {
    let laboratory = Laboratory.current
    let circumstances = laboratory.circumstances(at: workingFolder)
    let data = laboratory.lookup(at: workingFolder, dataDirectory: plan.dataDirectory)
    let points = Dictionary(plan.points.map { (plan.identifier(of: $0), $0) }) { first, _ in first }
    let tasks = plan.points.map { task(of: $0, checkpointInterval: checkpointInterval) }
    return try session.run(tasks, in: workingFolder.directory, of: plan, as: "sweep-\(plan.experiment)") { task in
      points[task.id].flatMap { endingOfCurrent($0, circumstances, data) }
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

  /// The exit code of a point whose report is what its run would write now; nil of another.
  private func endingOfCurrent(_ point: SweepPoint, _ circumstances: Circumstances, _ data: DataLookup) -> Int32? {
    let id = plan.identifier(of: point)
    let asked = RunPlan(
      tier: plan.tier, seed: plan.seed, repetitions: plan.repetitions, overrides: plan.overrides(of: point),
      dataDirectory: plan.dataDirectory, data: data, reports: folder.reports(of: id), stateFolder: folder.state(of: id),
      circumstances: circumstances)
    // A damaged report is mended by a run.
    guard let report = try? StandingReport(of: experiment, in: asked.reports),
      let state = try? report.state(of: experiment, in: circumstances, with: data, asked: asked), state == .current
    else { return nil }
    return RunSession.ending(of: report.record)
  }

  /// How every point stands. What was found before the sweep was last asked for, and was not found to stand then, is of another
  /// state of the code or the data, and no result.
  ///
  /// - Throws: `FileError`.
  func conditions() throws -> [(point: SweepPoint, id: String, condition: PointCondition)] {
    let asked = try folder.tasks(), queue = SlurmQueue(of: folder).of(asked), now = try folder.now()
    return plan.points.map { point in
      let id = plan.identifier(of: point), condition = folder.condition(of: id, now: now, queue: queue)
      guard condition.isDone else { return (point, id, condition) }
      return (point, id, folder.condition(of: id, since: asked.time, now: now, queue: queue))
    }
  }
}
