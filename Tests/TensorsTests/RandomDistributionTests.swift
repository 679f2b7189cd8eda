import Foundation
import Testing

@testable import LabTensors

/// How the numbers are distributed. The seeds are fixed, so a test passes always or never; its limit is a quantile that
/// a right generator exceeds for one seed in a thousand (chi-square, Kolmogorov–Smirnov) or five standard errors.
@Suite struct RandomDistributionTests {
  static let seeds: [UInt64] = [1, 2, 3]
  let count = 100_000

  @Test(arguments: seeds) func uniformNumbers(seed: UInt64) {
    var random = Random(seed: seed)
    var copy = random
    let x = random.uniform([count]).elements
    #expect(zip(x, copy.bits(count)).allSatisfy { $0 == Float($1 >> 8) * 0x1p-24 })
    #expect(x.min()! >= 0 && x.max()! < 1)
    expectMoments(x.map { Double($0) - 0.5 }, [0, 1 / 12.0, 0, 1 / 80.0])
    #expect(kolmogorovSmirnov(x) { $0 } < 1.95)
  }

  @Test(arguments: seeds) func normalNumbers(seed: UInt64) {
    var random = Random(seed: seed)
    let x = random.normal([count]).elements
    #expect(x.allSatisfy { abs($0) < 6.77 })
    expectMoments(x.map(Double.init), [0, 1, 0, 3, 0, 15])
    #expect(kolmogorovSmirnov(x) { erfc(-$0 / 2.squareRoot()) / 2 } < 1.95)
    // The tails: each count is binomial.
    for limit in [2.0, 3, 4] {
      let expected = Double(count) * erfc(limit / 2.squareRoot())
      let beyond = Double(x.count { abs(Double($0)) > limit })
      #expect(abs(beyond - expected) < 5 * expected.squareRoot() + 1, "beyond \(limit)")
    }
  }

  /// Box and Muller make two normals of one radius and one angle: they must not show it.
  @Test(arguments: seeds) func normalNumbersOfAPairAreIndependent(seed: UInt64) {
    var random = Random(seed: seed)
    let x = random.normal([count]).elements.map(Double.init)
    let pairs = stride(from: 0, to: count, by: 2).map { (x[$0], x[$0 + 1]) }
    let root = Double(pairs.count).squareRoot()
    #expect(abs(pairs.reduce(0) { $0 + $1.0 * $1.1 }) / root < 5)
    // x² − 1 has variance 2, so the product of two has standard deviation 2.
    #expect(abs(pairs.reduce(0) { $0 + ($1.0 * $1.0 - 1) * ($1.1 * $1.1 - 1) }) / root < 5 * 2)
  }

  @Test func normalNumbersAreBoxAndMullersOfTheWords() {
    var random = Random(seed: 9), words = Random(seed: 9)
    let x = random.normal([100_000]).elements, bits = words.bits(100_000)
    for pair in stride(from: 0, to: x.count, by: 2) {
      let radius = (-2 * log((Double(bits[pair]) + 0.5) * 0x1p-32)).squareRoot()
      let angle = 2 * Double.pi * Double(bits[pair + 1] >> 8) * 0x1p-24
      // A uniform near 1 keeps 24 bits, so that a radius below 0.01 has an error near 2⁻²⁵/radius.
      let tolerance = 1e-6 + 0x1p-24 / max(radius, 0x1p-12)
      #expect(abs(Double(x[pair]) - radius * cos(angle)) <= tolerance)
      #expect(abs(Double(x[pair + 1]) - radius * sin(angle)) <= tolerance)
    }
  }

  /// The 99.9% quantiles of chi-square with 6 and 2 degrees of freedom.
  @Test(arguments: seeds) func integersAreEquallyLikely(seed: UInt64) {
    var random = Random(seed: seed)
    let small = random.integers(in: -3..<4, count: 70_000)
    #expect(small.allSatisfy { (-3..<4).contains($0) } && small.count == 70_000)
    #expect(chiSquare((-3..<4).map { value in small.count { $0 == value } }) < 22.46)
    // Without rejection every third of these would come twice as often: 2³² words for 3 · 2³⁰ values.
    let large = random.integers(in: 0..<3 << 30, count: 30_000)
    #expect(chiSquare((0..<3).map { rest in large.count { $0 % 3 == rest } }) < 13.82)
  }

  @Test func integersOfARangeOfOne() {
    var random = Random(seed: 1)
    #expect(random.integers(in: 4..<5, count: 3) == [4, 4, 4])
    #expect(random.integers(in: 0..<9, count: 0) == [])
  }

  @Test(arguments: [0, 1, 2, 5, 1000]) func aPermutationHasEveryIntegerOnce(count: Int) {
    var random = Random(seed: 1)
    #expect(random.permutation(count).sorted() == Array(0..<count))
  }

  /// The 99.9% quantile of chi-square with 23 degrees of freedom.
  @Test(arguments: seeds) func permutationsAreEquallyLikely(seed: UInt64) {
    var random = Random(seed: seed), counts = [[Int]: Int]()
    for _ in 0..<24_000 { counts[random.permutation(4), default: 0] += 1 }
    #expect(counts.count == 24)
    #expect(chiSquare(Array(counts.values)) < 49.73)
  }

  /// The means of the powers lie within five standard errors of the moments (of odd and even order up to the count's).
  private func expectMoments(_ x: [Double], _ moments: [Double]) {
    for (order, moment) in zip(1..., moments) {
      let powers = x.map { pow($0, Double(order)) }
      let mean = powers.reduce(0, +) / Double(x.count)
      let variance = powers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
      #expect(abs(mean - moment) < 5 * (variance / Double(x.count)).squareRoot(), "moment \(order)")
    }
  }

  /// The largest distance of the empirical distribution from the exact one, times √n; below 1.95 but for one in a
  /// thousand.
  private func kolmogorovSmirnov(_ x: [Float], _ distribution: (Double) -> Double) -> Double {
    let n = Double(x.count)
    let distances = x.sorted().enumerated().map { rank, value in
      let exact = distribution(Double(value))
      return max(abs(exact - Double(rank) / n), abs(exact - Double(rank + 1) / n))
    }
    return distances.max()! * n.squareRoot()
  }

  private func chiSquare(_ counts: [Int]) -> Double {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    return counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
  }
}
