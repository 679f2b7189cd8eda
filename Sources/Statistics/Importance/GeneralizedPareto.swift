import Foundation
import LabRequirements

/// The generalized Pareto distribution of numbers above 0, with P(X > x) = (1 + k x/σ)^(−1/k): what the tail of almost any
/// distribution looks like beyond a high threshold (Pickands 1975). Its moments of an order below 1/k exist.
public struct GeneralizedPareto: Sendable, Equatable {
  /// k: below 0 the tail ends, at 0 it is exponential, above 0 it is a power.
  public let shape: Double
  /// σ.
  public let scale: Double

  /// From k and σ.
  public init(shape: Double, scale: Double) { (self.shape, self.scale) = (shape, scale) }

  /// The number below which lies a probability, from 0 to 1.
  public func quantile(_ probability: Double) -> Double {
    let hazard = -log1p(-probability)
    return shape == 0 ? scale * hazard : scale * expm1(shape * hazard) / shape
  }

  /// The distribution that fits numbers, in ascending order and not below 0, by the posterior mean of θ = −k/σ on a grid (Zhang
  /// and Stephens 2009), with k drawn towards ½ as ten more observations would (Vehtari et al. 2024).
  ///
  /// NaN where a quarter of the numbers are no larger than the least: such numbers come from no generalized Pareto distribution.
  public init(fitting values: [Double]) {
    require(values.count >= 5, "a tail of \(values.count) values; it takes 5 to fit a generalized Pareto distribution")
    let count = Double(values.count), quartile = values[max(Int(count / 4 - 0.5), 0)]
    guard quartile > values[0] else {
      self.init(shape: .nan, scale: .nan)
      return
    }
    /// k where θ = −k/σ is known: the mean of log(1 − θ x), with the opposite sign of Zhang and Stephens'.
    func shape(_ theta: Double) -> Double { values.reduce(0) { $0 + log1p(-theta * $1) } / count }
    let grid = 30 + Int(count.squareRoot())
    let thetas = (1...grid).map { index -> Double in
      (1 - (Double(grid) / (Double(index) - 0.5)).squareRoot()) / (3 * quartile) + 1 / values[values.count - 1]
    }
    let logLikelihoods = thetas.map { theta -> Double in
      let k = shape(theta)
      return count * (log(-theta / k) - k - 1)
    }
    let total = logSumExp(logLikelihoods)
    // Weights that are rounding errors of the others would only add their own.
    let weighted = zip(thetas, logLikelihoods).map { ($0, exp($1 - total)) }.filter { $0.1 >= 10 * Double.ulpOfOne }
    let theta = weighted.reduce(0) { $0 + $1.0 * $1.1 } / weighted.reduce(0) { $0 + $1.1 }
    let k = shape(theta)
    self.init(shape: k.isNaN ? .infinity : (count * k + 5) / (count + 10), scale: -k / theta)
  }
}

/// log Σ exp of some numbers, which cannot overflow; −∞ of none.
func logSumExp(_ values: [Double]) -> Double {
  guard let largest = values.max(), largest > -.infinity else { return -.infinity }
  return largest + log(values.reduce(0) { $0 + exp($1 - largest) })
}
