import ArgumentParser
import LabNotebooks
import LabRequirements

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Write reports again from their records, without running.",
    discussion: """
      The page is made from the run's record and the prose and code of the experiment's file; figures and record stay as \
      they are. Where the code has changed since the run, the experiment must run: the record says where in the code each \
      output belongs. With --all, experiments without a report are left out.
      """)

  @OptionGroup var selection: ExperimentSelection

  @Option(help: ArgumentHelp("Look for reports in this folder instead of Reports.", valueName: "folder"))
  var output: String?

  func validate() throws { _ = try selection.experiments() }

  func run() throws {
    let workingFolder = try WorkingFolder.current
    let reports = try workingFolder.reports(output: output)
    try Bibliography.checkCitations(of: Laboratory.current.experiments)
    let rendered = try selection.experiments().map { render($0, in: reports, workingFolder) }
    if rendered.contains(true) { try Gallery(of: Laboratory.current.experiments, in: reports).write() }
    if rendered.contains(false) { throw ExitCode.trouble }
  }

  /// Whether the report could be rendered, nil where there was none to render; the user has been told.
  private func render(_ experiment: Experiment, in reports: String, _ workingFolder: WorkingFolder) -> Bool? {
    do {
      if let report = try StandingReport(of: experiment, in: reports) {
        let isChanged = try report.render(of: experiment)
        let note = isChanged ? "" : " (unchanged)"
        StandardStream.output.tell("\(experiment.name): \(workingFolder.shown(report.path))/README.md\(note)\n")
        return true
      }
      if selection.all { return nil }
      StandardStream.error.tell(
        "Error: “\(experiment.name)” has no report in \(workingFolder.shown(reports)). Run it:"
          + " \(Program.name) run \(experiment.name)\n")
    } catch {
      StandardStream.error.tell("Error: \(error)\n")
    }
    return false
  }
}
