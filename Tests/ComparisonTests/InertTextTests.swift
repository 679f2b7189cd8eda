import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@testable import LabComparison
@testable import LabNotebooks

/// What a record, a report's page or a branch says is shown in every format and obeyed in none.
@Suite struct InertTextTests {
  static let attacks = [
    "x\n\n<!-- hidden", "@octocat", "fix/#12", "octo/cat#3", "GH-12", "![a](https://example.org/a.png)",
    "[a](https://example.org)", "https://example.org", "www.example.org", "a@example.org", "x\n# Heading",
    "x\r\n## Heading",
    "x\r### Heading", "</details>", "</summary></details><img src=x onerror=y>", "`<b>", "``` ` ````", "x\n```\n<b>",
    "x\n~~~",
    "**bold", "*em* _em_ ~~gone~~", "| a | b |", "$\\href{https://example.org}{x}$", "$`x`$ @octocat",
    "&lt;b&gt; &commat;octocat",
    "1. list", "- list", "> quote", "x\n---", "x\n===", ":smile:", "0123456789abcdef0123456789abcdef01234567",
    "\u{1B}[2J",
    "\u{1B}]0;title\u{7}", "a\0b", "\u{9B}31m", "\u{202E}evil", "\u{2028}x\u{2029}<!--", "<script>x</script>", "\\",
    "\\`", "`", "",
  ]

  /// A report with a text of every kind.
  static func sample() throws -> SampleReport {
    var report = try SampleReport.withCurve()
    report.show(table: [["a", "1.5"], ["b", "2"]], columns: ["model", "bound"], id: "bounds")
    report.record.outputs += [
      Output(id: "note", caption: "c", isFolded: true, line: 2, content: .text(body: "one\ntwo")),
      Output(
        id: "facts", caption: "c", isFolded: false, line: 2, content: .list(entries: [.init(name: "n", value: "v")])),
    ]
    report.record.trainings = [.init(phase: "training", steps: 50, interval: 25, digests: ["a", "b"])]
    report.record.settings.append(.init(name: "rate", value: "1", explanation: "e", isDefault: false, group: "Group"))
    return report
  }

  /// The places of a record's texts.
  static func places(in json: JSON, at path: [String] = []) -> [[String]] {
    switch json {
    case .string: [path]
    case .array(let elements): elements.enumerated().flatMap { places(in: $1, at: path + ["\($0)"]) }
    case .object(let members): members.keys.sorted().flatMap { places(in: members[$0] ?? .null, at: path + [$0]) }
    default: []
    }
  }

  static func replacing(_ json: JSON, at path: ArraySlice<String>, with change: (JSON) -> JSON) -> JSON {
    guard let name = path.first else { return change(json) }
    switch json {
    case .array(var elements):
      if let index = Int(name) { elements[index] = replacing(elements[index], at: path.dropFirst(), with: change) }
      return .array(elements)
    case .object(var members):
      members[name] = replacing(members[name] ?? .null, at: path.dropFirst(), with: change)
      return .object(members)
    default: return json
    }
  }

  static func files(_ report: SampleReport, record: String) throws -> ReportFiles {
    let files = try report.files
    var contents = files.files
    contents["record.json"] = ReportFile(identity: nil) { Array(record.utf8) }
    return ReportFiles(place: files.place, files: contents)
  }

  /// The words of a comment that no code holds, as CommonMark reads code.
  static func outsideCode(_ markdown: String) -> String {
    var fence: Substring?
    return TextLines(markdown).lines.compactMap { line -> String? in
      let content = line.drop { $0 == " " }
      if let mark = fence {
        if content == mark { fence = nil }
        return nil
      }
      let mark = content.prefix { $0 == "`" }
      if mark.count >= 3, !content.dropFirst(mark.count).contains("`") {
        fence = mark
        return nil
      }
      return MarkdownSpan.scan(line).map { if case .code = $0.span { "" } else { String($0.source) } }.joined()
    }.joined(separator: "\n")
  }

  private func check(
    _ comparison: SetComparison, _ base: ReportSet, _ head: ReportSet, _ place: String, drawsPage: Bool = true
  ) throws {
    let comment = MarkdownComment(comparison).text
    var words = Self.outsideCode(comment)
    for own in [MarkdownComment.marker, "<details>", "</details>", "<summary>lines</summary>"] {
      words = words.replacing(own, with: "")
    }
    for mark in ["<", "@", "](", "http", "www.", "GH-", "octo/", "&", "$", "\u{1B}", "~~", "`", "_em_", "|", "\0"] {
      #expect(!words.contains(mark), "\(place): \(mark)")
    }
    #expect(!words.contains(/#[0-9]/) && !words.contains(/[0-9a-f]{40}/) && !words.contains(/:[a-z]+:/), "\(place)")
    for line in words.split(separator: "\n") where line.hasPrefix("#") {
      #expect(
        ["## Reports: ", "### good: ", "### : "].contains { line.hasPrefix($0) }
          || Finding.Topic.allCases.contains { line == "#### " + $0.heading }, "\(place): \(line)")
    }
    #expect(!words.contains(/(?m)^ *(---|===|[0-9]+\.|>)/), "\(place)")

    for text in [PlainText(comparison).text, try JSONText(comparison).text()] {
      #expect(
        !text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control }, "\(place)")
    }
    #expect(!PlainText(comparison).text.contains("\u{202E}"), "\(place)")

    if !drawsPage { return }
    let reader = ElementReader()
    let parser = XMLParser(data: Data(try HTMLPage(comparison, of: base, and: head).text().utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(place): \(String(describing: parser.parserError))")
    #expect(reader.elements.isSubset(of: ElementReader.own), "\(place): \(reader.elements)")
  }

  private static func sampleJSON() throws -> JSON {
    try JSONDecoder().decode(JSON.self, from: Data(sample().record.text().utf8))
  }

  /// The places at which a record may have any text: others are one of a few words.
  private static let freePlaces = Result {
    let json = try sampleJSON()
    return places(in: json).filter { place in
      (try? RunRecord(text: replacing(json, at: place[...]) { _ in .string("any") }.text)) != nil
    }
  }

  private func check(_ text: String, _ place: String, isHead: Bool, drawsPage: Bool) throws {
    let sample = try Self.sample()
    let base = ReportSet(called: "main", reports: ["good": try sample.files])
    let other = ReportSet(called: "the working tree", reports: ["good": try Self.files(sample, record: text)])
    let (first, second) = isHead ? (base, other) : (other, base)
    try check(SetComparison(first, second), first, second, place, drawsPage: drawsPage)
  }

  /// Each in all places at once.
  @Test(arguments: attacks)
  func everyAttackIsShown(_ attack: String) throws {
    let json = try Self.freePlaces.get().reduce(Self.sampleJSON()) { json, place in
      Self.replacing(json, at: place[...]) { _ in .string(attack) }
    }
    _ = try RunRecord(text: json.text)
    try check(json.text, attack, isHead: true, drawsPage: true)
  }

  /// All attacks in one text, on one line and on many.
  @Test(arguments: [" ", "\n\n"])
  func everyTextOfARecordIsShown(_ separator: String) throws {
    let places = try Self.freePlaces.get(), json = try Self.sampleJSON()
    #expect(places.count > 40)
    for (index, place) in places.enumerated() {
      let text = Self.replacing(json, at: place[...]) { _ in .string(Self.attacks.joined(separator: separator)) }.text
      let isHead = index.isMultiple(of: 2) == (separator == " ")
      try check(text, place.joined(separator: "."), isHead: isHead, drawsPage: index.isMultiple(of: 3))
    }
  }

  @Test(arguments: attacks)
  func theNamesOfBranchesAndReportsAreShown(_ attack: String) throws {
    let sample = try Self.sample()
    var altered = sample
    altered.prose[0] = attack
    altered.code[0] = attack
    altered.record.metrics["area"]?.value = 2
    let base = ReportSet(called: attack, reports: ["good": try sample.files, "gone" + attack: try sample.files])
    let head = ReportSet(called: attack, reports: ["good": try altered.files, "new" + attack: try altered.files])
    try check(SetComparison(base, head), base, head, "names")
  }

  @Test func sentencesAreNoCode() {
    for sentence in [
      "The area is less than that of the box.", "With β = 4 it is 1,125.3 ± 0.4 nats, 93.1% of “all” (two-sided).",
      "Cairo 1.16.0 → 1.18.0", "setting learning-rate 0.001 → 0.01",
    ] {
      #expect(Wording(sentence).markdown == sentence)
    }
    let formula = "$w^* > v^*$ holds"
    #expect(Wording(formula).markdown == "`\(formula)`")
    #expect(Wording(formula).html == "<span class=\"formula\">$w^* &gt; v^*$</span> holds")
  }
}

private final class ElementReader: NSObject, XMLParserDelegate {
  static let own: Set = [
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "ul", "li", "a", "section", "small",
    "span",
    "code", "strong", "em", "pre", "ins", "del", "div", "figure", "figcaption", "img",
  ]
  var elements: Set<String> = []

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements.insert(element)
    if let address = attributes["href"] ?? attributes["src"], !address.hasPrefix("#"),
      !address.hasPrefix("data:image/png")
    {
      elements.insert(address)
    }
  }
}
