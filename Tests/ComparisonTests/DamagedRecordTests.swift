import Foundation
import LabFigures
import Testing

@testable import LabComparison
@testable import LabNotebooks

/// Records as no run writes them: each is refused or compared, and ends nothing.
@Suite struct DamagedRecordTests {
  /// Compares a record with itself and the sample, in all formats; a record that cannot be read is refused.
  private func compare(_ sample: SampleReport, with text: String, drawsPage: Bool) throws {
    do {
      _ = try RunRecord(text: text)
    } catch {
      return
    }
    let base = ReportSet(called: "main", reports: ["good": try sample.files])
    var other = sample
    other.prose.append("Something else.")
    let damaged = ReportSet(called: "head", reports: ["good": try InertTextTests.files(other, record: text)])
    var twice = other
    twice.prose.append("More.")
    let again = ReportSet(called: "base", reports: ["good": try InertTextTests.files(twice, record: text)])
    for (first, second) in [(base, damaged), (damaged, again)] {
      let comparison = try SetComparison(first, second)
      _ = (PlainText(comparison).text, MarkdownComment(comparison).text)
    }
    if drawsPage { _ = try HTMLPage(SetComparison(base, damaged), of: base, and: damaged).text() }
  }

  /// A report with numbers of every kind: a long line of which every n-th value is kept, an even one, images, a table.
  private func sample() throws -> SampleReport {
    var report = try InertTextTests.sample()
    try report.show(Figure(.line((0..<600).map { Double($0 * $0) / 3 }), x: "step", y: "loss"), id: "long")
    try report.show(
      ImageGrid([RasterImage(width: 4, height: 4, bytes: [UInt8](repeating: 9, count: 16))], columns: 1), id: "grid")
    report.record.outputs.append(
      Output(
        id: "numbers", caption: "", isFolded: false, line: 3,
        content: Table(columns: ["a", "b"], rows: [["x", .number(1.5, standardError: 0.1)]]).content))
    report.record.claims[0].heldBySeed = [true]
    report.record.metrics["area"]?.samples = [1.14]
    return report
  }

  private static func numbers(in json: JSON, at path: [String] = []) -> [[String]] {
    switch json {
    case .whole, .number: [path]
    case .array(let elements): elements.enumerated().flatMap { numbers(in: $1, at: path + ["\($0)"]) }
    case .object(let members): members.keys.sorted().flatMap { numbers(in: members[$0] ?? .null, at: path + [$0]) }
    default: []
    }
  }

  private static let ends: [JSON] = [
    .whole(9_000_000_000_000_000_000), .whole(Int128(UInt64.max)), .whole(-1), .whole(0), .whole(Int128.max),
    .number(1e308), .null,
  ]

  @Test(arguments: ends.indices)
  func noNumberOfARecordEndsTheProgram(_ turn: Int) throws {
    let sample = try sample()
    let json = try JSONDecoder().decode(JSON.self, from: Data(sample.record.text().utf8))
    // Of a series the first stands for all.
    let places = Self.numbers(in: json).filter { ($0.last.flatMap { Int($0) } ?? 0) < 1 }
    #expect(places.count > 30)
    for (index, place) in places.enumerated() {
      let text = InertTextTests.replacing(json, at: place[...]) { _ in Self.ends[turn] }.text
      try compare(sample, with: text, drawsPage: place.contains("plot") && (index + turn).isMultiple(of: 5))
    }
  }

  @Test(arguments: [
    ("every", JSON.whole(9_000_000_000_000_000_000)), ("every", .whole(0)),
    ("shape", .array([.whole(Int128.max), .whole(2)])),
    ("shape", .array([.whole(-1)])), ("steps", .whole(Int128(Int.max))), ("interval", .whole(-1)), ("line", .whole(-5)),
    ("width", .whole(Int128(Int.max))), ("seeds", .array([.whole(1), .whole(Int128(UInt64.max))])),
    ("seeds", .array([])),
  ])
  func suchARecordIsDamaged(_ name: String, _ value: JSON) throws {
    let sample = try sample()
    let json = try JSONDecoder().decode(JSON.self, from: Data(sample.record.text().utf8))
    func places(_ json: JSON, _ path: [String]) -> [[String]] {
      switch json {
      case .array(let elements): elements.enumerated().flatMap { places($1, path + ["\($0)"]) }
      case .object(let members):
        members.keys.sorted().flatMap { key in
          (key == name ? [path + [key]] : []) + places(members[key] ?? .null, path + [key])
        }
      default: []
      }
    }
    let found = places(json, [])
    #expect(!found.isEmpty)
    for place in found {
      let text = InertTextTests.replacing(json, at: place[...]) { _ in value }.text
      #expect { try RunRecord(text: text) } throws: { "\($0)".hasPrefix("the record is damaged: “\(name)” is ") }
      #expect { try InertTextTests.files(sample, record: text).record() } throws: {
        "\($0)".contains("record.json: the record is damaged: “\(name)”")
      }
    }
  }

  @Test func noChangedByteOfARecordEndsTheProgram() throws {
    let sample = try sample()
    let bytes = Array(try sample.record.text().utf8)
    // The same at every run: a linear congruential generator (Knuth, TAOCP 3.3.4).
    var state: UInt64 = 1
    func draw(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    let tokens = ["{", "}", "[", "]", ",", ":", "\"", "-", "1e999", "null", "\\u0000", "\u{0}", "9999999999999999999"]
    for turn in 0..<300 {
      var mutated = bytes
      for _ in 0...draw(3) {
        let place = draw(mutated.count)
        switch draw(4) {
        case 0: mutated[place] = UInt8(draw(256))
        case 1: mutated.removeSubrange(place..<min(mutated.count, place + 1 + draw(40)))
        case 2: mutated.replaceSubrange(place..<place, with: Array(tokens[draw(tokens.count)].utf8))
        default: mutated.removeLast(draw(mutated.count / 2))
        }
        if mutated.isEmpty { mutated = bytes }
      }
      try compare(sample, with: String(decoding: mutated, as: UTF8.self), drawsPage: turn.isMultiple(of: 10))
    }
    for opening in ["[", "{\"a\":"] {
      try compare(sample, with: String(repeating: opening, count: 100_000), drawsPage: false)
    }
  }
}
