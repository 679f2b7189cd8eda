import LabNotebooks
import LabRequirements

/// Words for a reader, of two kinds: our own, in which `**` and `*` are marks of Markdown, and what records, reports and
/// git say, which is shown and never obeyed, whatever it holds.
///
/// What stands in quotation marks in a program's text is ours, and what is put in is theirs:
/// `"`**`now fails:`**` \(sentence)"`.
struct Wording: ExpressibleByStringInterpolation, Equatable, Sendable {
  /// A run of one kind.
  enum Part: Equatable, Sendable {
    /// Our own.
    case words(String)
    /// Theirs: a sentence, a number, a path.
    case text(String)
    /// Theirs, and the name of something.
    case name(String)
  }

  private(set) var parts: [Part]

  fileprivate init(parts: [Part]) { self.parts = parts }

  init(stringLiteral words: String) { parts = [.words(words)] }

  init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }

  /// A text of theirs.
  init(_ text: String) { parts = [.text(text)] }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var parts: [Part] = []

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ words: String) { if !words.isEmpty { parts.append(.words(words)) } }
    mutating func appendInterpolation(_ text: String) { parts.append(.text(text)) }
    mutating func appendInterpolation(_ text: Substring) { parts.append(.text(String(text))) }
    mutating func appendInterpolation(_ number: Int) { parts.append(.words(String(number))) }
    mutating func appendInterpolation(_ wording: Wording) { parts += wording.parts }
    mutating func appendInterpolation(name: String) { parts.append(.name(name)) }
    mutating func appendInterpolation(words: String) { parts.append(.words(words)) }
  }

  static func + (first: Wording, second: Wording) -> Wording { "\(first)\(second)" }
}

extension Sequence where Element == Wording {
  /// All of them, with words between.
  func joined(separator: String) -> Wording {
    Wording(parts: Array(map(\.parts).joined(separator: [.words(separator)])))
  }
}

// MARK: For each format

extension Wording {
  /// For a terminal: without our marks and the commonest of theirs, on one line.
  var plain: String {
    parts.map { part in
      switch part {
      case .words(let words): words.replacing("**", with: "").replacing("*", with: "")
      case .text(let text):
        TextLines(text).joined.escapingControlCharacters.replacing("`", with: "").replacing("**", with: "")
      case .name(let name): TextLines(name).joined.escapingControlCharacters
      }
    }.joined()
  }

  /// For a page: our marks and theirs of emphasis and code as elements, formulas set apart, everything else escaped.
  var html: String {
    parts.map { part in
      switch part {
      case .words(let words): MarkdownSpan.html(words)
      case .text(let text):
        MarkdownSpan.html(text.escapingControlCharacters) { "<span class=\"formula\">$\($0)$</span>" }
      case .name(let name): "<code>\(MarkdownSpan.escaped(TextLines(name).joined.escapingControlCharacters))</code>"
      }
    }.joined()
  }

  /// For a comment on GitHub, which reads Markdown, elements, names of people, issues, commits, and addresses: theirs is
  /// code, unless it is made of words alone.
  var markdown: String {
    parts.map { part in
      switch part {
      case .words(let words): words
      case .text(let text): Self.inert(text)
      case .name(let name): CodeMarkdown.span(Self.line(name))
      }
    }.joined()
  }

  /// Of so many characters of a text the rest is left out.
  private static let mostCharacters = 1_000

  private static func line(_ text: String) -> String {
    let line = TextLines(text).joined.escapingControlCharacters.unicodeScalars
    guard line.count > mostCharacters else { return String(line) }
    return String(String.UnicodeScalarView(line.prefix(mostCharacters))) + " …"
  }

  private static func inert(_ text: String) -> String {
    let line = line(text)
    return line.isEmpty || line.isPlainWords ? line : CodeMarkdown.span(line)
  }
}

extension String {
  /// Whether nothing in it can mean anything to GitHub: letters, numbers, and such punctuation as sentences have, in its
  /// place in a sentence.
  fileprivate var isPlainWords: Bool {
    let scalars = Array(unicodeScalars)
    func kind(_ index: Int) -> Unicode.GeneralCategory? {
      scalars.indices.contains(index) ? scalars[index].properties.generalCategory : nil
    }
    func isLetter(_ index: Int) -> Bool {
      kind(index).map { [.lowercaseLetter, .uppercaseLetter, .otherLetter].contains($0) } ?? false
    }
    func isDigit(_ index: Int) -> Bool { kind(index) == .decimalNumber }
    func endsWord(_ index: Int) -> Bool { index >= scalars.count || " )”’,;".unicodeScalars.contains(scalars[index]) }
    guard isLetter(0) || isDigit(0) || scalars.first.map("(“‘−±".unicodeScalars.contains) ?? false else { return false }
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case " ", ",", ";", "(", ")", "“", "”", "‘", "’", "%", "±", "−", "–", "—", "→", "×", "·", "≤", "≥", "≈", "°", "…",
        "?":
        continue
      case "+", "=": if index == 0 { return false }
      case "-": if !(isLetter(index - 1) && isLetter(index + 1)) { return false }
      case ".", ":":
        if !endsWord(index + 1) && !(scalar == "." && isDigit(index - 1) && isDigit(index + 1)) { return false }
      default:
        guard isLetter(index) || isDigit(index) || kind(index) == .otherNumber || kind(index) == .modifierLetter else {
          return false
        }
      }
    }
    // A commit's name, and a number that would begin a list.
    let hasCommit = contains(/(?i)[0-9a-f]{7,}/)
    return !hasCommit && !contains(/^[0-9]+[.)]( |$)/)
  }
}
