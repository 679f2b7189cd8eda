import Foundation
import LabRequirements

/// The quantile function of Student's t distribution with a whole number of degrees of freedom: −∞ at 0, ∞ at 1, NaN
/// outside.
///
/// By bisection on θ = atan(t/√ν), in which P(|T| < t) is a finite sum; relative error below 1e-13 for probabilities from
/// 1e-6 to 1 − 1e-6. M. Abramowitz and I. A. Stegun: Handbook of Mathematical Functions (1964), 26.7.3 and 26.7.4.
public func studentTQuantile(_ probability: Double, degreesOfFreedom: Int) -> Double {
  require(degreesOfFreedom > 0, "\(degreesOfFreedom) degrees of freedom")
  guard (0...1).contains(probability) else { return .nan }
  if probability == 0 || probability == 1 { return probability == 0 ? -.infinity : .infinity }
  let central = abs(2 * probability - 1)
  var low = 0.0, high = Double.pi / 2
  while true {
    let middle = low + (high - low) / 2
    if middle <= low || middle >= high { break }
    if centralProbability(angle: middle, degreesOfFreedom) < central { low = middle } else { high = middle }
  }
  let magnitude = tan(low + (high - low) / 2) * Double(degreesOfFreedom).squareRoot()
  return probability < 0.5 ? -magnitude : magnitude
}

/// P(|T| < √ν tan θ).
private func centralProbability(angle: Double, _ degreesOfFreedom: Int) -> Double {
  let isOdd = !degreesOfFreedom.isMultiple(of: 2)
  let square = cos(angle) * cos(angle)
  var term = isOdd ? cos(angle) : 1, sum = 0.0
  for index in stride(from: isOdd ? 1 : 0, to: degreesOfFreedom - 1, by: 2) {
    sum += term
    term *= square * Double(index + 1) / Double(index + 2)
  }
  return isOdd ? (angle + sin(angle) * sum) * 2 / .pi : sin(angle) * sum
}

extension Summary {
  /// Half the width of the confidence interval of the mean of normally distributed values, by Student's t distribution; NaN
  /// of a single value.
  public func confidenceHalfWidth(level: Double = 0.95) -> Double {
    count > 1 ? studentTQuantile((1 + level) / 2, degreesOfFreedom: count - 1) * standardError : .nan
  }
}
