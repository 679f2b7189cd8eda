import Foundation

/// The cumulative distribution function of the standard normal distribution: the probability of a value up to `x`.
///
/// Relative error at most about (1 + x²) × 2.2e-16: in the far lower tail the rounding of x/√2 dominates.
public func normalCDF(_ x: Double) -> Double {
  0.5 * erfc(-x * 0.5.squareRoot())
}

/// The quantile function of the standard normal distribution, inverse to `normalCDF`: −∞ at 0, ∞ at 1, NaN outside.
///
/// Relative error below 1e-15 (tested from 5e-324 to 1 − 1.1e-16). M. J. Wichura: Algorithm AS 241: the percentage
/// points of the normal distribution, Applied Statistics 37 (1988), PPND16.
public func normalQuantile(_ probability: Double) -> Double {
  guard (0...1).contains(probability) else { return .nan }
  let q = probability - 0.5
  if abs(q) <= 0.425 {
    return q * ratio(centre, 0.180625 - q * q)
  }
  let tail = q < 0 ? probability : 1 - probability
  guard tail > 0 else { return q < 0 ? -.infinity : .infinity }
  let r = (-log(tail)).squareRoot()
  let magnitude = r <= 5 ? ratio(middle, r - 1.6) : ratio(far, r - 5)
  return q < 0 ? -magnitude : magnitude
}

/// Coefficients of a rational function, from the constant up.
private typealias Rational = (numerator: [Double], denominator: [Double])

private func ratio(_ function: Rational, _ x: Double) -> Double {
  func value(_ coefficients: [Double]) -> Double { coefficients.reversed().reduce(0) { $0 * x + $1 } }
  return value(function.numerator) / value(function.denominator)
}

/// |p − ½| up to 0.425, in 0.425² − (p − ½)².
private let centre: Rational = (
  [
    3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
    4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3,
  ],
  [
    1, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3, 2.1213794301586595867e+4,
    3.9307895800092710610e+4, 2.8729085735721942674e+4, 5.2264952788528545610e+3,
  ]
)

/// Tails down to exp(−25), in √(−log p) − 1.6.
private let middle: Rational = (
  [
    1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
    1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
  ],
  [
    1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1, 1.48103976427480074590e-1,
    1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
  ]
)

/// Tails beyond, in √(−log p) − 5.
private let far: Rational = (
  [
    6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
    2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
  ],
  [
    1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2, 7.86869131145613259100e-4,
    1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
  ]
)
