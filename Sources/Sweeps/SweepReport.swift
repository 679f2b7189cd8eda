import Foundation
import LabFigures
import LabNotebooks
import LabRequirements

/// The report of a sweep: a folder like that of a run, so that reports of sweeps are compared as those of runs are.
package struct SweepReport {
  private let results: SweepResults
  private let best: BestPoint?

  /// The name of the sweep's folder among the reports: no experiment has a dot in its name.
  package static func name(of experiment: String) -> String { experiment + ".sweep" }

  package init(of results: SweepResults) {
    self.results = results
    best = results.plan.goal.flatMap { BestPoint(of: results, by: $0) }
  }

  /// Writes it among the reports; its folder, and whether anything changed.
  ///
  /// - Parameters:
  ///   - reports: their folder.
  ///   - advice: what the user is told to do where no point has a result.
  /// - Throws: `FileError`, where it cannot be written, and where no point has a result; `FigureError`.
  @discardableResult
  package func write(into reports: String, elseAdvising advice: String = "") throws -> (path: String, isChanged: Bool) {
    guard let first = results.points.first else {
      throw FileError(path: results.plan.experiment, problem: "has no point with a result yet", remedy: advice)
    }
    let folder = ReportFolder(Self.name(of: results.plan.experiment), in: reports)
    let lock: FileLock
    do {
      lock = try folder.lock(patience: .seconds(10))
    } catch let error as Locked {
      throw FileError(path: folder.path, problem: "is being written: \(error)".trimmingSuffix("."))
    }
    defer { lock.release() }
    try folder.prepare()
    return (folder.path, try folder.replace(with: files(like: first.record)))
  }

  /// The files by their paths from the folder.
  private func files(like first: RunRecord) throws -> [String: [UInt8]] {
    var record = first
    record.experiment = Self.name(of: first.experiment)
    record.title = "Sweep: \(first.title)"
    record.settings = first.settings.map(swept)
    (record.metrics, record.trainings) = (bestMetrics, [])
    record.claims = claims
    for point in results.points { record.fingerprint.data.merge(point.record.fingerprint.data) { old, _ in old } }
    var files: [String: [UInt8]] = [:]
    record.outputs = []
    func add(_ picture: (any Picture)?, _ id: String, _ caption: String) throws {
      guard let picture else { return }
      let rendered = try picture.rendered()
      files["figures/\(id).png"] = rendered.png
      record.outputs.append(
        Output(
          id: id, caption: caption, isFolded: false, line: 0,
          content: .figure(
            description: caption, width: rendered.width, height: rendered.height,
            plot: RecordedPlot(picture.plottedData))))
    }
    let figures = SweepFigures(results: results)
    try add(figures.parallelCoordinates(orderedBy: results.plan.goal), "parallel-coordinates", parallelCaption)
    let table = SweepTable(results: results)
    for (id, table) in [("points", table.table), ("constants", table.constants)] {
      guard let table else { continue }
      record.outputs.append(
        Output(id: id, caption: tableCaption, isFolded: false, line: 0, content: table.content))
    }
    for metric in results.metrics {
      try add(figures.panels(of: metric), "over.\(metric)", "\(metric) over each setting\(intervals).")
    }
    files["points.csv"] = Array(table.csv.utf8)
    files["record.json"] = Array(try record.text().utf8)
    files["README.md"] = Array(try page(record).utf8)
    return files
  }

  private var intervals: String {
    results.plan.repetitions > 1
      ? ", with 95% confidence intervals over \(results.plan.repetitions) seeds, side by side where they are of one value"
      : ""
  }

  private var parallelCaption: String {
    "Each point is a line; each coordinate goes from its least value, below, to its greatest."
      + (results.plan.goal.map { " The darker, the \($0.isMaximum ? "more" : "less") of \($0.metric)." } ?? "")
  }

  private var tableCaption: String {
    results.plan.repetitions > 1 ? "Means ± half the width of the 95% confidence interval over the seeds." : ""
  }

  /// A varied setting with its values, or with that of each point where these are not all combinations; another as it is. Two
  /// sweeps of other points differ in it: many values are told with a digest of them.
  private func swept(_ setting: RunRecord.SettingRecord) -> RunRecord.SettingRecord {
    guard results.plan.names.contains(setting.name) else { return setting }
    var setting = setting
    let values = results.values(of: setting.name)
    let given = isGrid ? values : results.points.map { $0.point.overrides[setting.name] ?? "" }
    let text = given.joined(separator: "; ")
    setting.value =
      given.count <= 12
      ? text
      : "\(counted(values.count, "value")), \(values.first ?? "") to \(values.last ?? "")"
        + " (\(Digest.sha256(of: Array(text.utf8)).prefix(8)))"
    setting.isDefault = false
    return setting
  }

  /// Whether the points are all combinations of their values.
  private var isGrid: Bool {
    // Each point stands once.
    let count = results.plan.names.reduce(1.0) { $0 * Double(results.values(of: $1).count) }
    return count == Double(results.points.count)
  }

  /// What the best point measured, so that the best of two commits are compared.
  private var bestMetrics: [String: RunRecord.Metric] {
    guard let best, let goal = results.plan.goal, let metric = best.point.record.metrics[goal.metric] else {
      return [:]
    }
    return ["best.\(goal.metric)": metric]
  }

  /// Each claim of the experiment, over all points that made it, be it once or for each of several things.
  private var claims: [RunRecord.Claim] {
    let made = results.points.flatMap { point in point.record.claims.map { (point, $0) } }
    let lines = made.map { $0.1.line }.withoutRepetitions
    return lines.sorted().flatMap { line -> [RunRecord.Claim] in
      let ofLine = made.filter { $0.1.line == line }
      return ofLine.map(\.1.sentence).withoutRepetitions.map { sentence in
        let verdicts = ofLine.filter { $0.1.sentence == sentence }
        let count = verdicts.map(\.0.point).withoutRepetitions.count
        let failed = verdicts.filter { !$0.1.held }.map(\.0.point.label).withoutRepetitions
        let isOfAll = count == results.points.count
        let places =
          failed.isEmpty
          ? count == 1
            ? isOfAll ? "at the only point" : "at " + CodeMarkdown.span(verdicts[0].0.point.label)
            : "at all \(count) points" + (isOfAll ? "" : " that make it")
          : "at \(count - failed.count) of \(counted(count, "point")); not at "
            + failed.prefix(5).map(CodeMarkdown.span).joined(separator: ", ") + (failed.count > 5 ? ", …" : "")
        let words = Self.words(of: verdicts[0].1, in: verdicts[0].0.record)
        return RunRecord.Claim(sentence: "\(words) Held \(places).", held: failed.isEmpty, line: line)
      }
    }
  }

  /// A claim's sentence with the names of its numbers, which differ from point to point; what it cites, a point's report has.
  private static func words(of claim: RunRecord.Claim, in record: RunRecord) -> String {
    var record = record
    record.metrics = Dictionary(
      uniqueKeysWithValues: record.metrics.map { name, metric in
        (name, .init(value: metric.value, text: "‹\(name)›", unit: "", tolerance: metric.tolerance))
      })
    for index in record.settings.indices { record.settings[index].value = "‹\(record.settings[index].name)›" }
    return Report.sentence(of: claim, in: record)
  }

  private func page(_ record: RunRecord) throws -> String {
    let markdown = OutputMarkdown(about: record)
    func block(_ id: String) throws -> [String] {
      try record.outputs.filter { $0.id == id }.map { try markdown.render($0) }
    }
    var blocks = ["# \(record.title)"] + record.notes + [opening]
    blocks += try block("parallel-coordinates")
    blocks += try ["## Points"] + block("points") + block("constants") + ["[points.csv](points.csv) has all digits."]
    let metrics = results.metrics.filter { metric in record.outputs.contains { $0.id == "over.\(metric)" } }
    if !metrics.isEmpty { blocks.append("## Measured values") }
    for metric in metrics { blocks += try block("over.\(metric)") }
    if !record.claims.isEmpty {
      blocks.append("## Claims")
      blocks.append(record.claims.map { "- \($0.held ? "✅" : "❌") \($0.sentence)" }.joined(separator: "\n"))
    }
    blocks += ["## This run", circumstances(record), "A point's own report is written by, for example,"]
    if let point = results.points.first?.point {
      // Where this machine keeps its data is nobody else's business.
      var plan = results.plan
      plan.dataDirectory = nil
      let command = plan.command(of: point).shellLine
      blocks.append(CodeMarkdown.fenced("swift run \(Program.name) \(command)", language: "sh"))
    }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private var opening: String {
    let names = results.plan.names.map(CodeMarkdown.span).joined(separator: ", ")
    let count = results.points.count
    var text =
      count == 1
      ? "A point of `\(results.plan.experiment)`, at which \(names) \(results.plan.names.count == 1 ? "has" : "have") one value."
      : "\(count) points of `\(results.plan.experiment)`, which differ in \(names)."
    if let best { text += " \(best.text)" }
    if let goal = results.plan.goal, best == nil { text += " No point measured `\(goal.metric)`." }
    if !results.missing.isEmpty {
      text +=
        "\n\n> **\(results.missing.count) of \(counted(results.plan.points.count, "point")) "
        + "\(results.missing.count == 1 ? "has no result yet**, and is" : "have no result yet**, and are") left out."
    }
    let codes = Set(results.points.map(\.record.fingerprint.code))
    let libraries = Set(results.points.map(\.record.fingerprint.circumstances.library))
    if codes.count > 1 || libraries.count > 1 {
      text += "\n\n> **The points were not all made with one state of the code.** Give the sweep's command again."
    }
    return text
  }

  private func circumstances(_ record: RunRecord) -> String {
    let seeds = record.seeds.count > 1 ? "the seeds \(record.seed) to \(record.seeds.last ?? 0)" : "seed \(record.seed)"
    return "[record.json](record.json) has what the sweep was given and found. It was made with \(seeds) at the"
      + " \(record.tier.rawValue) tier."
  }
}
