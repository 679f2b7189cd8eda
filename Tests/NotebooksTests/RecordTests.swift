import Testing

@testable import LabNotebooks

@Suite struct RecordTests {
  @Test(arguments: [
    (1125.3712, 1125.4), (0.000012345678, 1.2346e-05), (-0.1, -0.1), (99999.6, 100_000.0), (115_568.0, 115_568.0),
    (1_234_567.0, 1_234_567.0), (1_234_567.5, 1_234_600.0), (0, 0),
  ])
  func numbersAreRoundedToFiveDigitsAndCountsAreNot(_ value: Double, _ expected: Double) {
    #expect(value.roundedForRecord == expected)
  }

  @Test func keysAreSortedAndPlainArraysStandOnALine() throws {
    let json = JSON.object([
      "b": .array([.number(0.5), .whole(2), .null]), "a": .object([:]), "c": .array([.array([.bool(true)])]),
      "quote\"\n\u{1}": .string("é\\"),
    ])
    #expect(
      json.text == """
        {
          "a": {},
          "b": [0.5, 2, null],
          "c": [
            [true]
          ],
          "quote\\"\\n\\u0001": "é\\\\"
        }

        """)
  }

  @Test func aShortArrayIsKeptAndALongOneSummarised() throws {
    let short = try JSON(encoding: (0..<512).map { Double($0) / 3 }).compacted()
    guard case .array(let kept) = short else {
      Issue.record("an array of 512 numbers is kept")
      return
    }
    #expect(kept.count == 512)
    #expect(kept[1] == .number(0.33333))

    let long = try JSON(encoding: ["y": (0..<513).map { Double($0) / 3 }]).compacted()
    let lines = (0..<513).map { NumberFormat.shortest((Double($0) / 3).roundedForRecord) + "\n" }.joined()
    #expect(
      long
        == .object([
          "y": .object([
            "shape": .array([.whole(513)]), "digest": .string(Digest.sha256(of: Array(lines.utf8))),
            "min": .number(0), "max": .number(170.67), "first": .number(0), "last": .number(170.67),
            "mean": .number(85.333),
          ])
        ]))
  }

  @Test func aLongLineKeepsEveryNthValueAndTheStepOfAnEvenOne() throws {
    let x = JSON.array((0..<2_000).map { .whole(Int128($0 + 1)) })
    let y = JSON.array((0..<2_000).map { .number(Double($0 * $0) / 3) })
    func compacted(_ mark: String) -> JSON { JSON.object(["mark": .string(mark), "x": x, "y": y]).compacted() }
    guard case .object(let line) = compacted("line"), case .object(let points) = compacted("points"),
      case .object(let xs) = line["x"], case .object(let ys) = line["y"], case .object(let cloud) = points["y"]
    else {
      Issue.record("long arrays are summarised")
      return
    }
    #expect(xs["step"] == .number(1) && xs["samples"] == nil)
    #expect(ys["step"] == nil && ys["every"] == .whole(32))
    #expect(
      ys["samples"]
        == .array(stride(from: 0, to: 2_000, by: 32).map { .number((Double($0 * $0) / 3).roundedForRecord) }))
    // Beside the digest of all, which is the same for any mark.
    #expect(ys["digest"] == cloud["digest"] && cloud["samples"] == nil)
  }

  @Test func theDigestFollowsTheNumbersToFiveDigits() throws {
    func digest(_ change: Double, at index: Int) throws -> JSON? {
      var values = (0..<600).map { Double($0) + 0.5 }
      values[index] += change
      guard case .object(let members) = try JSON(encoding: values).compacted() else { return nil }
      return members["digest"]
    }
    let original = try digest(0, at: 300)
    #expect(original != nil)
    #expect(try digest(1e-6, at: 300) == original)
    #expect(try digest(0.1, at: 300) != original)
  }

  @Test func nestedArraysKeepTheirShape() throws {
    let grid = try JSON(encoding: Array(repeating: Array(repeating: 0.25, count: 30), count: 20)).compacted()
    guard case .object(let members) = grid else {
      Issue.record("a grid of 600 numbers is summarised")
      return
    }
    #expect(members["shape"] == .array([.whole(20), .whole(30)]))
  }

  @Test func sha256IsTheStandardOne() {
    // FIPS 180-2, appendix B.1.
    #expect(
      Digest.sha256(of: Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test func numbersThatAreNotFiniteAreWords() throws {
    #expect(try JSON(encoding: [Double.nan, .infinity]).text == "[\"nan\", \"inf\"]\n")
  }

  @Test func aRecordIsReadBackAsItWasWritten() throws {
    var record = RunRecord.sample()
    (record.seed, record.seeds) = (.max, [.max])
    record.metrics = [
      "a": .init(value: 1.5, text: "1.5", unit: "nats", tolerance: .relative(1e-3)),
      "b": .init(value: 2, text: "2", unit: "", tolerance: .exact),
      "c": .init(value: 2, text: "2", unit: "", tolerance: .absolute(0.5)),
    ]
    record.claims = [.init(sentence: "It holds.", held: true, line: 3)]
    record.outputs = [
      .init(
        id: "f", caption: "c", isFolded: true, line: 1,
        content: .figure(description: "d", width: 6, height: 4, plot: .object(["y": .array([.number(0.5)])]))),
      .init(
        id: "t", caption: "", isFolded: false, line: 2,
        content: .table(columns: ["a"], alignedRight: [true], rows: [["1"]])),
      .init(id: "l", caption: "", isFolded: false, line: 2, content: .list(entries: [.init(name: "n", value: "v")])),
    ]
    record.failure = .init(message: "No.", line: nil)
    let text = try record.text()
    let copy = try RunRecord(text: text)
    #expect(copy == record)
    #expect(try copy.text() == text)
    #expect(text.contains("\"seed\": 18446744073709551615"))
  }
}
