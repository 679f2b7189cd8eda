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
    var result = "\(Self.marker)\n## Reports: \(comparison.base) → \(comparison.head)\n\n**\(comparison.summary)**\n"
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
      result += " `experiments diff --format html` shows all.\n"
    }
    for (word, names) in [
      ("New", comparison.added), ("Gone", comparison.removed),
      ("Unchanged", comparison.isSame ? [] : comparison.unchanged),
    ] where !names.isEmpty {
      let list = names.count > 40 ? "\(names.count) reports" : names.joined(separator: ", ")
      result += "\n\(word): \(list).\n"
    }
    return result
  }

  /// A heading and, for each finding, a block that ends in a line end.
  private func blocks(of report: ReportComparison) -> (heading: String, blocks: [String]) {
    var heading = "\n### \(report.name): \(report.title)\n\n\(report.causeLine)\n"
    if let divergence = report.divergenceText { heading += "\n\(divergence)\n" }
    var topic: Finding.Topic?
    let blocks = report.findings.map { finding in
      let title = finding.topic == topic ? "" : "\n#### \(finding.topic.heading)\n\n"
      topic = finding.topic
      let line = finding.text.split(separator: "\n").joined(separator: " ")
      return "\(title)- \(Self.shortened(line))\(finding.causeText(beside: report.attribution))\n"
        + finding.details.map { "  - \(Self.shortened($0))\n" }.joined() + Self.folded(finding.lines)
    }
    return (heading, blocks)
  }

  private static func folded(_ lines: [ChangedLine]) -> String {
    if lines.isEmpty { return "" }
    var text = lines.prefix(mostLines).flatMap { change in
      change.text.split(separator: "\n", omittingEmptySubsequences: false).map {
        (change.isNew ? "+ " : "- ") + shortened(String($0))
      }
    }
    if lines.count > mostLines { text.append("… \(lines.count - mostLines) more") }
    // A fence longer than any in the text.
    let fence = String(repeating: "`", count: max(3, (text.map { longestRun(of: $0) }.max() ?? 0) + 1))
    let block = ([fence + "diff"] + text + [fence]).map { "  " + $0 + "\n" }.joined()
    return "  <details><summary>lines</summary>\n\n\(block)\n  </details>\n"
  }

  private static func longestRun(of text: String) -> Int {
    var longest = 0, run = 0
    for character in text {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }

  private static func shortened(_ text: String) -> String { text.count > 1_000 ? text.prefix(1_000) + " …" : text }
}
