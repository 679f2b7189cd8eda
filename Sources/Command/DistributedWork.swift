import ArgumentParser
import Foundation
import LabNotebooks
import LabRequirements
import LabSweeps

/// A command on several experiments, each of which an engine has done by a command of its own.
struct DistributedWork {
  /// The commands, each by the name of its experiment.
  let commands: [(name: String, arguments: [String])]
  /// The shared folder of their status files and logs.
  let folder: SweepFolder
  let workingFolder: WorkingFolder

  /// Has them done, and tells how each ended.
  ///
  /// - Parameters:
  ///   - name: what a queue calls the jobs.
  ///   - isCurrent: whether the result for an experiment stands already.
  /// - Throws: `FileError`; the exit code of the worst ending, where it is not 0.
  func run(by session: EngineSession, as name: String, isCurrent: (String) -> Bool) throws {
    let list = TaskList(
      program: Bundle.main.executablePath ?? CommandLine.arguments[0], directory: workingFolder.directory,
      tasks: commands.map { PointTask(id: $0.name, label: $0.name, arguments: $0.arguments) })
    var current: Set<String> = []
    let outcome = try session.run(list, as: name) { task in
      let stands = isCurrent(task.id)
      if stands { current.insert(task.id) }
      return stands
    }
    guard outcome == .ended else {
      StandardStream.output.tell(
        "Give the same command again to see what is left; logs are in \(workingFolder.shown(folder.pointsFolder)).\n")
      return
    }
    let queue = SlurmQueue(of: folder), now = try folder.now()
    var worst: Int32 = 0
    for task in list.tasks where !current.contains(task.id) {
      let condition = try folder.condition(of: task.id, now: now, queue: queue)
      let code: Int32 = if case .done(let code) = condition { code } else { ExitCode.trouble.rawValue }
      worst = max(worst, code)
      let detail = condition.detail.isEmpty ? "" : ". \(condition.detail)"
      try StandardStream.output.write("\(task.label): \(condition.word)\(detail)\n")
      if code != 0 { StandardStream.error.tell("See \(workingFolder.shown(folder.log(of: task.id)))\n") }
    }
    if worst > 0 { throw ExitCode(worst) }
  }
}

extension RunCommand {
  /// Has an engine run the experiments that are not current.
  func runElsewhere(on choice: EngineChoice, _ plan: RunPlan, at workingFolder: WorkingFolder) throws {
    let experiments = try selection.experiments()
    let work = DistributedWork(
      commands: experiments.map { ($0.name, arguments(of: $0, plan)) },
      folder: SweepFolder(plan.stateFolder + "/distributed/run"), workingFolder: workingFolder)
    let session = EngineSession(
      engine: choice, options: engine, threads: computing.threadCount, folder: work.folder, isQuiet: quiet)
    try work.run(by: session, as: "\(Program.name)-run") { name in
      guard !force, let experiment = experiments.first(where: { $0.name == name }),
        let report = try? StandingReport(of: experiment, in: plan.reports),
        let state = try? report.state(of: experiment, in: plan.circumstances, with: plan.data, asked: plan)
      else { return false }
      return state == .current
    }
  }

  private func arguments(of experiment: Experiment, _ plan: RunPlan) -> [String] {
    let declared = Set(experiment.settings.map(\.name))
    var words = [
      "run", experiment.name, "--tier", plan.tier.rawValue, "--seed", "\(seed)", "--seeds", "\(repetitions)",
    ]
    for (name, value) in plan.overrides.sorted(by: { $0.key < $1.key }) where declared.contains(name) {
      words += ["--set", "\(name)=\(value)"]
    }
    if let dataDirectory = plan.dataDirectory { words += ["--data", dataDirectory] }
    words += ["--output", plan.reports, "--state", plan.stateFolder]
    words += ["--checkpoint-interval", NumberFormat.shortest(checkpointInterval)]
    return words + (force ? ["--force"] : []) + (beginsAnew ? ["--no-resume"] : [])
  }
}

extension CheckCommand {
  /// Has an engine check the reports of experiments.
  func checkElsewhere(
    on choice: EngineChoice, _ experiments: [Experiment], reports: String, at workingFolder: WorkingFolder
  ) throws {
    let work = DistributedWork(
      commands: experiments.map { experiment in
        let words = ["check", experiment.name, "--output", reports]
        return (
          experiment.name,
          words + (dataDirectory.map { ["--data", $0] } ?? []) + (failFast ? ["--fail-fast"] : [])
        )
      }, folder: SweepFolder(workingFolder.stateFolder(reports: reports) + "/distributed/check"),
      workingFolder: workingFolder)
    let session = EngineSession(
      engine: choice, options: engine, threads: computing.threadCount, folder: work.folder, isQuiet: quiet)
    try work.run(by: session, as: "\(Program.name)-check") { _ in false }
  }
}
