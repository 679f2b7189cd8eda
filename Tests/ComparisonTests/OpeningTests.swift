import Testing

@testable import LabComparison
@testable import LabNotebooks

/// How trainings begin: what rounding changes, and what it cannot.
@Suite struct OpeningTests {
  private typealias Opening = RunRecord.TrainingRecord.Opening

  private func report(_ openings: [Opening?], seed: UInt64 = 1) -> SampleReport {
    var report = SampleReport()
    (report.record.seed, report.record.seeds) = (seed, [seed])
    report.record.trainings = openings.enumerated().map {
      .init(phase: "training \($0 + 1)", steps: 100, interval: 100, digests: ["a"], opening: $1)
    }
    return report
  }

  private func changes(_ before: Opening?, _ after: Opening?, seed: UInt64 = 1) -> [OpeningChange] {
    let same = Opening(loss: 1, distance: 1)
    return OpeningChange.all(
      from: report([same, before]).record, to: report([same, after], seed: seed).record)
  }

  @Test func whatRoundingMovesIsTheSame() {
    #expect(changes(Opening(loss: 545, distance: 0.48), Opening(loss: 545.01, distance: 0.4802)).isEmpty)
    #expect(changes(Opening(loss: 0, distance: 0), Opening(loss: 0, distance: 0)).isEmpty)
  }

  /// Another likelihood has another loss, half the rate a step of half the length.
  @Test(arguments: [
    ((-545.0, 0.48), (-545.2, 0.48), OpeningChange.Quantity.loss), ((545, 0.48), (545, 0.24), .distance),
    ((0, 0.48), (0.001, 0.48), .loss), ((545, 0), (545, 1e-9), .distance),
  ])
  func whatElseIsMoreThanRounding(
    _ before: (Double, Double), _ after: (Double, Double), _ quantity: OpeningChange.Quantity
  ) {
    let found = changes(Opening(loss: before.0, distance: before.1), Opening(loss: after.0, distance: after.1))
    #expect(found.map(\.quantity) == [quantity] && found[0].phase == "training 2")
  }

  @Test func whereNothingIsKnownNothingIsSaid() {
    let opening = Opening(loss: 545, distance: 0.48)
    #expect(changes(nil, opening).isEmpty && changes(opening, nil).isEmpty)
    #expect(changes(opening, Opening(loss: 1, distance: 2), seed: 2).isEmpty)
  }

  @Test func itIsAChangeThoughEveryMeasuredValueIsWithinItsTolerance() throws {
    let openings = [Opening](repeating: Opening(loss: 545, distance: 0.48), count: 4)
    let found = try #require(
      try comparison(from: report(openings)) {
        $0 = report(openings.map { Opening(loss: $0.loss, distance: $0.distance / 2) })
        $0.record.fingerprint.circumstances.library["Tensors"] = "2"
      })
    #expect(found.metrics.isEmpty && found.openings.count == 4 && !found.agreesWithinNoise)
    let text = PlainText(.of(found)).text
    #expect(text.contains("4 trainings begin otherwise"))
    #expect(text.contains("training 1: the length of the first step 0.48000 → 0.24000\n"), "\(text)")
    #expect(text.contains("and 1 more training\n"))
  }

  /// A run that is under way has no further seeds in its trainings.
  @Test func aTrainingUnderWayIsHeldAgainstThatOfItsSeed() {
    var record = report([Opening(loss: 545, distance: 0.48)]).record
    record.trainings += report([Opening(loss: 540, distance: 0.47)]).record.trainings
    record.trainings[1].seed = 2
    let training = report([Opening(loss: 540, distance: 0.47)]).record.trainings[0]
    #expect(OpeningChange(of: training, seed: 2, against: record) == nil)
    #expect(OpeningChange(of: training, seed: 1, against: record)?.quantity == .loss)
    #expect(OpeningChange(of: training, seed: 3, against: record) == nil)
  }

  @Test func aRecordWithoutOpeningsIsTheSameButForThem() {
    let new = report([Opening(loss: 545, distance: 0.48)]).record
    #expect(RecordChange.areSame(report([nil]).record, new) && RecordChange.areSame(new, report([nil]).record))
    #expect(!RecordChange.areSame(report([Opening(loss: 545, distance: 0.5)]).record, new))
  }

  @Test func aDamagedOpeningIsTold() throws {
    let text = try report([Opening(loss: 545, distance: 0.48)]).record.text().replacing("545", with: "1e999")
    #expect(throws: (any Error).self) { try RunRecord(text: text) }
  }
}
