import ArgumentParser
import LabNotebooks
import LabRequirements
import LabSweeps

struct SweepCollectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect", abstract: "Write the report of a sweep from the points that are done.",
    discussion: """
      The report stands in Reports/<name>.sweep: a page, its figures, a record for `\(Program.name) diff`, and points.csv. It \
      exits with 1 where a claim failed at a point, and with 2 where points have no result.
      """)

  @OptionGroup var selection: SweepSelection

  @Option(help: ArgumentHelp("Write the sweep's report in this folder instead of Reports.", valueName: "folder"))
  var output: String?

  func validate() throws { _ = try selection.experiment() }

  func run() throws {
    let workingFolder = try WorkingFolder.current
    let folder = try selection.sweepFolder(at: workingFolder)
    let sweep = SweepRun(
      plan: try selection.plan(in: folder), experiment: try selection.experiment(), folder: folder,
      selection: selection, workingFolder: workingFolder)
    try sweep.collect(into: try workingFolder.reports(output: output))
  }
}

extension SweepRun {
  /// Writes the sweep's report, and tells where it is.
  ///
  /// - Throws: `FileError`; the exit code where a claim failed or points have no result.
  func collect(into reports: String) throws {
    let conditions = try conditions()
    let done = Set(conditions.filter(\.condition.isDone).map(\.id))
    let results = SweepResults(of: plan, in: folder) { done.contains($0) }
    for entry in conditions where !entry.condition.isDone {
      let detail = entry.condition.detail.isEmpty ? "" : ". \(entry.condition.detail)"
      StandardStream.error.tell("\(entry.point.label): \(entry.condition.word)\(detail)\n")
    }
    for problem in results.problems { StandardStream.error.tell("Error: \(problem)\n") }
    let written = try SweepReport(of: results).write(
      into: reports, elseAdvising: "See how they stand: \(selection.command("status"))")
    let note = written.isChanged ? "" : " (unchanged)"
    // The report is the result.
    StandardStream.output.tell(
      "\(plan.experiment): \(results.points.count) of \(counted(plan.points.count, "point")),"
        + " \(workingFolder.shown(written.path))/README.md\(note)\n")
    if !results.missing.isEmpty {
      if !conditions.contains(where: \.condition.isInHand) {
        // Of a sweep that was stopped nothing is wrong.
        let isMendable =
          conditions.contains { ["failed", "lost"].contains($0.condition.word) } || !results.problems.isEmpty
        StandardStream.error.tell(
          isMendable
            ? "The logs in \(workingFolder.shown(folder.pointsFolder)) say more of the others. Mend what is wrong there, or leave "
              + "out a host that cannot run them, and give the sweep's command again: it runs those alone.\n"
            : "Give the sweep's command again: it runs the others alone.\n")
      }
      throw ExitCode.trouble
    }
    if let goal = plan.goal, !results.metrics.contains(goal.metric) {
      StandardStream.error.tell(
        "No point measured “\(goal.metric)”, so that none is the best. Name one of: "
          + "\(results.metrics.joined(separator: ", ")).\n")
      throw ExitCode.trouble
    }
    if results.points.contains(where: { $0.record.claims.contains { !$0.held } }) { throw ExitCode.claimFailed }
  }
}
