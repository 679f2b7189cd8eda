import Foundation

extension LinearGaussian {
  /// What a dimension is given.
  struct Dimension {
    var x, priorMean, mean, logScale: Double

    /// The guide is the posterior.
    static func solved(x: Double, priorMean: Double) -> Dimension {
      Dimension(x: x, priorMean: priorMean, mean: (x + priorMean) / 2, logScale: -0.5 * log(2))
    }

    /// log p(x).
    var logEvidence: Double { -0.25 * (x - priorMean) * (x - priorMean) - 0.5 * log(4 * .pi) }
  }
}

extension LinearGaussian.Dimension {
  /// E_q log p(x | z) − β KL(q ‖ p), in closed form.
  func evidenceLowerBound(_ beta: Double) -> Double {
    let variance = exp(2 * logScale), shift = mean - priorMean
    let distortion = 0.5 * ((x - mean) * (x - mean) + variance + log(2 * .pi))
    return -distortion - beta * 0.5 * (variance + shift * shift - 1 - 2 * logScale)
  }

  /// E 1/(1 − α) log ½ (w₁^(1 − α) + w₂^(1 − α)) over two draws, which for α = 0 is L₂: by the trapezoid rule over their
  /// noise on [−8, 8]², which for so smooth a function leaves no error above rounding.
  func boundOfTwo(alpha: Double) -> Double {
    let step = 0.2, noise = (-40...40).map { Double($0) * step }
    let densities = noise.map { exp(-0.5 * $0 * $0) / (2 * Double.pi).squareRoot() * step }
    let powers = noise.map { exp((1 - alpha) * logWeight($0)) }
    var total = 0.0
    for (first, firstDensity) in zip(powers, densities) {
      for (second, secondDensity) in zip(powers, densities) {
        total += firstDensity * secondDensity * log(0.5 * (first + second))
      }
    }
    return total / (1 - alpha)
  }

  /// log p(x, z) − log q(z) at z = m + s ε.
  private func logWeight(_ noise: Double) -> Double {
    let z: Double = mean + exp(logScale) * noise
    let logNormalizer: Double = 0.5 * log(2 * .pi)
    return logScale - logNormalizer + halfSquare(noise) - halfSquare(x - z) - halfSquare(z - priorMean)
  }

  private func halfSquare(_ number: Double) -> Double { 0.5 * number * number }
}
