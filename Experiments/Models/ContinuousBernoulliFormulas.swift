import Laboratory

/// The continuous Bernoulli distribution of one logit η in double precision, by formulas that hold for every η: what the
/// library and the source are compared with (Loaiza-Ganem and Cunningham 2019).
struct ExactFormulas {
  /// η = log λ/(1 − λ).
  let logit: Double
  let lambda: Double

  init(logit: Double) { (self.logit, lambda) = (logit, 1 / (1 + exp(-logit))) }

  init(lambda: Double) { (logit, self.lambda) = (log(lambda / (1 - lambda)), lambda) }

  /// The logit within ± a bound at which the mean is nearest to this one, by 26 bisections.
  init(mean: Double, logitBound: Double) {
    var (low, high) = (-logitBound, logitBound)
    for _ in 0..<26 {
      let middle = (low + high) / 2
      if ExactFormulas(logit: middle).mean < mean { low = middle } else { high = middle }
    }
    self.init(logit: (low + high) / 2)
  }

  /// Whether a normaliser and a mean in single precision agree with these to a fraction of their size, or of one.
  func agrees(withLogNormalizer logNormalizer: Double, mean: Double, to tolerance: Double) -> Bool {
    abs(logNormalizer - self.logNormalizer) <= tolerance * max(1, abs(self.logNormalizer))
      && abs(mean - self.mean) <= tolerance
  }

  /// A(η) = log((e^η − 1)/η).
  var logNormalizer: Double {
    let a = abs(logit)
    return max(logit, 0) + (a < 1e-5 ? -a / 2 : log(-expm1(-a) / a))
  }

  /// log C(λ) from A(η): log p = x log λ + (1 − x) log(1 − λ) + log C.
  var logC: Double { -logNormalizer - log(1 - lambda) }

  /// A′(η).
  var mean: Double {
    abs(logit) < 1e-2 ? 0.5 + logit / 12 - pow(logit, 3) / 720 : -1 / expm1(-logit) - 1 / logit
  }

  /// ηx − A(η).
  func logDensity(_ x: Double) -> Double { logit * x - logNormalizer }

  /// F(x), the probability of no more than x.
  func probability(below x: Double) -> Double { abs(logit) < 1e-9 ? x : expm1(logit * x) / expm1(logit) }

  /// F⁻¹(u).
  func quantile(_ u: Double) -> Double { abs(logit) < 1e-9 ? u : log1p(u * expm1(logit)) / logit }
}

/// The same distribution in double precision by the formulas of C. Ollion's notebook “Going further with VAEs”: with ε = 10⁻⁶
/// inside every logarithm, and with λ = 0.49 in the place of every λ from 0.49 to 0.51.
struct SourceFormulas {
  static let epsilon = 1e-6
  static let window = 0.49...0.51
  let lambda: Double

  init(logit: Double) { lambda = 1 / (1 + exp(-logit)) }

  init(lambda: Double) { self.lambda = lambda }

  private var cut: Double { Self.window.contains(lambda) ? 0.49 : lambda }

  /// log C(λ).
  var logC: Double {
    let distance = abs(1 - 2 * cut)
    return log(abs(2 * atanh(distance - Self.epsilon))) - log(distance + Self.epsilon)
  }

  /// E x, without ε.
  var mean: Double { cut / (2 * cut - 1) + 1 / (2 * atanh(1 - 2 * cut)) }

  /// x log λ + (1 − x) log(1 − λ) + log C.
  func logDensity(_ x: Double) -> Double {
    x * log(lambda + Self.epsilon) + (1 - x) * log(1 - lambda + Self.epsilon) + logC
  }
}
