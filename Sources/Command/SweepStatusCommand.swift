import ArgumentParser
import LabNotebooks
import LabRequirements
import LabSweeps

struct SweepStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show how each point of a sweep stands.",
    discussion: """
      What it says is what the points' status files say. A scheduler is asked about points that it has yet to begin, and \
      about those that go on in another of its jobs.
      """)

  @OptionGroup var selection: SweepSelection

  @Flag(help: "Write JSON.")
  var json = false

  func validate() throws { _ = try selection.experiment() }

  private struct Entry: Encodable {
    let point, state, detail, folder: String
  }

  func run() throws {
    let workingFolder = try WorkingFolder.current
    let folder = try selection.sweepFolder(at: workingFolder)
    let sweep = SweepRun(
      plan: try selection.plan(in: folder), experiment: try selection.experiment(), folder: folder,
      selection: selection, workingFolder: workingFolder)
    let conditions = try sweep.conditions()
    if json {
      let entries = conditions.map {
        Entry(
          point: $0.point.label, state: $0.condition.word, detail: $0.condition.detail,
          folder: workingFolder.shown(folder.point($0.id)))
      }
      return try StandardStream.output.write(try JSON(encoding: entries).text)
    }
    let rows = conditions.map { [$0.point.label, $0.condition.word, $0.condition.detail] }
    let counts = Dictionary(grouping: conditions, by: \.condition.word).mapValues(\.count)
    let summary = counts.keys.sorted().map { "\(counts[$0, default: 0]) \($0)" }.joined(separator: ", ")
    try StandardStream.output.write(
      TextTable.text(headings: ["POINT", "STATE", ""], rows: rows)
        + "\(counted(conditions.count, "point")): \(summary). Logs and reports are in "
        + "\(workingFolder.shown(folder.pointsFolder)).\n")
  }
}
