import Foundation

/// A comparison as one HTML page with its pictures inside, to open from anywhere.
public struct HTMLPage {
  private let comparison: SetComparison
  private let base: ReportSet
  private let head: ReportSet

  /// A page about a comparison of these sets.
  public init(_ comparison: SetComparison, of base: ReportSet, and head: ReportSet) {
    (self.comparison, self.base, self.head) = (comparison, base, head)
  }

  /// The page.
  ///
  /// - Throws: what reading the pictures throws.
  public func text() throws -> String {
    let title = "Reports: \(comparison.base) → \(comparison.head)"
    var body = "<h1>\(Self.escaped(title))</h1>\n<p class=\"summary\">\(Self.escaped(comparison.summary))</p>\n"
    if comparison.changed.count > 1 {
      let links = comparison.changed.map {
        "<li><a href=\"#\(Self.escaped($0.name))\">\(Self.escaped($0.title))</a></li>"
      }
      body += "<ul class=\"contents\">\(links.joined())</ul>\n"
    }
    for report in comparison.changed { body += try section(about: report) }
    for (word, names) in [("New", comparison.added), ("Gone", comparison.removed)] where !names.isEmpty {
      body += "<p>\(word): \(Self.escaped(names.joined(separator: ", "))).</p>\n"
    }
    if !comparison.isSame, let unchanged = comparison.unchangedLine { body += "<p>\(Self.escaped(unchanged))</p>\n" }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>\(Self.escaped(title))</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      \(body)</body>
      </html>

      """
  }

  private func section(about report: ReportComparison) throws -> String {
    var html = "<section id=\"\(Self.escaped(report.name))\">\n<h2>\(Self.escaped(report.title))"
    html +=
      " <small>\(Self.escaped(report.name))</small></h2>\n<p class=\"cause\">\(Self.inline(report.causeLine))</p>\n"
    if let divergence = report.divergenceText { html += "<p>\(Self.inline(divergence))</p>\n" }
    let findings = report.findings
    for topic in Finding.Topic.allCases {
      let group = findings.filter { $0.topic == topic }
      if group.isEmpty { continue }
      html += "<h3>\(topic.heading)</h3>\n<ul>\n"
      for finding in group {
        let grave = finding.isGrave ? " class=\"grave\"" : ""
        let cause = Self.inline(finding.causeText(beside: report.attribution))
        html += "<li\(grave)>\(Self.inline(finding.text))<span class=\"cause\">\(cause)</span>"
        if !finding.details.isEmpty {
          html += "<ul>" + finding.details.map { "<li>\(Self.inline($0))</li>" }.joined() + "</ul>"
        }
        html += Self.block(finding.lines) + (try pictures(for: finding, in: report)) + "</li>\n"
      }
      html += "</ul>\n"
    }
    return html + "</section>\n"
  }

  private func pictures(for finding: Finding, in report: ReportComparison) throws -> String {
    guard let change = report.figures.first(where: { $0.id == finding.figure }) else { return "" }
    let pictures = try FigurePictures(change, from: base.reports[report.name], to: head.reports[report.name])
    let figures = pictures.entries.map { entry in
      let alt = Self.escaped("\(change.id): \(entry.heading)")
      let data = Data(entry.png).base64EncodedString()
      return "<figure><figcaption>\(Self.escaped(entry.heading))</figcaption>"
        + "<img src=\"data:image/png;base64,\(data)\" alt=\"\(alt)\" /></figure>"
    }
    return figures.isEmpty ? "" : "\n<div class=\"pictures\">\(figures.joined())</div>"
  }

  private static func block(_ lines: [ChangedLine]) -> String {
    if lines.isEmpty { return "" }
    let rows = lines.flatMap { change in
      change.text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        change.isNew ? "<ins>+ \(escaped(line))</ins>" : "<del>- \(escaped(line))</del>"
      }
    }
    return "\n<pre>\(rows.joined(separator: "\n"))</pre>"
  }

  /// The wording's few marks of Markdown as elements, everything else escaped. What stands in one element holds no other.
  private static func inline(_ text: String) -> String {
    let parts = escaped(text).components(separatedBy: "`")
    return parts.enumerated().map { index, part in
      // A mark that nothing closes is a character.
      if index % 2 == 1 { return index < parts.count - 1 ? "<code>\(part)</code>" : "`" + part }
      return part.replacing(/\*\*([^*]+)\*\*/) { "<strong>\($0.1)</strong>" }
        .replacing(/\*([^*<>]+)\*/) { "<em>\($0.1)</em>" }
    }.joined()
  }

  private static func escaped(_ text: some StringProtocol) -> String {
    var html = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": html += "&amp;"
      case "<": html += "&lt;"
      case ">": html += "&gt;"
      case "\"": html += "&quot;"
      // No page may hold control characters but these.
      case "\n", "\t": html.unicodeScalars.append(character)
      case _ where character.value < 0x20: break
      default: html.unicodeScalars.append(character)
      }
    }
    return html
  }

  private static let style = """
    :root { color-scheme: light dark; }
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
    h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; border-top: 1px solid #8886; padding-top: 1rem; }
    h3 { font-size: 1rem; margin-bottom: .3rem; }
    small, .cause { color: #777; font-weight: normal; }
    .summary { font-weight: bold; }
    .grave { color: #b3261e; }
    li { margin: .3rem 0; overflow-wrap: anywhere; }
    pre { background: #8881; padding: .5rem; overflow-x: auto; white-space: pre-wrap; color: CanvasText; }
    ins, del { text-decoration: none; display: block; }
    ins { background: #2da44e33; } del { background: #cf222e33; }
    .pictures { display: flex; flex-wrap: wrap; gap: 1rem; }
    figure { margin: .5rem 0; flex: 1 1 20rem; max-width: 40rem; color: CanvasText; }
    figcaption { font-size: .85rem; }
    img { width: 100%; background: white; border: 1px solid #8884; }
    """
}
