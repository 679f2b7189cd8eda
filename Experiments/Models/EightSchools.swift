import Laboratory

/// What coaching for a test did in eight schools: an estimate for each, and its standard error (Rubin 1981).
enum EightSchools {
  static let effects: [Double] = [28, 8, -3, 7, -1, 1, 18, 12]
  static let names = ["A", "B", "C", "D", "E", "F", "G", "H"]
  static let errors: [Double] = [15, 10, 16, 11, 9, 11, 10, 18]

  /// Two ways to write the same posterior.
  enum Form: String, CaseIterable {
    /// The effects θ themselves are drawn: of a deviation τ.
    case centred
    /// θ = μ + τ η, and the η are drawn: of a deviation of 1.
    case noncentred = "non-centred"
  }

  static var data: Tensor { Tensor(effects.map(Float.init)) }

  /// μ ~ N(0, 5²), τ ~ half-Cauchy(5), θ ~ N(μ, τ²), and the estimates y ~ N(θ, σ²).
  static func model(_ form: Form) -> (Trace, Tensor) throws -> Void {
    { trace, effects in
      let mu = try trace.sample("mu", Normal(mean: Variable(0), standardDeviation: Variable(5)))
      let tau = try trace.sample("tau", HalfCauchy(scale: Variable(5)))
      try trace.plate("schools", size: effects.count) {
        let theta =
          switch form {
          case .centred: try trace.sample("theta", Normal(mean: mu, standardDeviation: tau))
          case .noncentred: try mu + tau * trace.sample("eta", Normal.standard())
          }
        let errors = Variable(Tensor(errors.map(Float.init)))
        try trace.observe("y", Normal(mean: theta, standardDeviation: errors), effects)
      }
    }
  }

  /// The draws with the effects θ, where the model has others.
  static func withEffects(_ draws: PosteriorDraws) throws -> PosteriorDraws {
    draws.names.contains("theta") ? draws : try draws.adding("theta") { try $0["mu"] + $0["tau"] * $0["eta"] }
  }
}

/// The posterior of the eight schools by quadrature. Given τ all else is normal, so that one integral is left, over log τ.
struct ExactEightSchools {
  /// A normal distribution, and how much it counts.
  private struct Part { let logTau, weight, muMean, muVariance: Double }

  private let parts: [Part]
  private let width: Double
  /// log p(y).
  let logEvidence: Double

  /// By the midpoint rule between e⁻¹⁴ and e⁸, beyond which lies less than 10⁻⁵ of the probability.
  init(points: Int = 4_000) {
    let low = -14.0, width = (8 - low) / Double(points)
    var logs: [Double] = [], means: [(mean: Double, variance: Double)] = []
    let places = (0..<points).map { low + (Double($0) + 0.5) * width }
    for place in places {
      let tau = exp(place), variances = EightSchools.errors.map { $0 * $0 + tau * tau }
      // Given τ, y ~ N(μ, σ² + τ²) and μ ~ N(0, 25).
      let precision = 1.0 / 25 + variances.reduce(0) { $0 + 1 / $1 }
      let mean = zip(EightSchools.effects, variances).reduce(0) { $0 + $1.0 / $1.1 } / precision
      let squares = zip(EightSchools.effects, variances).reduce(0) { $0 + $1.0 * $1.0 / $1.1 }
      let determinant = variances.reduce(0) { $0 + log($1) } + log(25 * precision)
      let likelihood = -0.5 * (8 * log(2 * Double.pi) + determinant + squares - mean * mean * precision)
      let prior = log(2 / (5 * Double.pi)) - log1p(tau * tau / 25)
      logs.append(likelihood + prior + place)
      means.append((mean, 1 / precision))
    }
    let largest = logs.max()!, sum = logs.reduce(0) { $0 + exp($1 - largest) }
    parts = places.indices.map { index in
      Part(
        logTau: places[index], weight: exp(logs[index] - largest) / sum, muMean: means[index].mean,
        muVariance: means[index].variance)
    }
    (self.width, logEvidence) = (width, largest + log(sum * width))
  }

  /// The mean and the standard deviation of μ, τ and the eight θ, in this order.
  var moments: [(mean: Double, deviation: Double)] {
    func moments(_ given: (Part) -> (mean: Double, variance: Double)) -> (mean: Double, deviation: Double) {
      var mean = 0.0, square = 0.0
      for part in parts {
        let (m, v) = given(part)
        mean += part.weight * m
        square += part.weight * (v + m * m)
      }
      return (mean, (square - mean * mean).squareRoot())
    }
    let effects = zip(EightSchools.effects, EightSchools.errors).map { effect, error in
      moments { part in
        let tau = exp(part.logTau), share = tau * tau / (tau * tau + error * error)
        let mean = share * effect + (1 - share) * part.muMean
        return (mean, share * error * error + (1 - share) * (1 - share) * part.muVariance)
      }
    }
    return [moments { ($0.muMean, $0.muVariance) }, moments { (exp($0.logTau), 0) }] + effects
  }

  /// Places of log τ, and the posterior's density there.
  var density: (places: [Double], values: [Double]) {
    let shown = parts.filter { (-5...4).contains($0.logTau) }
    return (shown.map(\.logTau), shown.map { $0.weight / width })
  }

  /// The probability that τ is below a number.
  func probability(below tau: Double) -> Double {
    parts.reduce(0) { $0 + (exp($1.logTau) < tau ? $1.weight : 0) }
  }
}
