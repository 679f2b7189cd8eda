/// The headings of a page, with the anchors by which GitHub links to them.
struct Headings {
  struct Heading: Equatable {
    /// 1 for the title of the page, 2 for a section.
    var level: Int
    /// In Markdown, without links.
    var title: String
    var anchor: String
    /// Which of the page's blocks it stands in, and which line of that it is.
    var block, line: Int

    var link: String { "[\(title)](#\(anchor))" }
  }

  /// In the order of the page.
  let all: [Heading]

  /// The headings of a page that consists of these blocks. What stands in a fence is none.
  init(of blocks: [String]) {
    var all: [Heading] = []
    var counts: [String: Int] = [:]
    for (block, text) in blocks.enumerated() {
      var fence: Substring?
      for (index, line) in TextLines(text).lines.enumerated() {
        let content = line.drop { $0 == " " }
        if let mark = fence {
          if content.hasPrefix(mark), content.allSatisfy({ $0 == mark.first || $0 == " " }) { fence = nil }
        } else if content.hasPrefix("```") || content.hasPrefix("~~~") {
          fence = content.prefix { $0 == content.first }
        } else if let (level, title) = Self.heading(line) {
          let anchor = Self.anchor(of: title)
          // GitHub numbers those alike from the second on.
          let number = counts[anchor, default: 0]
          counts[anchor] = number + 1
          all.append(
            Heading(
              level: level, title: title, anchor: number == 0 ? anchor : "\(anchor)-\(number)", block: block,
              line: index))
        }
      }
    }
    self.all = all
  }

  /// The level and the title, without links, of a line that is a heading.
  private static func heading(_ line: Substring) -> (level: Int, title: String)? {
    let marks = line.prefix { $0 == "#" }
    guard (1...6).contains(marks.count), line[marks.endIndex...].first == " " else { return nil }
    var words = line[marks.endIndex...].split(separator: " ")
    // Marks may close it, too.
    if words.last?.allSatisfy({ $0 == "#" }) ?? false { words.removeLast() }
    return (marks.count, MarkdownLinks.replaced(in: words.joined(separator: " ")) { label, _ in String(label) })
  }

  /// The section or part of one that a block stands in; nil above the first.
  func section(ofBlock block: Int) -> Heading? { all.last { $0.block < block && $0.level > 1 } }

  // MARK: Contents

  /// From how many sections on a page has a list of its contents.
  private static let longPage = 5

  /// The blocks of a page with a list of its contents before the first section, where it has many; of the sections, so many at
  /// the end belong to every page.
  static func withContents(_ blocks: [String], ending count: Int) -> [String] {
    let headings = Headings(of: blocks).all.filter { (2...3).contains($0.level) }
    let sections = headings.filter { $0.level == 2 }
    guard sections.count - count >= longPage, !sections.contains(where: { $0.title == "Contents" }) else {
      return blocks
    }
    let list = headings.map { (String(repeating: "  ", count: $0.level - 2)) + "- " + $0.link }
    let first = sections[0], lines = TextLines(blocks[first.block]).lines
    let (before, after) = (lines[..<first.line], lines[first.line...])
    let parts = [before.joined(separator: "\n").trimmedEnd, "## Contents", list.joined(separator: "\n")]
    let split = parts.filter { !$0.isEmpty } + [after.joined(separator: "\n")]
    return Array(blocks[..<first.block]) + split + Array(blocks[(first.block + 1)...])
  }

  /// A page without the list that `withContents` put there.
  static func withoutContents(_ page: String) -> String {
    guard let heading = page.firstRange(of: "\n\n## Contents\n\n") else { return page }
    let lines = page[heading.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
    let rest = lines.drop { $0.drop { $0 == " " }.hasPrefix("- [") && $0.contains("](#") }
    return String(page[..<heading.lowerBound]) + "\n" + rest.joined(separator: "\n")
  }

  // MARK: Anchors

  /// A title as GitHub makes an anchor of it: its text in lower case, without punctuation and symbols, with a dash for each space.
  ///
  /// It is Ruby's `/[^\p{Word}\- ]/` that goes: all but letters, marks, decimal digits and connectors such as “_”.
  static func anchor(of title: some StringProtocol) -> String {
    let text = MarkdownSpan.scan(Substring(title)).map { span, source in
      switch span {
      case .text(let text): plain(text)
      case .escape(let text), .code(let text), .formula(let text), .display(let text): String(text)
      }
    }.joined()
    var anchor = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
        .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .connectorPunctuation:
        anchor.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
      case _ where scalar == "-": anchor.append(scalar)
      case _ where scalar == " ": anchor.append("-")
      default: break
      }
    }
    return String(anchor)
  }

  /// Without elements of HTML, and without underscores at the end of a word, which are marks of emphasis.
  private static func plain(_ text: Substring) -> String {
    var characters: [Character] = []
    var rest = text
    while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
      characters += rest[..<open]
      rest = rest[close...].dropFirst()
    }
    characters += rest
    func isWord(_ index: Int) -> Bool {
      characters.indices.contains(index)
        && (characters[index].isLetter || characters[index].isNumber || characters[index] == "_")
    }
    let kept = characters.indices.filter { characters[$0] != "_" || (isWord($0 - 1) && isWord($0 + 1)) }
    return String(kept.map { characters[$0] })
  }
}

extension String {
  fileprivate var trimmedEnd: String {
    String(self[..<(lastIndex { !$0.isWhitespace }.map(index(after:)) ?? startIndex)])
  }
}
