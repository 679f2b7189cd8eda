import LabNotebooks
import LabRequirements

/// A comparison as Markdown for a pull-request comment: the worst first, and short enough to post.
public struct MarkdownComment {
  /// A comment on GitHub holds 65,536 characters; in UTF-8 this many bytes are never more than that.
  public static let mostBytes = 65_536
  /// By this line, which nobody sees, the comment is found again, to be updated in place.
  public static let marker = "<!-- experiments diff -->"
  /// Changed lines shown of one text.
  private static let mostLines = 20
  /// What is kept free for the words on what was left out and the reports that are the same.
  private static let reserve = 2_000

  private let comparison: SetComparison

  /// A comment on a comparison.
  public init(_ comparison: SetComparison) { self.comparison = comparison }

  /// The comment, with a line end: bad news of every report before anything else of any.
  public var text: String {
    var result = "\(Self.marker)\n## Reports: \(comparison.direction.markdown)\n\n**\(comparison.summary)**\n"
    for line in comparison.unreadableLines(most: 10) { result += "\n\(line.markdown)\n" }
    let reports = comparison.changed.map { (heading: heading(of: $0), findings: $0.findings, report: $0) }
    let places = reports.indices.flatMap { index in
      reports[index].findings.indices.map { (report: index, finding: $0, isGrave: reports[index].findings[$0].isGrave) }
    }
    var left = Self.mostBytes - Self.reserve - result.utf8.count, leftOut = 0
    var blocks: [Int: [Int: String]] = [:], topics: [Int: Set<Finding.Topic>] = [:]
    for place in places.filter(\.isGrave) + places.filter({ !$0.isGrave }) {
      let finding = reports[place.report].findings[place.finding]
      let block = block(of: finding, in: reports[place.report].report)
      // With the headings above it, where it is the first below them.
      var size = block.utf8.count
      if blocks[place.report] == nil { size += reports[place.report].heading.utf8.count }
      if topics[place.report]?.contains(finding.topic) != true { size += Self.heading(of: finding.topic).utf8.count }
      // What is less grave than something that was left out is left out, too.
      if leftOut > 0 || size > left {
        leftOut += 1
      } else {
        left -= size
        blocks[place.report, default: [:]][place.finding] = block
        topics[place.report, default: []].insert(finding.topic)
      }
    }
    for (index, report) in reports.enumerated() {
      guard let shown = blocks[index] else { continue }
      result += report.heading
      var topic: Finding.Topic?
      for place in shown.keys.sorted() {
        let finding = report.findings[place]
        if finding.topic != topic { result += Self.heading(of: finding.topic) }
        topic = finding.topic
        result += shown[place, default: ""]
      }
    }
    if leftOut > 0 {
      result += "\n**Left out for length: \(leftOut) \(leftOut == 1 ? "change" : "changes")**, the least grave;"
      result += " `\(Program.name) diff --format html` shows all.\n"
    }
    for line in comparison.nameLines(most: 40) {
      let text = line.markdown
      if result.utf8.count + text.utf8.count < Self.mostBytes - Self.reserve / 4 { result += "\n\(text)\n" }
    }
    return result
  }

  private static func heading(of topic: Finding.Topic) -> String { "\n#### \(topic.heading)\n\n" }

  private func heading(of report: ReportComparison) -> String {
    let parting = report.partingText.map { "\n\($0.markdown)\n" } ?? ""
    return "\n### \(report.heading.markdown)\n\n\(report.causeLine.markdown)\n\(parting)"
  }

  /// What a finding says; it ends in a line end.
  private func block(of finding: Finding, in report: ReportComparison) -> String {
    "- \((finding.text + finding.causeText(beside: report.attribution)).markdown)\n"
      + finding.details.map { "  - \($0.markdown)\n" }.joined() + Self.folded(finding.lines)
  }

  private static func folded(_ lines: [ChangedLine]) -> String {
    if lines.isEmpty { return "" }
    var text = lines.prefix(mostLines).flatMap { change in
      TextLines(change.text).lines.map {
        (change.isNew ? "+ " : "- ") + shortened(String($0).escapingControlCharacters)
      }
    }
    if lines.count > mostLines { text.append("… \(lines.count - mostLines) more") }
    let lines = TextLines(CodeMarkdown.fenced(text.joined(separator: "\n"), language: "diff")).lines
    let block = lines.map { "  \($0)\n" }.joined()
    return "  <details><summary>lines</summary>\n\n\(block)\n  </details>\n"
  }

  private static func shortened(_ line: String) -> String { line.count > 1_000 ? line.prefix(1_000) + " …" : line }
}
