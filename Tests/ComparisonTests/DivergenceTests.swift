import Testing

@testable import Comparison
@testable import Notebooks

@Suite struct DivergenceTests {
  private func record(_ trainings: [(String, Int, Int, [String])]) -> RunRecord {
    var record = SampleReport().record
    record.trainings = trainings.map { .init(phase: $0.0, steps: $0.1, interval: $0.2, digests: $0.3) }
    return record
  }

  private func first(
    _ before: [(String, Int, Int, [String])], _ after: [(String, Int, Int, [String])]
  ) -> Divergence.Finding {
    Divergence.first(from: record(before), to: record(after))
  }

  @Test func theIntervalIsGivenAsTheDigestsHaveIt() {
    #expect(
      first([("T", 100, 25, ["a", "b", "c", "d"])], [("T", 100, 25, ["a", "b", "x", "y"])])
        == .parts(Divergence(phase: "T", sameUntil: 50, differsAt: 75)))
    #expect(
      first([("T", 100, 25, ["a", "b", "c", "d"])], [("T", 100, 25, ["x", "b", "c", "d"])])
        == .parts(Divergence(phase: "T", sameUntil: 0, differsAt: 25)))
  }

  @Test func theLastDigestIsOfTheLastStep() {
    #expect(
      first([("T", 60, 25, ["a", "b", "c"])], [("T", 60, 25, ["a", "b", "x"])])
        == .parts(Divergence(phase: "T", sameUntil: 50, differsAt: 60)))
  }

  @Test func theFirstTrainingThatPartsIsNamed() {
    #expect(
      first(
        [("A", 50, 25, ["a", "b"]), ("B", 50, 25, ["c", "d"])],
        [("A", 50, 25, ["a", "b"]), ("B", 50, 25, ["c", "x"])])
        == .parts(Divergence(phase: "B", sameUntil: 25, differsAt: 50)))
  }

  @Test func digestsAreComparedAtTheStepsThatBothHave() {
    #expect(
      first([("T", 100, 25, ["a", "b", "c", "d"])], [("T", 200, 50, ["b", "d", "e", "f"])]) == .identical)
    #expect(
      first([("T", 100, 25, ["a", "b", "c", "d"])], [("T", 200, 50, ["b", "x", "e", "f"])])
        == .parts(Divergence(phase: "T", sameUntil: 50, differsAt: 100)))
  }

  @Test func withoutCommonDigestsNothingIsSaid() {
    #expect(first([], []) == .unknown)
    #expect(first([("A", 25, 25, ["a"])], [("B", 25, 25, ["a"])]) == .unknown)
    #expect(first([("A", 25, 0, ["a"])], [("A", 25, 0, ["b"])]) == .unknown)
  }
}
