import Foundation
import LabRequirements

/// Importance weights whose largest are replaced by what a generalized Pareto distribution, fitted to them, expects in their
/// places; and its shape k̂, which tells whether the weights can be relied on (Vehtari, Simpson, Gelman, Yao and Gabry 2024).
///
/// For draws from q, given log p/q up to a constant. k̂ is an estimate of how many moments the ratio has: below ½ its variance is
/// finite, and above 1 not even its mean. Up to 0.7, means by the smoothed weights are as good in practice as they promise to be.
public struct ParetoSmoothedWeights: Sendable {
  /// The logarithms of the smoothed weights, in the order of the ratios; the weights add up to 1.
  public let logWeights: [Double]
  /// k̂. NaN where nothing can be fitted: a ratio is NaN or ∞, there are fewer than 30, or a quarter of the largest are equal; −∞
  /// where there is no tail: the largest ratios are all equal, or those of all possible draws but for rounding, as they are of a
  /// guide that is the posterior.
  public let paretoShape: Double

  /// Weights of draws from log ratios, −∞ where a draw is impossible.
  ///
  /// - Parameters:
  ///   - logRatios: log p/q of each draw, up to one constant.
  ///   - relativeEfficiency: The effective number of draws as a fraction of the count: 1 of independent ones.
  public init(logRatios: [Double], relativeEfficiency: Double = 1) {
    require(!logRatios.isEmpty, "no ratios to weigh draws by")
    require(relativeEfficiency > 0, "a relative efficiency of \(relativeEfficiency)")
    let largest = logRatios.max()!
    guard logRatios.allSatisfy({ !$0.isNaN }), largest.isFinite else {
      (logWeights, paretoShape) = (logRatios.map { _ in .nan }, .nan)
      return
    }
    var smoothed = logRatios.map { $0 - largest }
    let count = logRatios.count, length = Self.tailLength(count, relativeEfficiency)
    let order = smoothed.indices.sorted { (smoothed[$0], $0) < (smoothed[$1], $1) }
    let tail = order.suffix(length)
    let least = smoothed.reduce(0) { $1 == -.infinity ? $0 : min($0, $1) }
    if length < 5 {
      paretoShape = .nan
    } else if smoothed[tail.first!] == 0 || (smoothed[tail.first!] >= least && least > -Self.rounding) {
      paretoShape = -.infinity
    } else {
      let cutoff = exp(smoothed[order[count - length - 1]])
      let fit = GeneralizedPareto(fitting: tail.map { exp(smoothed[$0]) - cutoff })
      paretoShape = fit.shape
      if fit.shape.isFinite {
        for (rank, index) in tail.enumerated() {
          // No weight above the largest that was found.
          smoothed[index] = min(log(cutoff + fit.quantile((Double(rank) + 0.5) / Double(length))), 0)
        }
      }
    }
    let total = logSumExp(smoothed)
    logWeights = smoothed.map { $0 - total }
  }

  /// By how much log ratios may differ and be equal. Weights whose largest is 1 + δ times their least are worth at least
  /// S (1 − δ²/4) draws: with this δ, S itself in the single precision that models compute in.
  private static let rounding = 0x1p-11

  /// How many of the largest are smoothed: 3 √(S/r), or a fifth of a few, which leaves one below them.
  private static func tailLength(_ count: Int, _ efficiency: Double) -> Int {
    let draws = Double(count)
    let length = draws * efficiency > 225 ? 3 * (draws / efficiency).squareRoot() : draws / 5
    return min(Int(length), count - 1)
  }

  /// S, the number of draws.
  public var count: Int { logWeights.count }

  /// The smoothed weights, whose sum is 1.
  public var weights: [Double] { logWeights.map { exp($0) } }

  /// 1/Σ w²: how many draws of equal weight tell as much; from 1 to S.
  public var effectiveSampleSize: Double { 1 / weights.reduce(0) { $0 + $1 * $1 } }

  /// What k̂ should not exceed, min(1 − 1/log₁₀ S, 0.7): few draws show less of a tail.
  public var threshold: Double { min(1 - 1 / log10(Double(count)), 0.7) }

  /// Whether k̂ is at most the threshold.
  public var isReliable: Bool { paretoShape <= threshold }

  /// Σ w x: an estimate of the mean under p.
  public func mean(of values: [Double]) -> Double {
    require(values.count == count, "\(values.count) values for \(count) weights")
    return zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Σ w (x − m)², with the mean m: an estimate of the variance under p.
  public func variance(of values: [Double]) -> Double {
    let mean = mean(of: values)
    return self.mean(of: values.map { ($0 - mean) * ($0 - mean) })
  }

  /// √Σ w² (x − m)²: the standard error of the mean (Vehtari et al. 2024), which is worth something where k̂ is low.
  public func standardError(ofMean values: [Double]) -> Double {
    let mean = mean(of: values)
    return zip(weights, values).reduce(0) { $0 + $1.0 * $1.0 * ($1.1 - mean) * ($1.1 - mean) }.squareRoot()
  }
}
