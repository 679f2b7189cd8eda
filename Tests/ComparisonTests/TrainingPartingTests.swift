import Testing

@testable import LabComparison
@testable import LabNotebooks

@Suite struct TrainingPartingTests {
  private func record(_ trainings: [(String, Int, Int, [String])], seed: UInt64? = nil) -> RunRecord {
    var record = SampleReport().record
    record.trainings = trainings.map { .init(phase: $0.0, steps: $0.1, interval: $0.2, digests: $0.3, seed: seed) }
    return record
  }

  private func first(
    _ before: [(String, Int, Int, [String])], _ after: [(String, Int, Int, [String])]
  ) -> TrainingParting.Finding {
    TrainingParting.first(from: record(before), to: record(after))
  }

  @Test func theIntervalIsGivenAsTheDigestsHaveIt() {
    #expect(
      first([("T", 100, 25, ["a", "b", "c", "d"])], [("T", 100, 25, ["a", "b", "x", "y"])])
        == .parts(TrainingParting(phase: "T", seed: nil, sameUntil: 50, differsAt: 75)))
    #expect(
      first([("T", 100, 25, ["a", "b", "c", "d"])], [("T", 100, 25, ["x", "b", "c", "d"])])
        == .parts(TrainingParting(phase: "T", seed: nil, sameUntil: 0, differsAt: 25)))
  }

  @Test func theLastDigestIsOfTheLastStep() {
    #expect(
      first([("T", 60, 25, ["a", "b", "c"])], [("T", 60, 25, ["a", "b", "x"])])
        == .parts(TrainingParting(phase: "T", seed: nil, sameUntil: 50, differsAt: 60)))
  }

  @Test func theFirstTrainingThatPartsIsNamed() {
    #expect(
      first(
        [("A", 50, 25, ["a", "b"]), ("B", 50, 25, ["c", "d"])],
        [("A", 50, 25, ["a", "b"]), ("B", 50, 25, ["c", "x"])])
        == .parts(TrainingParting(phase: "B", seed: nil, sameUntil: 25, differsAt: 50)))
  }

  @Test func digestsAreComparedAtTheStepsThatBothHave() {
    #expect(
      first([("T", 100, 25, ["a", "b", "c", "d"])], [("T", 200, 50, ["b", "d", "e", "f"])]) == .identical)
    #expect(
      first([("T", 100, 25, ["a", "b", "c", "d"])], [("T", 200, 50, ["b", "x", "e", "f"])])
        == .parts(TrainingParting(phase: "T", seed: nil, sameUntil: 50, differsAt: 100)))
  }

  @Test func aTrainingOfAFurtherSeedIsComparedWithThatOfTheSameSeed() {
    let first = [("T", 50, 25, ["a", "b"])]
    func repeated(_ digests: [String]) -> RunRecord {
      var record = record(first)
      record.trainings += self.record([("T", 50, 25, digests)], seed: 2).trainings
      return record
    }
    #expect(TrainingParting.first(from: repeated(["c", "d"]), to: repeated(["c", "d"])) == .identical)
    #expect(
      TrainingParting.first(from: repeated(["c", "d"]), to: repeated(["c", "x"]))
        == .parts(TrainingParting(phase: "T", seed: 2, sameUntil: 25, differsAt: 50)))
    #expect(TrainingParting.first(from: repeated(["c", "d"]), to: record(first)) == .identical)
  }

  /// What a run owes to a further seed, or to more steps, is not said to come after trainings that were all the same.
  @Test(arguments: [
    ([("T", 100, 25, ["a", "b", "c", "d"])], false), ([("T", 200, 25, ["a", "b", "c", "d", "e"])], true),
    ([("T", 100, 25, ["a", "b", "c", "d"]), ("U", 25, 25, ["u"])], true),
  ])
  func whatOtherTrainingsMakeIsNotPutDownToWhatComesAfter(
    _ trainings: [(String, Int, Int, [String])], _ areOthers: Bool
  ) throws {
    var base = SampleReport()
    base.record.trainings = record([("T", 100, 25, ["a", "b", "c", "d"])]).trainings
    let found = try #require(
      try comparison(from: base) { report in
        report.record.trainings = record(trainings).trainings
        report.record.metrics["area"]?.value = 2
      })
    #expect(found.parting == .identical)
    let text = try #require(found.partingText).plain
    #expect(text.hasPrefix("Every training that both took") == areOthers, "\(text)")
  }

  /// A step that an optimiser remembers for thousands of others is told where it comes and where it goes.
  @Test func aGradientThatJumpsIsTold() throws {
    var calm = SampleReport(), wild = calm
    calm.record.trainings = record([("T", 100, 25, ["a", "b"]), ("U", 100, 25, ["c", "d"])]).trainings
    wild.record.trainings = calm.record.trainings
    wild.record.trainings[1].jumps = GradientJumps(count: 3, step: 1_056, ratio: 94_000)
    let came = try #require(try comparison(from: calm) { $0 = wild })
    #expect(
      came.records.map(\.text) == ["U: at step 1,056 one is 94,000 times the usual, and 3 steps are above 30 times"])
    #expect(came.records.map(\.place) == ["gradients"] && came.records.allSatisfy(\.mayDependOnMachine))
    let went = try #require(try comparison(from: wild) { $0 = calm })
    #expect(went.records.map(\.text) == ["U: none is many times the usual any more"])
    let stays = try #require(try comparison(from: wild) { $0.prose[0] += " Indeed." })
    #expect(stays.records.isEmpty)
    calm.record.trainings.removeLast()
    let isNew = try #require(try comparison(from: calm) { $0 = wild })
    #expect(isNew.records.map(\.place) == ["trainings", "gradients"])
  }

  @Test func withoutCommonDigestsNothingIsSaid() {
    #expect(first([], []) == .unknown)
    #expect(first([("A", 25, 25, ["a"])], [("B", 25, 25, ["a"])]) == .unknown)
    #expect(first([("A", 25, 0, ["a"])], [("A", 25, 0, ["b"])]) == .unknown)
  }
}
