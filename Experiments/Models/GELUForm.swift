import Laboratory

/// The Gaussian error linear unit x Φ(x) and its two approximations (Hendrycks and Gimpel 2016, section 2), in double
/// precision.
enum GELUForm: String, CaseIterable {
  /// x σ(1.702 x).
  case sigmoid
  /// ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))).
  case tanh
  /// x Φ(x).
  case exact

  /// The form of x.
  func value(_ x: Double) -> Double {
    switch self {
    case .sigmoid: SigmoidGELU.published.value(x)
    case .tanh: 0.5 * x * (1 + Self.tanhFactor(x))
    case .exact: x * normalCDF(x)
    }
  }

  /// Its derivative.
  func slope(_ x: Double) -> Double {
    switch self {
    case .sigmoid: return SigmoidGELU.published.slope(x)
    case .tanh:
      let t = Self.tanhFactor(x)
      return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * Self.tanhScale * (1 + 3 * 0.044715 * x * x)
    case .exact: return normalCDF(x) + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot()
    }
  }

  /// By how much it is above the exact form.
  func error(_ x: Double) -> Double { value(x) - GELUForm.exact.value(x) }

  /// By how much its derivative is above that of the exact form.
  func slopeError(_ x: Double) -> Double { slope(x) - GELUForm.exact.slope(x) }

  private static let tanhScale = (2 / Double.pi).squareRoot()

  private static func tanhFactor(_ x: Double) -> Double {
    Foundation.tanh(tanhScale * (x + 0.044715 * x * x * x))
  }
}

/// x σ(c x), GELU with a sigmoid in the place of the normal distribution function.
struct SigmoidGELU {
  /// c.
  let constant: Double

  /// The paper's.
  static let published = SigmoidGELU(constant: 1.702)

  /// σ(c x).
  func gate(_ x: Double) -> Double { 1 / (1 + exp(-(constant * x))) }

  /// The form of x.
  func value(_ x: Double) -> Double { x * gate(x) }

  /// Its derivative.
  func slope(_ x: Double) -> Double {
    let s = gate(x)
    return s + constant * x * s * (1 - s)
  }
}
