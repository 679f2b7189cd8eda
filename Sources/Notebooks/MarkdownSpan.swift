/// A run within a paragraph of Markdown that is read in one way.
public enum MarkdownSpan: Equatable, Sendable {
  /// Text, in which marks of Markdown may stand.
  case text(Substring)
  /// A character after a backslash, which is no mark.
  case escape(Substring)
  /// What stands in backticks.
  case code(Substring)
  /// A formula, between dollar signs; there may be a backtick beside each of them.
  case formula(Substring)
  /// A formula on lines of its own, between `$$`.
  case display(Substring)

  /// The spans of a text with what each is written as, which together is the text.
  static func scan(_ markdown: Substring) -> [(span: MarkdownSpan, source: Substring)] {
    var spans: [(span: MarkdownSpan, source: Substring)] = []
    var rest = markdown
    var start = rest.startIndex
    func text(to end: Substring.Index) {
      if start < end { spans.append((.text(markdown[start..<end]), markdown[start..<end])) }
    }
    while let index = rest.firstIndex(where: { "\\`$".contains($0) }) {
      let here = markdown[index...]
      if let (span, end) = literal(here) {
        text(to: index)
        spans.append((span, here[..<end]))
        start = end
        rest = markdown[end...]
      } else {
        // A mark that nothing closes is text, as many times as it stands there.
        rest = here.drop { $0 == here.first }
      }
    }
    text(to: markdown.endIndex)
    return spans
  }

  /// The escape, code or formula at the start of a text, and its end.
  private static func literal(_ text: Substring) -> (MarkdownSpan, end: Substring.Index)? {
    switch text.first {
    case "\\":
      guard text.count > 1 else { return nil }
      let second = text.index(after: text.startIndex)
      return (.escape(text[second...second]), text.index(after: second))
    case "`":
      return closing(text.prefix { $0 == "`" }, in: text).map { (.code($0.inner), $0.end) }
    case "$":
      if text.hasPrefix("$$") { return closing("$$", in: text).map { (.display($0.inner), $0.end) } }
      return formula(text)
    default: return nil
    }
  }

  /// What stands up to the next such mark of the same length after the first, and where that ends.
  private static func closing(_ mark: Substring, in text: Substring) -> (inner: Substring, end: Substring.Index)? {
    let start = text.index(text.startIndex, offsetBy: mark.count)
    var rest = text[start...]
    while let place = rest.firstIndex(where: { $0 == mark.first }) {
      let run = rest[place...].prefix { $0 == mark.first }
      if run.count == mark.count { return (text[start..<place], run.endIndex) }
      rest = rest[run.endIndex...]
    }
    return nil
  }

  /// A dollar sign opens a formula where something stands right after it, and closes it where something stands right
  /// before it and no digit right after: prices are no formulas.
  private static func formula(_ text: Substring) -> (MarkdownSpan, end: Substring.Index)? {
    let inner = text.dropFirst()
    guard let first = inner.first, !first.isWhitespace else { return nil }
    var previous: Character = "$"
    for index in inner.indices {
      let character = inner[index]
      let next = inner.index(after: index)
      let follower = next < inner.endIndex ? inner[next] : " "
      if character == "$", previous != "\\", !previous.isWhitespace, !follower.isNumber {
        let formula = inner[..<index]
        let isQuoted = formula.count > 2 && formula.first == "`" && formula.last == "`"
        return (.formula(isQuoted ? formula.dropFirst().dropLast() : formula), next)
      }
      previous = character
    }
    return nil
  }

  // MARK: HTML

  /// A line of Markdown as HTML, everything but strong and emphasised text, code and formulas escaped.
  ///
  /// - Parameters:
  ///   - markdown: the line.
  ///   - formula: an element for a formula, already escaped; GitHub reads what stands between dollar signs in the text of any
  ///     element.
  public static func html(_ markdown: String, formula: (String) -> String = { "$\($0)$" }) -> String {
    var literals: [String] = []
    // What stands in a literal is no mark of emphasis around it: its number holds its place.
    let text = scan(TextLines(markdown).joined.replacing("\0", with: "")[...]).map { span, source in
      switch span {
      case .text(let text): return escaped(text)
      case .escape(let character): literals.append(escaped(character))
      case .code(let code): literals.append("<code>\(escaped(code))</code>")
      case .formula(let text), .display(let text): literals.append(formula(escaped(text)))
      }
      return "\0\(literals.count - 1)\0"
    }.joined()
    let html = wrapped("*", "em", in: wrapped("**", "strong", in: text))
    return html.split(separator: "\0", omittingEmptySubsequences: false).enumerated().map { index, part in
      index.isMultiple(of: 2) ? String(part) : Int(part).map { literals[$0] } ?? ""
    }.joined()
  }

  /// With what stands between two such marks in an element, where no other mark and no element is between them.
  private static func wrapped(_ mark: String, _ element: String, in text: String) -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.firstRange(of: mark) {
      let inner = rest[open.upperBound...]
      guard let close = inner.firstRange(of: mark), case let content = inner[..<close.lowerBound], !content.isEmpty,
        !content.contains(where: { "*<>".contains($0) })
      else {
        result += rest[..<open.upperBound]
        rest = inner
        continue
      }
      result += "\(rest[..<open.lowerBound])<\(element)>\(content)</\(element)>"
      rest = inner[close.upperBound...]
    }
    return result + rest
  }

  /// A text as it stands, for HTML. Control characters, which no page may hold, are left out.
  public static func escaped(_ text: some StringProtocol) -> String {
    var html = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": html += "&amp;"
      case "<": html += "&lt;"
      case ">": html += "&gt;"
      case "\"": html += "&quot;"
      case "\n", "\t": html.unicodeScalars.append(character)
      case _ where character.properties.generalCategory == .control || [0xFFFE, 0xFFFF].contains(character.value): break
      default: html.unicodeScalars.append(character)
      }
    }
    return html
  }
}
