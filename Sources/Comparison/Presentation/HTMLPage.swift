import Foundation
import LabNotebooks
import LabRequirements

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
    let title = Self.escaped("Reports: \(comparison.direction.plain)")
    var body = "<h1>\(title)</h1>\n<p class=\"summary\">\(Self.escaped(comparison.summary))</p>\n"
    for line in comparison.unreadableLines() { body += "<p class=\"grave\">\(line.html)</p>\n" }
    if comparison.changed.count > 1 {
      let links = comparison.changed.map {
        "<li><a href=\"#\(Self.escaped($0.name))\">\(Self.escaped($0.title))</a></li>"
      }
      body += "<ul class=\"contents\">\(links.joined())</ul>\n"
    }
    for report in comparison.changed { body += try section(about: report) }
    for line in comparison.nameLines() { body += "<p>\(Self.escaped(line.plain))</p>\n" }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>\(title)</title>
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
      " <small>\(Self.escaped(report.name))</small></h2>\n<p class=\"cause\">\(report.causeLine.html)</p>\n"
    if let parting = report.partingText { html += "<p>\(parting.html)</p>\n" }
    let findings = report.findings
    for topic in Finding.Topic.allCases {
      let group = findings.filter { $0.topic == topic }
      if group.isEmpty { continue }
      html += "<h3>\(topic.heading)</h3>\n<ul>\n"
      for finding in group {
        let grave = finding.isGrave ? " class=\"grave\"" : ""
        let cause = finding.causeText(beside: report.attribution).html
        html += "<li\(grave)>\(finding.text.html)<span class=\"cause\">\(cause)</span>"
        if !finding.details.isEmpty {
          html += "<ul>" + finding.details.map { "<li>\($0.html)</li>" }.joined() + "</ul>"
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
      let image = entry.png.map { png in
        "<img src=\"data:image/png;base64,\(Data(png).base64EncodedString())\" alt=\"\(alt)\" />"
      }
      return "<figure><figcaption>\(Self.escaped(entry.heading))</figcaption>\(image ?? "")</figure>"
    }
    return figures.isEmpty ? "" : "\n<div class=\"pictures\">\(figures.joined())</div>"
  }

  private static func block(_ lines: [ChangedLine]) -> String {
    if lines.isEmpty { return "" }
    let rows = lines.flatMap { change in
      TextLines(change.text).lines.map(String.init).map { line in
        change.isNew ? "<ins>+ \(escaped(line))</ins>" : "<del>- \(escaped(line))</del>"
      }
    }
    return "\n<pre>\(rows.joined(separator: "\n"))</pre>"
  }

  private static func escaped(_ text: String) -> String { MarkdownSpan.escaped(text.escapingControlCharacters) }

  private static let style = """
    :root { color-scheme: light dark; }
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
    h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; border-top: 1px solid #8886; padding-top: 1rem; }
    h3 { font-size: 1rem; margin-bottom: .3rem; }
    small, .cause { color: #777; font-weight: normal; }
    .summary { font-weight: bold; }
    .grave { color: #b3261e; }
    .formula { font-family: serif; }
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
