import Foundation

/// Renders outputs as Markdown that GitHub shows well.
struct OutputMarkdown {
  private let prose: Prose

  /// References in captions mean what they mean in this prose.
  init(_ prose: Prose) { self.prose = prose }

  /// The output with its caption below, folded where the author asked.
  func render(_ output: Output) throws -> String {
    let caption = try prose.line(output.caption)
    let body = try body(of: output)
    if output.isFolded { return Self.folded(body, title: caption.isEmpty ? output.id : caption) }
    return caption.isEmpty ? body : body + "\n\n" + Self.emphasized(caption)
  }

  private func body(of output: Output) throws -> String {
    switch output.content {
    case .figure(let description, let width, _, _):
      let alt = Self.escapedForAttribute(try prose.line(description))
      return "<img src=\"figures/\(output.id).png\" width=\"\(width)\" alt=\"\(alt)\">"
    case .table(let columns, let alignedRight, let rows):
      return Self.table(columns: columns, alignedRight: alignedRight, rows: rows)
    case .text(let body): return CodeMarkdown.fenced(body, language: "text")
    case .list(let entries): return entries.map { "- \($0.name): \($0.value)" }.joined(separator: "\n")
    }
  }

  /// A GitHub table; a vertical bar inside a cell is escaped.
  static func table(columns: [String], alignedRight: [Bool], rows: [[String]]) -> String {
    let rule = zip(columns, alignedRight).map { $1 ? "---:" : "---" }
    let lines = ([columns, rule] + rows).map { row in
      let cells = row.map {
        $0.replacingOccurrences(of: "|", with: "\\|").replacingOccurrences(of: "\n", with: " ")
      }
      return "| " + cells.joined(separator: " | ") + " |"
    }
    return lines.joined(separator: "\n")
  }

  /// Closed until the reader opens it.
  static func folded(_ markdown: String, title: String) -> String {
    "<details>\n<summary>\(title)</summary>\n\n\(markdown)\n\n</details>"
  }

  private static func emphasized(_ caption: String) -> String {
    caption.contains("*") ? "<em>\(caption)</em>" : "*\(caption)*"
  }

  private static func escapedForAttribute(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "\"", with: "&quot;")
      .replacingOccurrences(of: "<", with: "&lt;").replacingOccurrences(of: ">", with: "&gt;")
      .replacingOccurrences(of: "\n", with: " ")
  }
}

/// Renders code as fenced blocks.
enum CodeMarkdown {
  /// A cell of Swift, folded where it asks.
  static func render(_ code: LiterateSource.Code) -> String {
    let block = fenced(code.text, language: "swift")
    return code.foldTitle.map { OutputMarkdown.folded(block, title: $0) } ?? block
  }

  /// A block whose fence is longer than any run of backticks inside.
  static func fenced(_ text: String, language: String) -> String {
    var longest = 2, run = 0
    for character in text {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    return "\(fence)\(language)\n\(text)\n\(fence)"
  }
}
