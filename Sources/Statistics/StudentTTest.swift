import Foundation
import LabRequirements

/// The probability that Student's t with a whole number of degrees of freedom is at least as far from 0 as `t`, either way:
/// 1 at 0, 0 at infinity, NaN of NaN.
///
/// The regularised incomplete beta function I(ν/(ν + t²); ν/2, ½), M. Abramowitz and I. A. Stegun: Handbook of Mathematical
/// Functions (1964), 26.7.1 and 26.5.27, by its continued fraction, NIST Digital Library of Mathematical Functions, 8.17.22.
/// Relative error below 1e-11: exponents multiply the rounding of logarithms.
public func studentTTwoSidedProbability(_ t: Double, degreesOfFreedom: Int) -> Double {
  require(degreesOfFreedom > 0, "\(degreesOfFreedom) degrees of freedom")
  if !t.isFinite { return t.isNaN ? .nan : 0 }
  let freedom = Double(degreesOfFreedom), ratio = t / freedom.squareRoot()
  // Of these two the smaller is exact where the other is close to 1.
  let below = 1 / (1 + ratio * ratio), above = ratio * ratio / (1 + ratio * ratio)
  if t == 0 || above == 0 { return 1 }
  return below < (freedom / 2 + 1) / (freedom / 2 + 2.5)
    ? incompleteBeta(below, complement: above, freedom / 2, 0.5)
    : 1 - incompleteBeta(above, complement: below, 0.5, freedom / 2)
}

/// I(x; a, b) for x below (a + 1)/(a + b + 2), where the fraction converges fast; the complement is 1 − x.
private func incompleteBeta(_ x: Double, complement: Double, _ a: Double, _ b: Double) -> Double {
  let logBeta = lgamma(a) + lgamma(b) - lgamma(a + b)
  let factor = exp(a * log(x) + b * log(complement) - logBeta) / a
  // 1 + d₁x/(1 + d₂x/(1 + …)) by its convergents' numerators and denominators, scaled so that the last denominator is 1.
  var (numerator, earlierNumerator) = (1.0, 1.0), earlierDenominator = 0.0, value = 1.0
  for index in 1..<10_000 {
    let m = Double(index / 2)
    let coefficient =
      index.isMultiple(of: 2)
      ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)) : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    let nextNumerator = numerator + coefficient * earlierNumerator
    let nextDenominator = 1 + coefficient * earlierDenominator
    (earlierNumerator, earlierDenominator) = (numerator / nextDenominator, 1 / nextDenominator)
    numerator = nextNumerator / nextDenominator
    if abs(numerator - value) <= abs(numerator) * 1e-15 { break }
    value = numerator
  }
  return factor / numerator
}

extension Summary {
  /// The p-value of Student's t-test that normally distributed values have a mean of 0; of paired differences, that of the
  /// paired test. 1 where all are 0, 0 where all are one other number, NaN of a single value.
  public var zeroMeanProbability: Double {
    if count < 2 { return .nan }
    if variance == 0 { return mean == 0 ? 1 : 0 }
    return studentTTwoSidedProbability(mean / standardError, degreesOfFreedom: count - 1)
  }
}

/// The p-values of a family of tests, each such that all below a level can be rejected together: the probability of rejecting
/// any that is true is at most that level, however they depend on each other. In the order given; a NaN, of a test that says
/// nothing, stays one and counts as a test.
///
/// S. Holm: A simple sequentially rejective multiple test procedure (1979).
public func holmAdjusted(_ probabilities: [Double]) -> [Double] {
  var adjusted = probabilities, largest = 0.0
  let order = probabilities.indices.filter { !probabilities[$0].isNaN }.sorted {
    (probabilities[$0], $0) < (probabilities[$1], $1)
  }
  for (rank, index) in order.enumerated() {
    largest = max(largest, min(1, Double(probabilities.count - rank) * probabilities[index]))
    adjusted[index] = largest
  }
  return adjusted
}
