import Foundation
import LabFigures
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

  @Test func aRecordNamesWhatAPictureHasAndNoMore() throws {
    var data = PlottedData(kind: "panels", title: "Both", panels: [PlottedData(kind: "image grid")])
    let axis = Axis("loss", unit: "nats", scale: .log, limits: 0.1...1e16)
    data.x = Figure(.line([1.0]), x: axis, y: axis).plottedData.x
    (data.y, data.color) = (data.x, data.x)
    var full = PlottedData.Series(mark: "line", name: "β = 1")
    for channel in [\PlottedData.Series.x, \.y, \.lower, \.upper, \.values] {
      full[keyPath: channel] = [0.5, 12_345_678, -3]
    }
    full.channels = ["reach": [1e-7]]
    (full.shape, full.labels, full.note) = ([1, 3], ["a", "b"], "mean over 3 values")
    data.series = [full, PlottedData.Series(mark: "points")]
    #expect(try JSON(encoding: RecordedPlot(data)) == JSON(encoding: data))
    data.x?.lower = 0.1234567
    #expect(RecordedPlot(data).x?.lower == 0.12346)
  }

  @Test(arguments: [
    0, -0.0, 0.5, -3, 1e-7, 12_345_678, 1e15, 0x1p53, 77_087_930_441_731_216, -1.3558624520545956e19, 1e20,
  ])
  func aPlottedNumberOfFewDigitsIsTheSameInJSON(_ number: Double) throws {
    let exact = try JSON(encoding: [number])
    #expect(exact == .array([JSON(plotted: number)]))
  }

  @Test func aShortArrayIsKeptAndALongOneSummarised() throws {
    let short = RecordedNumbers((0..<512).map { Double($0) / 3 }, isLine: false)
    guard case .all(let kept) = short else {
      Issue.record("an array of 512 numbers is kept")
      return
    }
    #expect(kept.count == 512)
    #expect(kept[1] == 0.33333)

    let long = try JSON(encoding: RecordedNumbers((0..<513).map { Double($0) / 3 }, isLine: false))
    let lines = (0..<513).map { NumberFormat.shortest((Double($0) / 3).roundedForRecord) + "\n" }.joined()
    #expect(
      long
        == .object([
          "shape": .array([.whole(513)]), "digest": .string(Digest.sha256(of: Array(lines.utf8))),
          "min": .whole(0), "max": .number(170.67), "first": .whole(0), "last": .number(170.67),
          "mean": .number(85.333),
        ]))
  }

  @Test func aLongLineKeepsEveryNthValueAndTheStepOfAnEvenOne() throws {
    func recorded(_ mark: String) -> RecordedPlot.Series {
      var series = PlottedData.Series(mark: mark)
      series.x = (0..<2_000).map { Double($0 + 1) }
      series.y = (0..<2_000).map { Double($0 * $0) / 3 }
      return RecordedPlot.Series(series)
    }
    let line = recorded("line"), points = recorded("points")
    guard case .summarised(let xs) = line.x, case .summarised(let ys) = line.y, case .summarised(let cloud) = points.y
    else {
      Issue.record("long arrays are summarised")
      return
    }
    #expect(xs.step == 1 && xs.samples == nil)
    #expect(ys.step == nil && ys.every == 32)
    #expect(ys.samples == stride(from: 0, to: 2_000, by: 32).map { (Double($0 * $0) / 3).roundedForRecord })
    // Beside the digest of all, which is the same for any mark.
    #expect(ys.digest == cloud.digest && cloud.samples == nil)
  }

  @Test func theDigestFollowsTheNumbersToFiveDigits() {
    func digest(_ change: Double, at index: Int) -> String? {
      var values = (0..<600).map { Double($0) + 0.5 }
      values[index] += change
      guard case .summarised(let extract) = RecordedNumbers(values, isLine: false) else { return nil }
      return extract.digest
    }
    let original = digest(0, at: 300)
    #expect(original != nil)
    #expect(digest(1e-6, at: 300) == original)
    #expect(digest(0.1, at: 300) != original)
  }

  @Test func veryManyLabelsAreTheirDigest() throws {
    let labels = (0..<513).map { "no. \($0)" }
    let lines = labels.map { "\"\($0)\"\n" }.joined()
    #expect(
      try JSON(encoding: RecordedLabels(labels))
        == .object([
          "shape": .array([.whole(513)]), "digest": .string(Digest.sha256(of: Array(lines.utf8))),
        ]))
    #expect(RecordedLabels(labels.dropLast()) == .all(labels.dropLast()))
  }

  @Test func nestedArraysKeepTheirShape() throws {
    let text = """
      {"digest": "c0de", "shape": [20, 30], "first": 0, "last": 1, "min": 0, "max": 1, "mean": 0.25}
      """
    let numbers = try JSONDecoder().decode(RecordedNumbers.self, from: Data(text.utf8))
    guard case .summarised(let extract) = numbers else {
      Issue.record("a grid of 600 numbers is summarised")
      return
    }
    #expect(extract.shape.lengths == [20, 30] && extract.shape.count == 600)
    #expect(try JSON(encoding: numbers) == JSONDecoder().decode(JSON.self, from: Data(text.utf8)))
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
      "d": .init(value: 2, text: "2", unit: "", tolerance: .noise(of: [1.5, 2, 2.75])),
      "e": .init(
        value: 1, text: "1", unit: "",
        tolerance: .seeds(SeedNoise(values: [1.5, 2, 2.75], less: [0.5, 1, 1.75], measured: .mean))),
    ]
    record.claims = [.init(sentence: "It holds.", held: true, line: 3)]
    var series = PlottedData.Series(mark: "line")
    (series.x, series.y) = ((0..<600).map(Double.init), (0..<600).map { Double($0 * $0) / 7 })
    let plot = RecordedPlot(PlottedData(kind: "figure", series: [series]))
    record.outputs = [
      .init(
        id: "f", caption: "c", isFolded: true, line: 1,
        content: .figure(description: "d", width: 6, height: 4, plot: plot)),
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

  @Test func everyReportsRecordIsWrittenAsItWasRead() throws {
    let reports = URL(filePath: #filePath).appending(path: "../../../Reports").standardizedFileURL.path
    let records = try FileManager.default.contentsOfDirectory(atPath: reports).sorted().compactMap { name in
      FileSystem.read("\(reports)/\(name)/record.json").map { (name, String(decoding: $0, as: UTF8.self)) }
    }
    #expect(!records.isEmpty)
    for (name, text) in records { #expect(try RunRecord(text: text).text() == text, "\(name)") }
  }
}
