import Foundation
import LabRequirements

/// How often a true value had each rank among draws: uniform where the draws come from the distribution that the value came from,
/// and whatever the distribution (Talts et al. 2018, theorem 1).
///
/// Heaped in the middle where the draws spread too widely, at the ends where too narrowly, on one side where they lie on the
/// other.
public struct RankHistogram: Sendable, Equatable {
  /// The ranks, each from 0 to the number of draws.
  public let ranks: [Int]
  /// The number of draws that each was found among.
  public let draws: Int
  /// How many ranks fell into each bin; all bins have as many ranks.
  public let counts: [Int]

  /// A histogram of ranks: how many of so many draws lay below each value. The bins must share the draws + 1 ranks evenly.
  public init(of ranks: [Int], among draws: Int, bins: Int) {
    require(!ranks.isEmpty, "no ranks to count")
    require(
      bins > 1 && (draws + 1).isMultiple(of: bins),
      "\(draws + 1) ranks do not fall into \(bins) bins evenly; 99 draws and 20 bins would")
    require(ranks.allSatisfy { (0...draws).contains($0) }, "a rank among \(draws) draws is between 0 and \(draws)")
    var counts = [Int](repeating: 0, count: bins)
    for rank in ranks { counts[rank * bins / (draws + 1)] += 1 }
    (self.ranks, self.draws, self.counts) = (ranks, draws, counts)
  }

  /// The count of every bin that is expected of a uniform distribution.
  public var expectedCount: Double { Double(ranks.count) / Double(counts.count) }

  /// Σ (n − e)²/e (Pearson 1900).
  public var chiSquared: Double {
    counts.reduce(0) { $0 + (Double($1) - expectedCount) * (Double($1) - expectedCount) / expectedCount }
  }

  /// The probability that ranks which are uniform give so large a χ² or larger. The approximation wants five counts a bin.
  public var uniformityProbability: Double {
    chiSquaredUpperProbability(chiSquared, degreesOfFreedom: counts.count - 1)
  }

  /// Between what counts a bin lies with at least a probability, where ranks are uniform: the quantiles of a binomial
  /// distribution.
  public func countInterval(level: Double = 0.99) -> ClosedRange<Int> {
    let trials = ranks.count, share = 1 / Double(counts.count)
    var total = 0.0, low: Int?
    for count in 0...trials {
      total += exp(
        lgamma(Double(trials + 1)) - lgamma(Double(count + 1)) - lgamma(Double(trials - count + 1))
          + Double(count) * log(share) + Double(trials - count) * log1p(-share))
      if low == nil, total > (1 - level) / 2 { low = count }
      if total >= (1 + level) / 2 { return (low ?? 0)...count }
    }
    return (low ?? 0)...trials
  }
}
