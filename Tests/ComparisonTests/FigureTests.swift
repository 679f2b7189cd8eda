import LabFigures
import Testing

@testable import LabComparison
@testable import LabNotebooks

extension SampleReport {
  /// A figure of one line, some of whose values may be others.
  static func curve(
    count: Int = 100, changing changes: [Int: Double] = [:], x: Axis = "step", name: String? = "β = 4"
  ) -> Figure {
    var values = (0..<count).map { Double($0) + 0.25 * Double($0 % 3) }
    for (index, value) in changes { values[index] = value }
    return Figure(.line(values, name: name), x: x, y: "loss")
  }

  static func withCurve(_ figure: Figure = curve()) throws -> SampleReport {
    var report = SampleReport()
    try report.show(figure, id: "curve")
    return report
  }
}

@Suite struct FigureTests {
  private func change(_ before: Figure, _ after: Figure) throws -> FigureChange? {
    try comparison(from: .withCurve(before)) { report in
      try report.show(after, id: "curve")
      report.prose.append("So that something differs.")
    }?.figures.first
  }

  @Test func theLargestChangeOfACurveIsNamedWithItsPlace() throws {
    let found = try #require(
      try change(SampleReport.curve(), SampleReport.curve(changing: [20: 20, 30: 33])))
    #expect(found.series.map(\.channel) == ["y"])
    #expect(found.series[0].series == "line “β = 4”")
    #expect(
      found.series[0].extent
        == .values(
          before: 30, after: 33, largest: .init(index: 30, x: 31), first: .init(index: 20, x: 21), isSampled: false))
    #expect(found.labels.isEmpty)
  }

  @Test func aLongCurveIsComparedByItsRecordedValues() throws {
    // 2,000 values: every 32nd is recorded.
    let found = try #require(
      try change(SampleReport.curve(count: 2_000), SampleReport.curve(count: 2_000, changing: [640: 700, 641: 9_000])))
    #expect(
      found.series[0].extent
        == .values(
          before: 640.25, after: 700, largest: .init(index: 640, x: 641), first: .init(index: 640, x: 641),
          isSampled: true))
    #expect(found.finding.text.plain.contains("line “β = 4”, y: largest change among the values recorded 640"))
  }

  @Test func aLongCurveThatDiffersBetweenItsRecordedValuesIsComparedByItsSummary() throws {
    let found = try #require(
      try change(SampleReport.curve(count: 2_000), SampleReport.curve(count: 2_000, changing: [641: 9_000])))
    #expect(found.series[0].extent == .summary(of: "maximum", before: 1999.2, after: 9_000))
  }

  @Test func labelsAndLegendsAreReportedAsWhatTheyAre() throws {
    #expect(
      try change(SampleReport.curve(), SampleReport.curve(x: "epoch"))?.labels == ["x axis: “step” → “epoch”"])
    #expect(
      try change(SampleReport.curve(), SampleReport.curve(name: "β = 2"))?.labels
        == ["line “β = 4” is gone", "line “β = 2” is new"])
  }

  /// A mark of an essay's own, with a channel that has a name of the record's.
  private struct Spans: CustomMark {
    let kind = "spans"
    var name: String? = "reach"
    let channels: [Channel]

    init(_ shape: [Double]) {
      channels = [Channel("x", [1.0, 2], along: .x), Channel("y", [0.0, 1], along: .y), Channel("shape", shape)]
    }

    func draw(on canvas: MarkCanvas) {}
  }

  @Test func theNumbersOfAMarkOfOnesOwnAreCompared() throws {
    let found = try #require(try change(Figure(Mark(Spans([0.25, 0.5]))), Figure(Mark(Spans([0.25, 0.75])))))
    #expect(found.series.map(\.series) == ["spans “reach”"] && found.series.map(\.channel) == ["shape"])
    #expect(
      found.series[0].extent
        == .values(
          before: 0.5, after: 0.75, largest: .init(index: 1, x: 2), first: .init(index: 1, x: 2), isSampled: false))
    let same = Figure(Mark(Spans([0.25, 0.5])))
    #expect(try change(same, same) == nil)
  }

  @Test func aFigureThatIsTheSameIsNotReported() throws {
    #expect(try change(SampleReport.curve(), SampleReport.curve()) == nil)
  }

  @Test func aRecordThatSaysTheSameInOtherWordsIsNoOtherFigure() throws {
    let found = try comparison(from: .withCurve(SampleReport.curve(count: 2_000))) { report in
      // As an earlier version recorded long lines.
      let text = try report.record.text()
        .replacing(/"every": 32,\n/, with: "").replacing(/"samples": \[[-0-9][^\]]*\],\n/, with: "")
      report.record = try RunRecord(text: text)
    }
    #expect(found?.figures.isEmpty == true)
    #expect(found?.findings.map(\.topic) == [.other])
  }

  @Test func panelsAreToldApartByTheirLetters() throws {
    func panels(_ value: Double) -> Panels {
      Panels([SampleReport.curve(), SampleReport.curve(changing: [1: value])])
    }
    var base = SampleReport()
    try base.show(panels(1), id: "curve")
    let found = try #require(try comparison(from: base) { try $0.show(panels(5), id: "curve") })
    #expect(found.figures[0].series.map(\.series) == ["panel b, line “β = 4”"])
  }

  private func grid(_ level: UInt8) -> ImageGrid {
    ImageGrid(
      (0..<4).map { RasterImage(width: 28, height: 28, bytes: [UInt8](repeating: $0 == 2 ? level : 0, count: 784)) },
      columns: 2)
  }

  @Test func imagesAreComparedByTheirPixels() throws {
    var base = SampleReport()
    try base.show(grid(100), id: "grid")
    let found = try #require(try comparison(from: base) { try $0.show(grid(110), id: "grid") })
    let change = try #require(found.figures.first)
    #expect(change.isImageGrid)
    guard case .changed(let share, let largest) = change.pixels else {
      Issue.record("the pixels differ")
      return
    }
    #expect(largest == 10)
    #expect(share > 0.1 && share < 0.25)
  }

  @Test func aPictureOfTheSameDataIsPutDownToWhatDraws() throws {
    let base = try SampleReport.withCurve()
    let found = try #require(
      try comparison(from: base) { report in
        report.pictures["curve"] = try SampleReport.curve(changing: [1: 40]).rendered().png
        report.record.fingerprint.circumstances.library["Tensors"] = "9"
        report.record.fingerprint.data["digits"] = "9"
      })
    #expect(found.figures[0].series.isEmpty && found.figures[0].pixels != nil)
    #expect(found.figures[0].attribution.text == "library (Tensors)")
  }

  /// What is wrong with a picture is told beside other data, too.
  @Test func aPictureThatIsGoneIsToldBesideItsData() throws {
    let base = try SampleReport.withCurve()
    for values: [Int: Double] in [[:], [20: 20.0]] {
      let found = try #require(
        try comparison(from: base) { report in
          try report.show(SampleReport.curve(changing: values), id: "curve")
          report.pictures["curve"] = nil
        })
      let text = PlainText(.of(found)).text
      #expect(text.contains("the image is missing or no PNG on one side"), "\(text)")
      #expect(!text.contains("drawn otherwise") && text.contains("largest change") == !values.isEmpty, "\(text)")
    }
    let resized = try #require(
      try comparison(from: base) { report in
        report.record = try SampleReport.withCurve(SampleReport.curve(changing: [20: 20])).record
        report.pictures["curve"] = try grid(9).rendered().png
      })
    #expect(PlainText(.of(resized)).text.contains("the image has another size"))
  }

  /// Of very many names a record has a digest; others are no other drawing of the same.
  @Test func veryManyNamesAreTold() throws {
    func points(_ last: String) -> Figure {
      let places = (0..<600).map { Double($0) }
      return Figure(
        .connectedPoints(places, places, labels: (0..<599).map { "\($0)" } + [last]), x: "step", y: "loss")
    }
    let found = try #require(try change(points("599"), points("last")))
    #expect(found.labels.count == 1 && found.series.isEmpty)
    #expect(found.labels[0].contains("labels: “600 names, digest "), "\(found.labels)")
  }

  /// Where so much is written otherwise that not all is shown, a line that is gone is.
  @Test func whatIsGoneStandsBeforeWhatIsWrittenOtherwise() throws {
    func figure(_ axis: String, lines: Int, limits: ClosedRange<Double>) -> Figure {
      Figure(
        (0..<lines).map { Mark.line([0, Double($0 + 1)], name: "\($0)") }, x: Axis("x \(axis)", limits: limits),
        y: Axis("y \(axis)", limits: limits), title: axis)
    }
    let found = try #require(try change(figure("a", lines: 2, limits: 0...4), figure("b", lines: 1, limits: -1...5)))
    #expect(found.labels.count > 5 && found.labels[0] == "line “1” is gone")
    #expect(found.finding.details.first?.plain == "line “1” is gone")
  }

  @Test func figuresComeAndGo() throws {
    let found = try #require(
      try comparison(from: .withCurve()) { report in
        report.record.outputs = []
        try report.show(SampleReport.curve(), id: "other")
      })
    #expect(found.figures.map(\.id) == ["curve", "other"])
    #expect(found.figures.map(\.presence) == [.gone, .new])
  }

  /// Lines without names are told apart by their order, however many there are.
  @Test func manyLinesWithoutNamesAreFollowed() throws {
    func figure(_ heights: [Double]) -> Figure {
      Figure(heights.map { .horizontalLine(at: $0) } + [.line([0, 1], [0, 1])], x: "x", y: "y")
    }
    let base = try SampleReport.withFigure(figure([1, 2, 3]))
    #expect(try comparison(from: base) { $0.prose[0] += " Indeed." }?.figures.isEmpty == true)
    let gone = try #require(try comparison(from: base) { try $0.show(figure([1, 2]), id: "curve") })
    #expect(gone.figures[0].labels.contains { $0.contains("no. 3") }, "\(gone.figures[0].labels)")
  }
}

extension SampleReport {
  fileprivate static func withFigure(_ figure: Figure) throws -> SampleReport {
    var report = SampleReport()
    try report.show(figure, id: "curve")
    return report
  }
}
