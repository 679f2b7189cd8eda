import Foundation
import LabStatistics
import LabTestSupport
import Testing

@Suite struct MutualInformationGapTests {
  struct Reference: Decodable {
    let name: String
    let codes: Int
    let means, standardDeviations: [Double]
    let factors: [[Int]]
    let information: [[Double]]
    let entropies, gaps: [Double]
  }

  /// Three levels of one factor and four of another, in every combination.
  private let first = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]
  private let second = [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]

  /// The gaps of codes given as columns.
  private func gaps(
    _ codes: [[Double]], deviations: [Double], factors: [[Int]]
  ) throws -> MutualInformationGap {
    try MutualInformationGap(
      means: codes[0].indices.flatMap { datum in codes.map { $0[datum] } },
      standardDeviations: codes[0].indices.flatMap { _ in deviations }, codes: codes.count, factors: factors)
  }

  @Test func matchesSciPysIntegrals() throws {
    for reference in try fixture("mutual-information-gaps", as: [Reference].self) {
      let gap = try MutualInformationGap(
        means: reference.means, standardDeviations: reference.standardDeviations, codes: reference.codes,
        factors: reference.factors)
      for (row, expected) in zip(gap.information, reference.information) {
        // SciPy's quadrature far from 0 loses the digits that the places there take.
        let tolerance = reference.name.hasPrefix("far") ? 1e-8 : 1e-12
        for (value, expected) in zip(row, expected) { #expect(abs(value - expected) < tolerance, "\(reference.name)") }
      }
      for (value, expected) in zip(gap.entropies, reference.entropies) { #expect(abs(value - expected) < 1e-14) }
      for (gap, expected) in zip(gap.gaps, reference.gaps) {
        #expect(abs(gap.share - expected) < 1e-8, "\(reference.name)")
      }
      #expect(abs(gap.mean - Summary(of: reference.gaps).mean) < 1e-8)
    }
  }

  /// Levels so far apart that their noise never meets tell all of a factor, and nothing of one that is independent of it.
  @Test func aNumberForEachFactorHasAGapOfOne() throws {
    let gap = try gaps(
      [second.map { 10 * Double($0) }, first.map(Double.init)], deviations: [0.5, 0.05], factors: [first, second])
    #expect(gap.gaps.map(\.code) == [1, 0] && gap.gaps.map(\.runnerUp) == [0, 1])
    for gap in gap.gaps { #expect(abs(gap.share - 1) < 1e-12) }
    #expect(abs(gap.mean - 1) < 1e-12)
    #expect(abs(gap.entropies[0] - log(3)) < 1e-15 && abs(gap.entropies[1] - log(4)) < 1e-15)
  }

  /// Without noise too, and whatever the scale.
  @Test(arguments: [1e-200, 1, 1e200]) func exactCodesTellAll(_ scale: Double) throws {
    let gap = try gaps([first.map { scale * Double($0) }], deviations: [0], factors: [first, second])
    #expect(abs(gap.information[0][0] - log(3)) < 1e-14 && abs(gap.information[1][0]) < 1e-14)
    #expect(gap.gaps[0].runnerUp == nil && abs(gap.gaps[0].share - 1) < 1e-14)
  }

  @Test func codesThatAreIndependentOfTheFactorsTellNothing() throws {
    // The prior itself, and a number that takes the same values at every level.
    let gap = try gaps([first.map { _ in 0 }, second.map(Double.init)], deviations: [1, 0.3], factors: [first])
    #expect(gap.information[0].allSatisfy { $0 < 1e-12 } && gap.mean < 1e-12)
  }

  @Test func aNumberThatIsThereTwiceLeavesNoGap() throws {
    let code = first.map(Double.init)
    let gap = try gaps([code, second.map { _ in 0 }, code], deviations: [0.3, 1, 0.3], factors: [first])
    #expect(gap.gaps[0].code == 0 && gap.gaps[0].runnerUp == 2 && gap.gaps[0].share == 0)
    #expect(gap.information[0][0] > 0.9)
  }

  /// Two levels at ± μ: log 2 less the noise's part, which is E log(1 + exp(−2 μ (μ + ε))) with σ = 1.
  @Test(arguments: [0.1, 0.5, 1, 2, 4]) func twoLevelsTellLogTwoLessWhatTheNoiseHides(_ mean: Double) throws {
    let gap = try MutualInformationGap(
      means: [mean, -mean], standardDeviations: [1, 1], codes: 1, factors: [[7, -7]])
    let step = 1.0 / 64
    let hidden = stride(from: -12.0, through: 12, by: step).reduce(0) { sum, noise in
      sum + step * exp(-noise * noise / 2) / (2 * Double.pi).squareRoot() * log1p(exp(-2 * mean * (mean + noise)))
    }
    #expect(abs(gap.information[0][0] - (log(2) - hidden)) < 1e-9)
  }

  /// A datum's share of a code counts as the code's own: information is the same moved, stretched or turned about.
  @Test func movesAndStretchesChangeNothing() throws {
    let code = zip(first, second).map { Double($0) + 0.3 * Double($1) }
    let original = try gaps([code], deviations: [0.4], factors: [first, second])
    let changed = try gaps([code.map { 5 - 8 * $0 }], deviations: [3.2], factors: [first, second])
    for (a, b) in zip(original.information.joined(), changed.information.joined()) { #expect(abs(a - b) < 1e-9) }
  }

  /// One distribution so narrow that the lattice cannot follow: what it tells stays between 0 and all.
  @Test func aNarrowDistributionAmongWideOnesIsCountedOnce() throws {
    let levels = [0, 0, 1, 1]
    let gap = try MutualInformationGap(
      means: [0, 1, 0.5, 200], standardDeviations: [1, 1, 1e-9, 1], codes: 1, factors: [levels])
    // The narrow one is told by its place, the last by its distance.
    // On places 0.013 apart, it shares its own with a hundredth of the wide ones.
    #expect(abs(gap.information[0][0] - log(2)) < 0.02 && gap.information[0][0] <= log(2))
  }

  @Test(
    arguments: [
      ([1, .nan], [1, 1], [0, 1], .notFinite(datum: 1, code: 0), "code 1 is not finite"),
      ([1, 2], [.infinity, 1], [0, 1], .notFinite(datum: 0, code: 0), "look for what made it so"),
      ([1, 2], [1, -0.1], [0, 1], .negativeDeviation(datum: 1, code: 0), "below 0"),
      ([1e308, -1e308], [1, 1], [0, 1], .tooLarge(code: 0), "scale it down"),
      ([1, 2], [1, 1], [3, 3], .constantFactor(0), "leave it out"),
    ] as [([Double], [Double], [Int], MutualInformationGapError, String)])
  func refusesWhatHasNoGap(
    means: [Double], deviations: [Double], levels: [Int], error: MutualInformationGapError, message: String
  ) {
    #expect(throws: error) {
      try MutualInformationGap(means: means, standardDeviations: deviations, codes: 1, factors: [levels])
    }
    #expect(error.description.contains(message), "\(error)")
  }
}
