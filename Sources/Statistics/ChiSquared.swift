import Foundation
import LabRequirements

/// The probability that a χ² variable exceeds a number: 1 up to 0, NaN of NaN.
///
/// The regularised incomplete gamma function Q(ν/2, x/2), by its series below ν/2 + 1 and its continued fraction above; NIST
/// Digital Library of Mathematical Functions, 8.11.4 and 8.9.2. Relative error below 1e-11 where Q is above 1e-100: the
/// exponent multiplies the rounding of logarithms.
public func chiSquaredUpperProbability(_ x: Double, degreesOfFreedom: Int) -> Double {
  require(degreesOfFreedom > 0, "\(degreesOfFreedom) degrees of freedom")
  if !(x > 0) { return x.isNaN ? .nan : 1 }
  if x.isInfinite { return 0 }
  let a = Double(degreesOfFreedom) / 2, x = x / 2
  let factor = exp(a * log(x) - x - lgamma(a))
  if x < a + 1 {
    // P = factor Σ xⁿ/(a (a + 1) … (a + n)).
    var term = 1 / a, sum = term, denominator = a
    while term > sum * 1e-17 {
      denominator += 1
      term *= x / denominator
      sum += term
    }
    return max(1 - factor * sum, 0)
  }
  // Q = factor/(x + 1 − a − 1 (1 − a)/(x + 3 − a − …)), by the ratios of successive convergents (Lentz 1976).
  var b = x + 1 - a, numerators = Double.greatestFiniteMagnitude, denominators = 1 / b, fraction = denominators
  for index in 1..<10_000 {
    let n = Double(index), coefficient = -n * (n - a)
    b += 2
    denominators = 1 / (b + coefficient * denominators)
    numerators = b + coefficient / numerators
    let ratio = numerators * denominators
    fraction *= ratio
    if abs(ratio - 1) < 1e-15 { break }
  }
  return factor * fraction
}
