import Foundation
import LabFigures
import Testing

@testable import LabComparison
@testable import LabNotebooks

/// The article on a comparison's JSON names every field that is written, and no other.
@Suite struct JSONFieldsTests {
  private static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The fields of each type, or the cases of an enumeration, by the tables of the article: below a heading that is its name.
  private static func documented() throws -> [String: Set<String>] {
    let article = package.appending(path: "Sources/Command/LabCommand.docc/ComparisonAsJSON.md")
    var fields: [String: Set<String>] = [:], heading = ""
    for line in try String(contentsOf: article, encoding: .utf8).split(separator: "\n") {
      if line.hasPrefix("#") { heading = String(line.drop { $0 == "#" || $0 == " " }) }
      if let row = line.firstMatch(of: /^\| `(\w+)` \|/) { fields[heading, default: []].insert(String(row.1)) }
    }
    return fields
  }

  /// What the types that are written have stored, or the cases of an enumeration, by the sources: members stand two spaces in.
  /// An enumeration of words within another type is explained where its field is, unless it is one of those in the article.
  private static func declared() throws -> (fields: [String: Set<String>], words: [String: Set<String>]) {
    let folder = package.appending(path: "Sources/Comparison").path
    var fields: [String: Set<String>] = [:], words: [String: Set<String>] = [:]
    for file in try FileManager.default.subpathsOfDirectory(atPath: folder) where file.hasSuffix(".swift") {
      var types: [(name: String, depth: Int, isWord: Bool)] = []
      for line in try String(contentsOfFile: folder + "/" + file, encoding: .utf8).split(separator: "\n") {
        let depth = line.prefix { $0 == " " }.count, text = line.dropFirst(depth)
        if let head = text.firstMatch(of: /^(?:public )?(?:struct|enum) (\w+): ([^{]*Encodable)/) {
          types.append((String(head.1), depth, head.2.hasPrefix("String") && depth > 0))
        } else if text == "}", types.last?.depth == depth {
          types.removeLast()
        }
        guard let type = types.last, depth == type.depth + 2 else { continue }
        var names: [Substring] = []
        if let stored = text.firstMatch(of: /^(?:public )?(?:let|var) ([\w, ]+)(?:: [^{=]+)?(?: = [^{]+)?$/) {
          names = stored.1.split(separator: ", ")
        } else if text.hasPrefix("case ") {
          names = String(text.dropFirst(5)).replacing(/\([^)]*\)/, with: "").split(separator: ", ")
        }
        // Two enumerations have the same name, in two types.
        let place = type.isWord ? "\(types.dropLast().last?.name ?? "").\(type.name)" : type.name
        if type.isWord {
          words[place, default: []].formUnion(names.map(String.init))
        } else {
          fields[place, default: []].formUnion(names.map(String.init))
        }
      }
    }
    return (fields, words)
  }

  @Test func theArticleNamesEveryField() throws {
    let (fields, words) = try Self.declared(), documented = try Self.documented()
    #expect(fields.count > 20 && fields["FigureChange"]?.contains("isRestructured") == true)
    for (type, names) in fields {
      #expect(documented[type] == names, "\(type): add or take out a row of ComparisonAsJSON.md")
    }
    #expect(Set(documented.keys) == Set(fields.keys))
    let article = try String(
      contentsOf: Self.package.appending(path: "Sources/Command/LabCommand.docc/ComparisonAsJSON.md"), encoding: .utf8)
    #expect(Set(words.keys) == ["Cause.Kind", "ClaimChange.Kind", "OpeningChange.Quantity"])
    for (type, cases) in words {
      for word in cases { #expect(article.contains("`\(word)`"), "\(type) is not explained in ComparisonAsJSON.md") }
    }
  }

  /// What is written has the names of the properties: no type writes itself in a form of its own.
  @Test func whatIsWrittenIsDocumented() throws {
    var base = SampleReport()
    try base.show(Figure(.line([1, 2, 3]), x: "step", y: "loss"), id: "curve")
    base.show(table: [["a", "1"], ["b", "2"]], columns: ["which", "value"], id: "numbers")
    let found = try #require(
      try comparison(from: base) { report in
        report.record.settings[0].value = "2"
        report.record.claims[0].held = false
        report.record.metrics["area"]?.value = 2
        report.record.metrics["new"] = .init(value: 1, text: "1", unit: "", tolerance: .absolute(1))
        report.record.title = "Another"
        report.prose[1] = "More is said."
        report.code[0] = "let beta = 5.0"
        try report.show(Figure(.line([1, 2, 4]), x: "epoch", y: "loss"), id: "curve")
        report.show(table: [["a", "2"], ["b", "1"]], columns: ["which", "value"], id: "numbers")
      })
    let set = SetComparison(
      base: "a", head: "b", changed: [found], unchanged: [],
      unreadable: [UnreadableReport(name: "c", problem: "It is damaged.")])
    let documented = try Self.documented()
    // Of an enumeration with values the names of these, and of the tolerance those of a record, stand in the text of a row.
    let others: Set = [
      "_0", "values", "before", "after", "largest", "first", "isSampled", "of", "share", "width", "height", "relative",
      "absolute",
    ]
    let known = Set(documented.values.flatMap { $0 }).union(others)
    func keys(_ json: JSON) -> Set<String> {
      switch json {
      case .array(let elements): elements.reduce(into: []) { $0.formUnion(keys($1)) }
      case .object(let members): members.reduce(into: Set(members.keys)) { $0.formUnion(keys($1.value)) }
      default: []
      }
    }
    let written = keys(try JSONDecoder().decode(JSON.self, from: Data(try JSONText(set).text().utf8)))
    #expect(written.count > 50)
    #expect(written.subtracting(known) == [])
    let report = try JSON(encoding: found)
    guard case .object(let members) = report else {
      Issue.record("A report's comparison is no object.")
      return
    }
    #expect(documented["ReportComparison"]?.isSuperset(of: members.keys) == true)
  }
}
