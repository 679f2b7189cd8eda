import LabAutodiff
import Foundation
import LabTensors

/// The log-normal distribution on the positive numbers: e to a normally distributed power.
public struct LogNormal: ReparameterizedDistribution, ClosedFormDivergence {
  /// The distribution N(μ, σ²) of the logarithm.
  public let logarithm: Normal

  /// From μ and log σ, the mean and the logarithm of the standard deviation of the logarithm.
  public init(meanOfLogarithm: Variable, logStandardDeviationOfLogarithm: Variable) {
    logarithm = Normal(mean: meanOfLogarithm, logStandardDeviation: logStandardDeviationOfLogarithm)
  }

  /// The parameters' common shape.
  public var batchShape: Shape { logarithm.batchShape }
  /// A number.
  public var eventShape: Shape { [] }
  /// Numbers above 0.
  public var support: Support { .positive }
  /// e^(μ + σ²/2).
  public var mean: Variable { exp(logarithm.mean + logarithm.variance / 2) }
  /// (e^σ² − 1) e^(2μ + σ²).
  public var variance: Variable { expm1(logarithm.variance) * exp(logarithm.mean * 2 + logarithm.variance) }
  /// The logarithm's entropy, + μ.
  public var entropy: Variable? { logarithm.entropy.map { $0 + logarithm.mean } }

  /// log N(log x; μ, σ²) − log x; −∞ where x is not above 0.
  public func logDensity(_ x: Variable) -> Variable {
    LabDistributions.logDensity(of: x, within: .leastNonzeroMagnitude ... .greatestFiniteMagnitude) { x in
      let logarithmOfX = log(x)
      return logarithm.logDensity(logarithmOfX) - logarithmOfX
    }
  }

  /// e to a draw of the logarithm.
  public func reparameterizedSample(using random: inout Random) -> Variable {
    exp(logarithm.reparameterizedSample(using: &random))
  }

  /// That of the logarithms: a one-to-one map leaves a divergence as it is.
  public func klDivergence(to other: LogNormal) -> Variable { logarithm.klDivergence(to: other.logarithm) }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> LogNormal {
    LogNormal(
      meanOfLogarithm: logarithm.mean.broadcast(to: batchShape),
      logStandardDeviationOfLogarithm: logarithm.logStandardDeviation.broadcast(to: batchShape))
  }
}
