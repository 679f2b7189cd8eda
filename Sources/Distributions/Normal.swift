import Autodiff
import Foundation
import Tensors

/// The normal distribution N(μ, σ²), from its mean and the logarithm of its variance, which cannot be negative.
public struct Normal: Distribution {
  /// μ.
  public let mean: Variable
  /// log σ².
  public let logVariance: Variable

  /// Elements of the given means and log-variances.
  public init(mean: Variable, logVariance: Variable) { (self.mean, self.logVariance) = (mean, logVariance) }

  /// σ².
  public var variance: Variable { exp(logVariance) }

  /// σ.
  public var standardDeviation: Variable { exp(logVariance / 2) }

  /// −½ (x − μ)²/σ² − ½ log σ² − ½ log 2π.
  public func logDensity(_ x: Variable) -> Variable {
    (square(x - mean) * exp(-logVariance) + logVariance).scaled(by: -0.5, offset: -0.5 * log(2 * .pi))
  }

  /// μ + σ ε for standard normal noise ε: a draw through which gradients pass (Kingma and Welling 2014, section 2.4).
  public func reparameterized(_ noise: Tensor) -> Variable { mean + standardDeviation * Variable(noise) }

  /// KL(N(μ, σ²) ‖ N(0, 1)) = ½ (σ² − 1 − log σ² + μ²), element by element (Kingma and Welling 2014, appendix B).
  ///
  /// σ² − 1 is computed as one function of log σ², so that a small divergence keeps its digits.
  public var klDivergenceFromStandard: Variable {
    (expm1(logVariance) - logVariance + square(mean)) * 0.5
  }
}

/// KL(p ‖ q) = ½ (σp²/σq² − 1 − log(σp²/σq²) + (μp − μq)²/σq²), element by element.
public func klDivergence(_ p: Normal, _ q: Normal) -> Variable {
  let logRatio = p.logVariance - q.logVariance
  return (expm1(logRatio) - logRatio + square(p.mean - q.mean) * exp(-q.logVariance)) * 0.5
}
