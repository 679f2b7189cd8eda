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

  /// The comment, with a line end.
  public var text: String {
    var result = "\(Self.marker)\n## Reports: \(comparison.direction.markdown)\n\n**\(comparison.summary)**\n"
    var leftOut = 0
    for report in comparison.changed {
      let (heading, blocks) = blocks(of: report)
      var isHeaded = false
      for block in blocks {
        let addition = (isHeaded ? "" : heading) + block
        if leftOut > 0 || result.utf8.count + addition.utf8.count > Self.mostBytes - Self.reserve {
          leftOut += 1
        } else {
          result += addition
          isHeaded = true
        }
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

  /// A heading and, for each finding, a block that ends in a line end.
  private func blocks(of report: ReportComparison) -> (heading: String, blocks: [String]) {
    var heading = "\n### \(report.heading.markdown)\n\n\(report.causeLine.markdown)\n"
    if let parting = report.partingText { heading += "\n\(parting.markdown)\n" }
    var topic: Finding.Topic?
    let blocks = report.findings.map { finding in
      let title = finding.topic == topic ? "" : "\n#### \(finding.topic.heading)\n\n"
      topic = finding.topic
      let cause = finding.causeText(beside: report.attribution)
      return "\(title)- \((finding.text + cause).markdown)\n"
        + finding.details.map { "  - \($0.markdown)\n" }.joined() + Self.folded(finding.lines)
    }
    return (heading, blocks)
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
