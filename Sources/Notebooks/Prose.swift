import Foundation

/// Markdown prose whose references stand for what a run measured and showed.
struct Prose {
  /// What a name in braces stands for.
  enum Meaning: Equatable {
    /// A measured value or a setting.
    case value(String, unit: String)
    /// Something shown, which stands where a paragraph is nothing but its reference.
    case output
  }

  /// A part of prose, as rendered.
  enum Part: Equatable {
    case text(String)
    case output(id: String)
    /// Those that a cell made.
    case claims([RunRecord.Claim])
  }

  /// A reference as written.
  private struct Reference {
    var name: Substring
    var wantsUnit: Bool
  }

  /// What the names mean.
  var meanings: [String: Meaning]
  /// What may be cited.
  let bibliography: Bibliography
  /// How a citation names each reference, by its key.
  var labels: [String: CitationLabel]
  /// How the report links to files of its package.
  let links: ReportLinks
  /// Whether an undefined or misplaced reference stays as it is written: the report of a run that stopped early
  /// lacks what came later.
  var isLenient: Bool

  /// Prose about a run: its measured values, settings and outputs have meanings.
  init(about record: RunRecord, citing bibliography: Bibliography = Bibliography(), links: ReportLinks = ReportLinks())
  {
    var meanings: [String: Meaning] = [:]
    for setting in record.settings { meanings[setting.name] = .value(Self.readable(setting.value), unit: "") }
    for (name, metric) in record.metrics { meanings[name] = .value(metric.text, unit: metric.unit) }
    for output in record.outputs { meanings[output.id] = .output }
    self.meanings = meanings
    self.bibliography = bibliography
    labels = bibliography.labels
    self.links = links
    isLenient = record.failure != nil
  }

  /// The text with values in place of references, in parts between the outputs that stand in it.
  ///
  /// - Throws: `NotebookError` for a reference that is undefined or, to an output, inside a paragraph.
  func parts(of markdown: String) throws -> [Part] {
    var parts: [Part] = []
    var text: [String] = []
    func endText() {
      while text.first == "" { text.removeFirst() }
      while text.last == "" { text.removeLast() }
      if !text.isEmpty { parts.append(.text(text.joined(separator: "\n"))) }
      text = []
    }
    for paragraph in Self.paragraphs(of: markdown) {
      if let id = placedOutput(paragraph) {
        endText()
        parts.append(.output(id: id))
      } else {
        text += [paragraph.isFenced ? paragraph.text : GitHubMarkdown.paragraph(try line(paragraph.text)), ""]
      }
    }
    endText()
    return parts
  }

  /// One paragraph, caption or sentence with values in place of references and with its citations, its formulas as the author
  /// wrote them.
  ///
  /// - Parameter isLinked: whether citations link to the list of references; not where a link would be shown as it is written.
  func line(_ markdown: String, isLinked: Bool = true) throws -> String {
    // What is no text, and what stands for a name, cites nothing: its number holds its place.
    var kept: [String] = []
    func keep(_ text: some StringProtocol) -> String {
      kept.append(String(text))
      return "\0\(kept.count - 1)\0"
    }
    let text = try MarkdownSpan.scan(markdown.replacing("\0", with: "")[...]).map { span, source in
      if case .text(let text) = span { try valued(text, keep) } else { keep(source) }
    }.joined()
    let cited = try Citation.replaced(in: text) { try words(for: $0, isLinked: isLinked) }
    return links.placed(cited).split(separator: "\0", omittingEmptySubsequences: false).enumerated().map {
      index, part in
      index.isMultiple(of: 2) ? String(part) : Int(part).map { kept[$0] } ?? ""
    }.joined()
  }

  private func words(for citation: Citation, isLinked: Bool) throws -> String? {
    guard let label = labels[citation.key]?.text(citation.form) else {
      if isLenient { return nil }
      throw bibliography.unknownReference(citation.key)
    }
    return isLinked ? "[\(label)](#ref-\(citation.key))" : label
  }

  /// What a text cites, blocks of code left out.
  static func citations(in markdown: String) -> [Citation] {
    paragraphs(of: markdown).filter { !$0.isFenced }.flatMap { paragraph in
      let spans = MarkdownSpan.scan(paragraph.text.replacing("\0", with: "")[...])
      return Citation.all(in: spans.map { if case .text(let text) = $0.span { String(text) } else { "\0" } }.joined())
    }
  }

  /// Text with values in place of references, each of them kept.
  private func valued(_ text: Substring, _ keep: (String) -> String) throws -> String {
    var result = ""
    var rest = text
    while let place = rest.firstIndex(of: "{") {
      result += rest[..<place]
      rest = rest[place...]
      let found = Self.reference(rest)
      let length = found?.length ?? 1
      result += try found.flatMap { try value(of: $0.reference) }.map(keep) ?? String(rest.prefix(length))
      rest = rest.dropFirst(length)
    }
    return result + rest
  }

  private func value(of reference: Reference) throws -> String? {
    let name = String(reference.name)
    switch meanings[name] {
    case .value(let text, let unit): return reference.wantsUnit ? Self.joined(text, unit: unit) : text
    case .output where isLenient: return nil
    case .output: throw NotebookError.outputInsideParagraph(name)
    case nil where isLenient: return nil
    case nil:
      throw NotebookError.undefinedReference(
        name: name, suggestion: Suggestion.question(for: name, among: meanings.keys.sorted()))
    }
  }

  /// A setting's value as prose has it: “10,000”, “−0.5” and “1, 2, 4” for 10000, -0.5 and 1,2,4.
  private static func readable(_ value: String) -> String {
    let parts = value.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ Double($0) != nil }) else { return value }
    return parts.map { part in
      Int(part).map(NumberFormat.count) ?? (part.hasPrefix("-") ? "−" + part.dropFirst() : String(part))
    }.joined(separator: ", ")
  }

  /// “1,125 nats”, “93.1%”, “4”; “undecided (0.2 ± 0.8 nats)”, where the number is in parentheses.
  static func joined(_ text: String, unit: String) -> String {
    if unit.isEmpty { return text }
    if text.hasSuffix(")") { return joined(String(text.dropLast()), unit: unit) + ")" }
    return unit == "%" ? "\(text)%" : "\(text) \(unit)"
  }

  private func placedOutput(_ paragraph: Paragraph) -> String? {
    let text = paragraph.text.trimmingCharacters(in: .whitespaces)
    guard !paragraph.isFenced, let (reference, length) = Self.reference(text[...]), length == text.count,
      reference.wantsUnit, meanings[String(reference.name)] == .output
    else { return nil }
    return String(reference.name)
  }

  // MARK: Scanning

  private struct Paragraph {
    var text: String
    var isFenced: Bool
  }

  /// The text between blank lines; a fenced block is one, blank lines and all.
  private static func paragraphs(of markdown: String) -> [Paragraph] {
    var paragraphs: [Paragraph] = []
    var lines: [Substring] = []
    var fence: Substring?
    func end(isFenced: Bool) {
      if !lines.isEmpty { paragraphs.append(Paragraph(text: lines.joined(separator: "\n"), isFenced: isFenced)) }
      lines = []
    }
    for line in TextLines(markdown).lines {
      let content = line.drop { $0 == " " }
      if let open = fence {
        lines.append(line)
        if content.hasPrefix(open), content.allSatisfy({ $0 == open.first || $0 == " " }) {
          fence = nil
          end(isFenced: true)
        }
      } else if content.hasPrefix("```") || content.hasPrefix("~~~") {
        end(isFenced: false)
        fence = content.prefix { $0 == content.first }
        lines.append(line)
      } else if content.isEmpty {
        end(isFenced: false)
      } else {
        lines.append(line)
      }
    }
    end(isFenced: fence != nil)
    return paragraphs
  }

  /// A reference at the start, and its length.
  private static func reference(_ text: Substring) -> (reference: Reference, length: Int)? {
    guard text.first == "{", let close = text.firstIndex(of: "}") else { return nil }
    let inner = text[text.index(after: text.startIndex)..<close]
    let name = inner.hasSuffix(":value") ? inner.dropLast(":value".count) : inner
    guard Name.isValid(name) else { return nil }
    return (Reference(name: name, wantsUnit: name == inner), inner.count + 2)
  }
}
