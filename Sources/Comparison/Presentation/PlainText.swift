import LabNotebooks
import LabRequirements

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
    var lines = [comparison.direction.plain, styled(comparison.summary, .bold)]
    for line in comparison.unreadableLines() { lines += ["", styled(line.plain, .red)] }
    for report in comparison.changed { lines += [""] + self.lines(of: report) }
    for line in comparison.nameLines() { lines += ["", line.plain] }
    return lines.map { $0 + "\n" }.joined()
  }

  private func lines(of report: ReportComparison) -> [String] {
    var lines = [styled(report.heading.plain, .bold), "  " + report.causeLine.plain]
    if let parting = report.partingText { lines.append("  " + parting.plain) }
    let findings = report.findings
    for topic in Finding.Topic.allCases {
      let group = findings.filter { $0.topic == topic }
      if group.isEmpty { continue }
      lines.append("  " + styled(topic.heading, .bold))
      for finding in group {
        let cause = finding.causeText(beside: report.attribution).plain
        lines.append("    " + styled(finding.text.plain, finding.isGrave ? .red : .plain) + cause)
        lines += finding.details.map { "      " + $0.plain }
        lines += finding.lines.prefix(Self.mostLines).flatMap(self.lines)
        if finding.lines.count > Self.mostLines {
          lines.append("      … \(counted(finding.lines.count - Self.mostLines, "more line"))")
        }
      }
    }
    return lines
  }

  private func lines(of change: ChangedLine) -> [String] {
    TextLines(change.text).lines.map { line in
      let text = (change.isNew ? "+ " : "- ") + String(line).escapingControlCharacters
      return "      " + styled(text, change.isNew ? .green : .red)
    }
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
  func causeText(beside report: Attribution) -> Wording {
    guard let attribution, attribution != report else { return "" }
    return " [\(attribution.text)]"
  }
}
