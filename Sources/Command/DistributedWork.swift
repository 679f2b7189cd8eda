import ArgumentParser
import Foundation
import LabNotebooks
import LabRequirements
import LabSweeps

/// A command on several experiments, each of which an engine has done by a command of its own.
struct DistributedWork {
  /// What is done for an experiment.
  struct Part {
    let experiment: Experiment
    /// The words after the program's name.
    let arguments: [String]
    /// Further words for the first attempt alone.
    var firstArguments: [String] = []

    /// Of the same name where the same is asked for again: whatever else is asked for of the experiment is something else.
    var task: PointTask {
      let digest = Digest.sha256(of: Array(arguments.joined(separator: "\n").utf8)).prefix(8)
      return PointTask(
        id: "\(experiment.name)-\(digest)", label: experiment.name, arguments: arguments,
        firstArguments: firstArguments)
    }
  }

  let parts: [Part]
  /// The shared folder of their status files and logs.
  let folder: SweepFolder
  let workingFolder: WorkingFolder

  /// Has them done, and tells how each ended.
  ///
  /// - Parameters:
  ///   - name: what a queue calls the jobs.
  ///   - standing: the exit code of an experiment whose result stands already, and has been told; nil of one that is to be done.
  /// - Throws: `FileError`; the exit code of the worst ending, where it is not 0.
  func run(by session: EngineSession, as name: String, standing: (Experiment) -> Int32?) throws {
    let experiments = Dictionary(parts.map { ($0.task.id, $0.experiment) }) { first, _ in first }
    var codes: [String: Int32] = [:]
    let tasks = parts.map(\.task)
    let outcome = try session.run(tasks, in: workingFolder.directory, as: name) { task in
      codes[task.id] = experiments[task.id].flatMap(standing)
      return codes[task.id]
    }
    let asked = try folder.tasks(), queue = SlurmQueue(of: folder).of(asked), now = try folder.now()
    var isLeft = false
    for task in tasks where codes[task.id] == nil {
      // What ended before this command answers for another.
      let condition = folder.condition(of: task.id, since: outcome == .ended ? asked.time : 0, now: now, queue: queue)
      if outcome == .submitted, condition.isInHand || condition == .waiting {
        isLeft = true
        continue
      }
      let code: Int32 = if case .done(let code) = condition { code } else { ExitCode.trouble.rawValue }
      codes[task.id] = code
      let detail =
        condition == .waiting ? ". Nobody has begun it" : condition.detail.isEmpty ? "" : ". \(condition.detail)"
      try StandardStream.output.write("\(task.label): \(condition.word)\(detail)\n")
      if code != 0 { StandardStream.error.tell("See \(workingFolder.shown(folder.log(of: task.id)))\n") }
    }
    if isLeft {
      StandardStream.output.tell(
        "Give the same command again to see what is left; logs are in \(workingFolder.shown(folder.pointsFolder)).\n")
    }
    if let worst = codes.values.max(), worst > 0 { throw ExitCode(worst) }
  }
}

extension RunCommand {
  /// Has an engine run the experiments that are not current.
  func runElsewhere(on choice: EngineChoice, _ plan: RunPlan, at workingFolder: WorkingFolder) throws {
    let first = (force ? ["--force"] : []) + (beginsAnew ? ["--no-resume"] : [])
    let work = DistributedWork(
      parts: try selection.experiments().map {
        .init(experiment: $0, arguments: arguments(of: $0, plan), firstArguments: first)
      }, folder: SweepFolder(plan.stateFolder + "/distributed/run", option: "--state"), workingFolder: workingFolder)
    let session = EngineSession(
      engine: choice, options: engine, threads: computing.threadCount, folder: work.folder, waits: engine.wait,
      isQuiet: quiet)
    let here = RunSession(
      plan: plan, workingFolder: workingFolder, isQuiet: quiet, catalogue: Laboratory.current.experiments,
      skipsCurrent: !force, communicator: .alone)
    try work.run(by: session, as: "\(Program.name)-run", standing: here.endingOfCurrent)
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
    return words + computing.instructionWords
  }
}

extension CheckCommand {
  /// Has an engine check the reports of experiments.
  func checkElsewhere(
    on choice: EngineChoice, _ experiments: [Experiment], reports: String, at workingFolder: WorkingFolder
  ) throws {
    let more = (dataDirectory.map { ["--data", $0] } ?? []) + (failFast ? ["--fail-fast"] : [])
    let work = DistributedWork(
      parts: experiments.map {
        .init(
          experiment: $0, arguments: ["check", $0.name, "--output", reports] + more + computing.instructionWords,
          firstArguments: beginsAnew ? ["--no-resume"] : [])
      }, folder: SweepFolder(workingFolder.stateFolder(reports: reports) + "/distributed/check", option: nil),
      workingFolder: workingFolder)
    let session = EngineSession(
      engine: choice, options: engine, threads: computing.threadCount, folder: work.folder, waits: true, isQuiet: quiet)
    try work.run(by: session, as: "\(Program.name)-check") { _ in nil }
  }
}
