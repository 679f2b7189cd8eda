/// A comparison as text for a terminal.
public struct PlainText {
  /// Changed lines shown of one text.
  private static let mostLines = 40

  private let comparison: SetComparison
  private let isColored: Bool

  /// Colours are escape sequences: for terminals alone.
  public init(_ comparison: SetComparison, colored: Bool = false) {
    self.comparison = comparison
    isColored = colored
  }

  /// The text, with a line end.
  public var text: String {
    var lines = ["\(comparison.base) → \(comparison.head)", styled(comparison.summary, .bold)]
    for report in comparison.changed { lines += [""] + self.lines(of: report) }
    if !comparison.added.isEmpty { lines += ["", "New: \(comparison.added.joined(separator: ", "))."] }
    if !comparison.removed.isEmpty { lines += ["", "Gone: \(comparison.removed.joined(separator: ", "))."] }
    if !comparison.isSame, let unchanged = comparison.unchangedLine { lines += ["", unchanged] }
    return lines.map { $0 + "\n" }.joined()
  }

  private func lines(of report: ReportComparison) -> [String] {
    var lines = [styled("\(report.name): \(report.title)", .bold), "  " + report.causeLine]
    if let divergence = report.divergenceText { lines.append("  " + Self.plain(divergence)) }
    let findings = report.findings
    for topic in Finding.Topic.allCases {
      let group = findings.filter { $0.topic == topic }
      if group.isEmpty { continue }
      lines.append("  " + styled(topic.heading, .bold))
      for finding in group {
        let cause = finding.causeText(beside: report.attribution)
        lines.append("    " + styled(Self.plain(finding.text), finding.isGrave ? .red : .plain) + cause)
        lines += finding.details.map { "      " + Self.plain($0) }
        lines += finding.lines.prefix(Self.mostLines).flatMap(self.lines)
        if finding.lines.count > Self.mostLines {
          lines.append("      … \(finding.lines.count - Self.mostLines) more lines")
        }
      }
    }
    return lines
  }

  private func lines(of change: ChangedLine) -> [String] {
    change.text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      "      " + styled((change.isNew ? "+ " : "- ") + line, change.isNew ? .green : .red)
    }
  }

  /// Without the marks of Markdown that the wording uses.
  private static func plain(_ text: String) -> String {
    text.replacing("`", with: "").replacing("**", with: "")
  }

  private enum Style: String {
    case plain = ""
    case bold = "1"
    case red = "31"
    case green = "32"
  }

  private func styled(_ text: String, _ style: Style) -> String {
    isColored && style != .plain ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}

extension Finding {
  /// What it is put down to, where that is not what the whole report is put down to.
  func causeText(beside report: Attribution) -> String {
    guard let attribution, attribution != report else { return "" }
    return " [\(attribution.text)]"
  }
}
