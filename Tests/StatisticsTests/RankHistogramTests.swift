import LabStatistics
import LabTestSupport
import Testing

@Suite struct RankHistogramTests {
  struct Reference: Decodable {
    let ranks, counts: [Int]
    let draws, bins, low, high: Int
    let chiSquared, probability: Double
  }

  /// Counts by NumPy, the test and the interval by SciPy.
  @Test func countsAndTheirTestMatchSciPy() throws {
    for reference in try fixture("rank-histograms", as: [Reference].self) {
      let histogram = RankHistogram(of: reference.ranks, among: reference.draws, bins: reference.bins)
      #expect(histogram.counts == reference.counts)
      #expect(relativeError(histogram.chiSquared, reference.chiSquared) < 1e-12)
      #expect(relativeError(histogram.uniformityProbability, reference.probability) < 1e-10)
      #expect(histogram.countInterval() == reference.low...reference.high)
    }
  }

  @Test func evenCountsAreUniform() {
    let histogram = RankHistogram(of: Array(0..<10), among: 9, bins: 5)
    #expect(histogram.counts == [2, 2, 2, 2, 2] && histogram.chiSquared == 0 && histogram.uniformityProbability == 1)
    #expect(histogram.expectedCount == 2)
  }

  @Test func binsOfDifferentSizesAreAMistake() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      _ = RankHistogram(of: [1, 2], among: 10, bins: 5)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("11 ranks do not fall into 5 bins evenly"))
  }
}
