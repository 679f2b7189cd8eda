import Foundation

/// What a report says besides what its record holds: the essay's own prose, with values in place, and the code shown.
///
/// It is read from the report's Markdown, so that a report can be compared without the source it was made from.
public struct ReportText: Equatable, Sendable {
  /// The paragraphs of prose, headings and lists among them.
  public let prose: [String]
  /// The lines of code shown.
  public let code: [String]

  /// Takes a report's Markdown apart. What was written by a version that renders otherwise counts as prose.
  public init(markdown: String, record: RunRecord) {
    var prose = Prose(about: record)
    prose.isLenient = true
    prose.labels = CitationLabel.listed(in: TextLines(markdown).text)
    var text = "\n\n" + GitHubMarkdown.authored(markdown)
    if let ending = text.range(of: "\n\n## This run\n", options: .backwards) {
      text = String(text[..<ending.lowerBound]) + "\n"
    }
    text = Headings.withoutContents(text)
    let outputs = record.outputs.compactMap { try? OutputMarkdown(prose).render($0) }
    let blocks = (outputs + record.notes).map(GitHubMarkdown.authored)
    // The longest first: a short block may be part of a longer one.
    for block in blocks.sorted(by: { $0.count > $1.count }) {
      for end in ["\n\n", "\n"] {
        guard let place = text.range(of: "\n\n\(block)\(end)") else { continue }
        text.replaceSubrange(place, with: end)
        break
      }
    }
    let claims = Set(record.claims.compactMap { try? GitHubMarkdown.authored(prose.claim($0)) })
    var reader = Reader()
    for line in TextLines(text).lines where !claims.contains(String(line)) {
      reader.read(line)
    }
    reader.endParagraph()
    (self.prose, code) = (reader.prose, reader.code)
  }

  /// What each name that prose may mention stands for, without its unit: measured values and settings.
  public static func values(in record: RunRecord) -> [String: String] {
    Prose(about: record).meanings.compactMapValues { meaning in
      if case .value(let text, _) = meaning { text } else { nil }
    }
  }

  private struct Reader {
    var prose: [String] = []
    var code: [String] = []
    private var paragraph: [Substring] = []
    /// The fence of the block that the line is in, and whether the block is Swift.
    private var fence: (mark: Substring, isCode: Bool)?

    mutating func read(_ line: Substring) {
      if let fence {
        let isEnd = line == fence.mark
        if fence.isCode, !isEnd { code.append(String(line)) }
        if !fence.isCode { paragraph.append(line) }
        if isEnd {
          if !fence.isCode { endParagraph() }
          self.fence = nil
        }
      } else if line.hasPrefix("```") {
        endParagraph()
        let mark = line.prefix { $0 == "`" }
        fence = (mark, line.dropFirst(mark.count) == "swift")
        if fence?.isCode == false { paragraph.append(line) }
      } else if line.isEmpty || line == "<details>" || line == "</details>" {
        endParagraph()
      } else {
        paragraph.append(line)
      }
    }

    mutating func endParagraph() {
      if !paragraph.isEmpty { prose.append(paragraph.joined(separator: "\n")) }
      paragraph = []
    }
  }
}
