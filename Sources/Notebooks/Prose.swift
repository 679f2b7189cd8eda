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
  }

  /// A reference as written.
  private struct Reference {
    var name: Substring
    var wantsUnit: Bool
  }

  /// What the names mean.
  var meanings: [String: Meaning]
  /// Whether an undefined or misplaced reference stays as it is written: the report of a run that stopped early
  /// lacks what came later.
  var isLenient: Bool

  /// Prose about a run: its measured values, settings and outputs have meanings.
  init(about record: RunRecord) {
    var meanings: [String: Meaning] = [:]
    for setting in record.settings { meanings[setting.name] = .value(Self.readable(setting.value), unit: "") }
    for (name, metric) in record.metrics { meanings[name] = .value(metric.text, unit: metric.unit) }
    for output in record.outputs { meanings[output.id] = .output }
    self.meanings = meanings
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
        text += [paragraph.isFenced ? paragraph.text : try line(paragraph.text), ""]
      }
    }
    endText()
    return parts
  }

  /// One paragraph, caption or sentence with values in place of references.
  func line(_ markdown: String) throws -> String {
    var result = ""
    var rest = markdown[...]
    while let character = rest.first {
      let length = Self.literalLength(rest)
      if length > 0 {
        result += rest.prefix(length)
        rest = rest.dropFirst(length)
      } else if let (reference, length) = Self.reference(rest) {
        result += try value(of: reference) ?? String(rest.prefix(length))
        rest = rest.dropFirst(length)
      } else {
        result.append(character)
        rest = rest.dropFirst()
      }
    }
    return result
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

  /// A setting's value as prose has it: “10,000” and “1, 2, 4” for 10000 and 1,2,4.
  private static func readable(_ value: String) -> String {
    let parts = value.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ Double($0) != nil }) else { return value }
    return parts.map { part in Int(part).map { NumberFormat.fixed(0).text(Double($0)) } ?? String(part) }
      .joined(separator: ", ")
  }

  /// “1,125 nats”, “93.1%”, “4”.
  static func joined(_ text: String, unit: String) -> String {
    unit.isEmpty ? text : unit == "%" ? "\(text)%" : "\(text) \(unit)"
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
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
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

  /// How many characters at the start are an escape, code or maths, in which braces are not references.
  private static func literalLength(_ text: Substring) -> Int {
    switch text.first {
    case "\\": return min(2, text.count)
    case "`":
      let ticks = text.prefix { $0 == "`" }
      return closing(ticks, in: text) ?? ticks.count
    case "$":
      if text.hasPrefix("$$") { return closing("$$", in: text) ?? 2 }
      return inlineMathsLength(text) ?? 1
    default: return 0
    }
  }

  /// The length up to and with the next such mark of the same length after the first; nil where there is none.
  private static func closing(_ mark: Substring, in text: Substring) -> Int? {
    var rest = text.dropFirst(mark.count)
    while let start = rest.firstIndex(where: { $0 == mark.first }) {
      let run = rest[start...].prefix { $0 == mark.first }
      if run.count == mark.count { return text.distance(from: text.startIndex, to: run.endIndex) }
      rest = rest[run.endIndex...]
    }
    return nil
  }

  /// A dollar sign opens maths where something stands right after it, and closes it where something stands right
  /// before it and no digit right after: prices are not maths.
  private static func inlineMathsLength(_ text: Substring) -> Int? {
    let inner = text.dropFirst()
    guard let first = inner.first, !first.isWhitespace else { return nil }
    var previous: Character = "$"
    var index = inner.startIndex
    while index < inner.endIndex {
      let character = inner[index]
      let next = inner.index(after: index)
      let follower = next < inner.endIndex ? inner[next] : " "
      if character == "$", previous != "\\", !previous.isWhitespace, !follower.isNumber {
        return text.distance(from: text.startIndex, to: next)
      }
      previous = character
      index = next
    }
    return nil
  }

  /// A reference at the start, and its length.
  private static func reference(_ text: Substring) -> (Reference, length: Int)? {
    guard text.first == "{", let close = text.firstIndex(of: "}") else { return nil }
    let inner = text[text.index(after: text.startIndex)..<close]
    let name = inner.hasSuffix(":value") ? inner.dropLast(":value".count) : inner
    guard Name.isValid(name) else { return nil }
    return (Reference(name: name, wantsUnit: name == inner), inner.count + 2)
  }
}
