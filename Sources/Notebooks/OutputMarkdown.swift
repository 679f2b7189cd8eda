import Foundation

/// Renders outputs as Markdown that GitHub shows well.
package struct OutputMarkdown {
  private let prose: Prose

  /// References in captions mean the values of this record.
  package init(about record: RunRecord) { prose = Prose(about: record) }

  /// References in captions mean what they mean in this prose.
  init(_ prose: Prose) { self.prose = prose }

  /// The output with its caption below, folded where the author asked.
  package func render(_ output: Output) throws -> String {
    // The title of a fold is no Markdown to GitHub, so that a link would be shown as it is written.
    let caption = try prose.line(output.caption, isLinked: !output.isFolded)
    let body = try body(of: output)
    if output.isFolded { return Self.folded(body, title: caption.isEmpty ? output.id : caption) }
    return caption.isEmpty ? body : body + "\n\n" + Self.emphasized(GitHubMarkdown.inline(caption))
  }

  private func body(of output: Output) throws -> String {
    switch output.content {
    case .figure(let description, let width, _, _):
      let alt = MarkdownSpan.escaped(
        TextLines(try prose.line(description, isLinked: false)).lines.joined(separator: " "))
      return "<img src=\"figures/\(output.id).png\" width=\"\(width)\" alt=\"\(alt)\">"
    case .table(let columns, let alignedRight, let rows, _):
      return Self.table(columns: columns, alignedRight: alignedRight, rows: rows)
    case .text(let body): return CodeMarkdown.fenced(body, language: "text")
    case .list(let entries):
      return entries.map { entry in
        "- " + TextLines(GitHubMarkdown.inline("\(entry.name): \(entry.value)")).lines.joined(separator: "\n  ")
      }.joined(separator: "\n")
    }
  }

  /// A GitHub table.
  static func table(columns: [String], alignedRight: [Bool], rows: [[String]]) -> String {
    let rule = zip(columns, alignedRight).map { $1 ? "---:" : "---" }
    let lines = ([columns, rule] + rows).map { row in
      "| " + row.map(cell).joined(separator: " | ") + " |"
    }
    return lines.joined(separator: "\n")
  }

  /// A cell's Markdown, in which each vertical bar has one backslash, which the table takes away: two would end the cell. A bar that
  /// the author escaped has it; in a formula an escaped one is a norm's, which has a name, too.
  private static func cell(_ markdown: String) -> String {
    let line = TextLines(GitHubMarkdown.inline(markdown)).lines.joined(separator: " ")
    return MarkdownSpan.scan(line[...]).map { span, source in
      let text = String(source)
      return switch span {
      case .escape("|"): text
      case .formula, .display: text.replacing("\\|", with: "\\Vert ").replacing("|", with: "\\|")
      default: text.replacing("|", with: "\\|")
      }
    }.joined()
  }

  /// Closed until the reader opens it. The title is Markdown, which GitHub does not read in this element.
  static func folded(_ markdown: String, title: String) -> String {
    "<details>\n<summary>\(MarkdownSpan.html(title))</summary>\n\n\(markdown)\n\n</details>"
  }

  /// Where asterisks would take in marks that mean something else, or a dollar sign that must stand free.
  private static func emphasized(_ caption: String) -> String {
    let caption = TextLines(caption).lines.filter { !$0.allSatisfy(\.isWhitespace) }.joined(separator: "\n")
    return caption.contains { "*$".contains($0) } ? "<em>\(caption)</em>" : "*\(caption)*"
  }
}

/// Renders code as fenced blocks, and within lines.
public enum CodeMarkdown {
  /// A cell of Swift, folded where it asks.
  static func render(_ code: LiterateSource.Code) -> String {
    let block = fenced(code.text, language: "swift")
    return code.foldTitle.map { OutputMarkdown.folded(block, title: $0) } ?? block
  }

  /// A block whose fence is longer than any run of backticks inside.
  public static func fenced(_ text: String, language: String) -> String {
    let fence = mark(for: text, atLeast: 3)
    return "\(fence)\(language)\n\(text)\n\(fence)"
  }

  /// A text as code within a line. Nothing in it is Markdown, whatever it holds.
  public static func span(_ text: String) -> String {
    let text = TextLines(text).lines.joined(separator: " ")
    let mark = mark(for: text, atLeast: 1)
    // One space at each end is none of the code: it keeps backticks of the code apart, and an empty code from none.
    let needsSpace = "` ".contains(text.first ?? " ") || "` ".contains(text.last ?? " ")
    return needsSpace ? "\(mark) \(text) \(mark)" : mark + text + mark
  }

  /// More backticks than any run in a text.
  private static func mark(for text: String, atLeast least: Int) -> String {
    var longest = least - 1, run = 0
    for character in text.unicodeScalars {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    return String(repeating: "`", count: longest + 1)
  }
}
