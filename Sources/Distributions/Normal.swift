import Foundation
import LabAutodiff
import LabTensors

/// The normal distribution N(μ, σ²), kept by its mean and the logarithm of its standard deviation, which cannot be
/// negative or overflow.
public struct Normal: ReparameterizedDistribution, ClosedFormDivergence {
  /// μ.
  public let mean: Variable
  /// log σ.
  public let logStandardDeviation: Variable

  /// From μ and log σ.
  public init(mean: Variable, logStandardDeviation: Variable) {
    let parameters = broadcastTogether(mean, logStandardDeviation, of: "normal distribution")
    (self.mean, self.logStandardDeviation) = (parameters[0], parameters[1])
  }

  /// From μ and log σ², which is what the encoder of a VAE usually gives.
  public init(mean: Variable, logVariance: Variable) {
    self.init(mean: mean, logStandardDeviation: logVariance / 2)
  }

  /// From μ and σ > 0.
  public init(mean: Variable, standardDeviation: Variable) {
    self.init(mean: mean, logStandardDeviation: log(standardDeviation))
  }

  /// From μ and any number ρ with σ = log(1 + e^ρ): far below 0, where σ would vanish, log σ is ρ.
  public init(mean: Variable, softplus: Variable) {
    self.init(mean: mean, logStandardDeviation: logSoftplus(softplus))
  }

  /// N(0, 1) in every element of a batch.
  public static func standard(_ batchShape: Shape = []) -> Normal {
    Normal(mean: Variable(.zeros(batchShape)), logStandardDeviation: Variable(.zeros(batchShape)))
  }

  /// The parameters' common shape.
  public var batchShape: Shape { mean.shape }
  /// A number.
  public var eventShape: Shape { [] }
  /// Any number.
  public var support: Support { .real }
  /// σ.
  public var standardDeviation: Variable { exp(logStandardDeviation) }
  /// σ².
  public var variance: Variable { exp(logStandardDeviation * 2) }
  /// log σ + ½ log 2πe.
  public var entropy: Variable? { logStandardDeviation + 0.5 * (log(2 * Float.pi) + 1) }

  /// −½ (x − μ)²/σ² − log σ − ½ log 2π.
  ///
  /// Of any σ: x = μ is 0 standard deviations from μ, also where 1/σ overflows, as for draws of a tiny σ.
  public func logDensity(_ x: Variable) -> Variable {
    normalLogDensity(x, mean: mean, logStandardDeviation: logStandardDeviation)
  }

  /// μ + σ ε with standard normal ε (Kingma and Welling 2014, section 2.4).
  public func reparameterizedSample(using random: inout Random) -> Variable {
    normalDraw(mean: mean, logStandardDeviation: logStandardDeviation, noise: random.normal(batchShape))
  }

  /// KL(p ‖ q) = ½ (r − 1 − log r + (μp − μq)²/σq²) with r = σp²/σq² (Kingma and Welling 2014, appendix B, for N(0, 1)).
  ///
  /// r − 1 is computed as one function of log r, so that a small divergence keeps its digits.
  public func klDivergence(to other: Normal) -> Variable {
    normalDivergence(
      mean: mean, logStandardDeviation: logStandardDeviation, fromMean: other.mean,
      logStandardDeviation: other.logStandardDeviation)
  }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> Normal {
    Normal(
      mean: mean.broadcast(to: batchShape), logStandardDeviation: logStandardDeviation.broadcast(to: batchShape))
  }
}
