import Testing

@testable import LabComparison
@testable import LabNotebooks

@Suite struct AttributionTests {
  private static let halved: @Sendable (inout SampleReport) -> Void = { report in
    report.record.metrics["area"] = .init(
      value: 0.57, text: "0.570", unit: "square metres", tolerance: .relative(1e-3))
  }

  /// A change of the run, what a changed metric is then put down to.
  struct Case: Sendable, CustomTestStringConvertible {
    let cause: String
    let alter: @Sendable (inout SampleReport) -> Void
    var testDescription: String { cause }
  }

  static let cases = [
    Case(cause: "setting beta 4 → 2") { $0.record.settings[0].value = "2" },
    Case(cause: "seed 1 → 2") { ($0.record.seed, $0.record.seeds) = (2, [2]) },
    Case(cause: "tier standard → smoke") { $0.record.tier = .smoke },
    Case(cause: "the experiment's code") { $0.record.fingerprint.code = "other" },
    Case(cause: "library (Distributions)") { $0.record.fingerprint.circumstances.library["Distributions"] = "9" },
    Case(cause: "library (Inference)") { $0.record.fingerprint.circumstances.library["Inference"] = "9" },
    Case(cause: "data (digits)") { $0.record.fingerprint.data["digits"] = "9" },
    Case(cause: "Cairo 1.16.0 → 1.18.0") { $0.record.fingerprint.circumstances.versions["Cairo"] = "1.18.0" },
    Case(cause: "OpenBLAS 0.3.21 → absent") { $0.record.fingerprint.circumstances.versions["OpenBLAS"] = nil },
    Case(cause: "machine (instructions AVX2 → AVX-512)") {
      $0.record.fingerprint.circumstances.machine["instructions"] = "AVX-512"
    },
    Case(cause: "the library, whose digests one of the records lacks") {
      $0.record.fingerprint.circumstances.library = [:]
    },
    Case(cause: "setting beta 4 → 2; library (Tensors)") {
      $0.record.settings[0].value = "2"
      $0.record.fingerprint.circumstances.library["Tensors"] = "9"
    },
  ]

  @Test(arguments: cases)
  func aChangedResultIsPutDownToWhatDiffers(_ example: Case) throws {
    let found = try #require(
      try comparison { report in
        example.alter(&report)
        Self.halved(&report)
      })
    #expect(found.metrics.map(\.attribution.text) == [example.cause])
  }

  /// Of the C library nothing is known where one of the records is too old to name it.
  @Test(
    arguments: [("2.36", "2.41", "glibc 2.36 → 2.41"), (nil, "2.41", "UNEXPLAINED")] as [(String?, String?, String)])
  func anotherCLibraryIsACause(_ old: String?, _ new: String?, _ cause: String) throws {
    var base = SampleReport()
    base.record.fingerprint.circumstances.versions["glibc"] = old
    let found = try #require(
      try comparison(from: base) { report in
        report.record.fingerprint.circumstances.versions["glibc"] = new
        Self.halved(&report)
      })
    #expect(found.metrics.map(\.attribution.text) == [cause])
  }

  @Test func whereNothingDiffersAChangeIsUnexplained() throws {
    let found = try #require(try comparison(Self.halved))
    #expect(found.metrics[0].attribution.text == "UNEXPLAINED")
    #expect(PlainText(SetComparison.of(found)).text.contains("UNEXPLAINED"))
  }

  @Test func recordsWithoutTheLibraryAreSaidToBeIncomplete() throws {
    var base = SampleReport()
    base.record.fingerprint.circumstances.library = [:]
    let found = try #require(try comparison(from: base, Self.halved))
    #expect(found.metrics[0].attribution.text == "UNEXPLAINED (neither record has digests of the library)")
  }

  @Test func aCaptionIsPutDownToTheCodeThatWordsItAlone() throws {
    var base = SampleReport()
    try base.show(SampleReport.curve(), id: "curve")
    let found = try #require(
      try comparison(from: base) { report in
        report.record.outputs[0].caption = "It falls."
        report.record.fingerprint.code = "other"
        report.record.fingerprint.circumstances.library["Tensors"] = "9"
      })
    #expect(found.captions.map(\.attribution.text) == ["the experiment's code"])
    #expect(found.captions[0].lines.map(\.text).contains("It falls."))
  }

  /// What another package words or draws is put down to it, too, whatever else differs.
  @Test func anotherPackageMayWordAndDraw() throws {
    let base = try SampleReport.withCurve()
    let found = try #require(
      try comparison(from: base) { report in
        report.pictures["curve"] = try SampleReport.curve(changing: [1: 40]).rendered().png
        report.record.outputs[0].caption = "It falls."
        report.record.fingerprint.code = "other"
        report.record.fingerprint.data["digits"] = "9"
        report.record.fingerprint.circumstances.versions["my-models"] = "2.0.0"
      })
    let cause = "the experiment's code; my-models absent → 2.0.0"
    #expect(found.figures.map(\.attribution.text) == [cause] && found.captions.map(\.attribution.text) == [cause])
  }

  /// Not only results: a caption, a beginning and the digests of a training come of nothing by themselves.
  @Test(
    arguments: [
      { $0.record.outputs[0].caption = "It falls." }, { $0.record.trainings[0].digests = ["b"] },
      { $0.record.trainings[0].opening?.loss = 2 },
    ] as [@Sendable (inout SampleReport) -> Void])
  func whateverNothingExplainsIsCalledUnexplained(_ alter: @Sendable (inout SampleReport) -> Void) throws {
    var base = SampleReport()
    base.show(table: [["a", "1"]], columns: ["model", "cost"], id: "costs")
    base.record.trainings = [
      .init(phase: "training", steps: 9, interval: 9, digests: ["a"], opening: .init(loss: 1, distance: 1))
    ]
    let found = try #require(try comparison(from: base, alter))
    #expect(found.causeLine.plain == "Put down to: UNEXPLAINED.")
  }

  /// Two values within their tolerances, of which the library moved one and the code redefined the other.
  @Test func valuesOfOneVerdictAreNotPutDownToOneCause() throws {
    var base = SampleReport()
    base.record.metrics["width"] = .init(value: 2, text: "2", unit: "metres", tolerance: .relative(1e-3))
    let found = try #require(
      try comparison(from: base) { report in
        report.record.metrics["area"]?.tolerance = .relative(2e-3)
        report.record.metrics["width"]?.value = 2.0001
        report.record.fingerprint.code = "other"
        report.record.fingerprint.circumstances.library["Tensors"] = "9"
      })
    let text = PlainText(.of(found)).text
    #expect(text.contains("within its tolerance: area [the experiment's code]\n"), "\(text)")
    #expect(text.contains("within its tolerance: width\n"), "\(text)")
  }

  @Test func aChangedLibraryThatChangesNoResultIsReported() throws {
    let found = try #require(try comparison { $0.record.fingerprint.circumstances.library["Tensors"] = "9" })
    #expect(!found.hasOtherResults)
    #expect(
      found.findings.map(\.text) == ["The results are the same, and what they depend on is not"])
    #expect(found.attribution.text == "library (Tensors)")
  }
}
