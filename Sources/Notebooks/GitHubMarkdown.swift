/// Markdown as GitHub reads its formulas.
///
/// Authors write `$…$` and `$$…$$`. GitHub reads these, too, but as Markdown first: of `\,`, `\;` and `\{` the backslash is
/// gone, and `_` and `*` may become emphasis. In backticks and in a block of `math` a formula stays as it is.
enum GitHubMarkdown {
  /// Text that must stay on its line, or between other text: a caption, a cell, a list entry.
  static func inline(_ markdown: String) -> String {
    MarkdownSpan.scan(markdown[...]).map { span, source in
      switch span {
      case .formula(let formula), .display(let formula): inline(formula, source)
      default: String(source)
      }
    }.joined()
  }

  /// A paragraph, in which a formula between `$$` becomes a block.
  static func paragraph(_ markdown: String) -> String {
    var result = ""
    var startsLine = false
    for (span, source) in MarkdownSpan.scan(markdown[...]) {
      let line = result.suffix(from: result.lastIndex(of: "\n").map(result.index(after:)) ?? result.startIndex)
      if case .display(let formula) = span, !formula.contains("```"), !isOfOneLine(line) {
        let (lead, indentation) = margins(of: String(line))
        if lead != line { result += "\n" + indentation }
        let lines = TextLines(formula.trimmingSpace).lines.map { line in
          line.hasPrefix(indentation) ? String(line.dropFirst(indentation.count)) : String(line)
        }
        result += (["```math"] + lines + ["```"]).joined(separator: "\n" + indentation)
        startsLine = true
        continue
      }
      var text =
        switch span {
        case .formula(let formula), .display(let formula): inline(formula, source)
        default: String(source)
        }
      if startsLine, !text.hasPrefix("\n") {
        text = String(text.drop { $0 == " " })
        if !text.isEmpty { text = "\n" + margins(of: String(line)).indentation + text }
      }
      startsLine = false
      result += text
    }
    return result
  }

  private static func inline(_ formula: Substring, _ source: Substring) -> String {
    formula.contains("`") || formula.isEmpty ? String(source) : "$`\(formula.trimmingSpace)`$"
  }

  /// Whether the line is a heading or the row of a table, which a block would end.
  private static func isOfOneLine(_ line: Substring) -> Bool { line.hasPrefix("#") || line.hasPrefix("|") }

  /// What begins a line before its text, a mark of a list or of a quotation among it, and what begins the lines that go on
  /// within that.
  private static func margins(of line: String) -> (lead: Substring, indentation: String) {
    var rest = line.drop { " >".contains($0) }
    let number = rest.prefix(while: \.isNumber)
    let mark = number.isEmpty ? "-*+" : ".)"
    let item = rest.dropFirst(number.count)
    if let first = item.first, mark.contains(first), item.dropFirst().first == " " {
      rest = item.dropFirst().drop { $0 == " " }
    }
    let lead = line[..<rest.startIndex]
    return (lead, String(lead.map { $0 == ">" ? ">" : " " }))
  }

  // MARK: Back again

  /// A page, or a part of one, with its formulas as authors write them, so that pages of versions that wrote them otherwise
  /// can be compared.
  static func authored(_ page: String) -> String {
    var result: [String] = []
    var fence: Substring?
    var formula: String?
    for line in TextLines(page).lines {
      let content = line.drop { " >".contains($0) }
      if let text = formula {
        if content == "```" {
          result.append(text + "$$")
          formula = nil
        } else {
          formula = text + (text.hasSuffix("$$") ? String(content) : "\n" + line)
        }
      } else if let mark = fence {
        result.append(String(line))
        if content.hasPrefix(mark), content.allSatisfy({ $0 == mark.first || $0 == " " }) { fence = nil }
      } else if line.hasSuffix("```math") {
        formula = line.dropLast("```math".count) + "$$"
      } else {
        if content.hasPrefix("```") || content.hasPrefix("~~~") { fence = content.prefix { $0 == content.first } }
        result.append(fence == nil ? authored(line: String(line)) : String(line))
      }
    }
    return (result + (formula.map { [$0] } ?? [])).joined(separator: "\n")
  }

  /// Links to files of the package depend on where the page lies.
  private static func authored(line: String) -> String {
    var result = ""
    var rest = line.replacing("<em>", with: "*").replacing("</em>", with: "*")[...]
    while let open = rest.firstRange(of: "$`"), let close = rest[open.upperBound...].firstRange(of: "`$") {
      result += "\(rest[..<open.lowerBound])$\(rest[open.upperBound..<close.lowerBound])$"
      rest = rest[close.upperBound...]
    }
    return ReportLinks.unlinked(result + rest)
  }
}

extension Substring {
  /// Without white space at either end.
  fileprivate var trimmingSpace: Substring {
    let start = drop(while: \.isWhitespace)
    return start[..<(start.lastIndex { !$0.isWhitespace }.map(start.index(after:)) ?? start.startIndex)]
  }
}
