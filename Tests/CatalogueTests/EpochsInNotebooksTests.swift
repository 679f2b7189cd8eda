import Laboratory
import Testing

@testable import LabNotebooks

/// What the steps of an epoch come to.
@Suite struct EpochsInNotebooksTests {
  @Test func aLeapMovesTheMeanOfAnEpochAndNotItsMedian() {
    let losses = [3.0, 1, 2, 1, 1_000_000, 3, 7]
    let log = TrainingLog("", count: losses.count, series: ["loss": losses], digests: [], firstDistance: nil)
    #expect(log.means(of: "loss", over: 3) == [2, 1_000_004.0 / 3])
    #expect(log.medians(of: "loss", over: 3) == [2, 3])
  }
}
