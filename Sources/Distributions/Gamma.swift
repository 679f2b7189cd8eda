import Foundation
import LabAutodiff
import LabTensors

/// The gamma distribution on the positive numbers with density β^α x^(α − 1) e^(−βx)/Γ(α), kept by its concentration α
/// and the logarithm of its rate β, which cannot be negative or overflow.
public struct Gamma: ReparameterizedDistribution, ClosedFormDivergence {
  /// α > 0.
  public let concentration: Variable
  /// log β.
  public let logRate: Variable

  /// From α > 0 and log β.
  public init(concentration: Variable, logRate: Variable) {
    let parameters = broadcastTogether(concentration, logRate, of: "gamma distribution")
    (self.concentration, self.logRate) = (parameters[0], parameters[1])
  }

  /// From α and β > 0.
  public init(concentration: Variable, rate: Variable) { self.init(concentration: concentration, logRate: log(rate)) }

  /// The parameters' common shape.
  public var batchShape: Shape { concentration.shape }
  /// A number.
  public var eventShape: Shape { [] }
  /// Numbers above 0.
  public var support: Support { .positive }
  /// β.
  public var rate: Variable { exp(logRate) }
  /// α/β.
  public var mean: Variable { concentration * exp(-logRate) }
  /// α/β².
  public var variance: Variable { concentration * exp(logRate * -2) }
  /// α + log Γ(α) + (1 − α) ψ(α) − log β.
  public var entropy: Variable? { RowFunction.gammaEntropy(concentration, logRate) }

  /// (α − 1) log x + α log β − βx − log Γ(α), added up in double precision; its limits at 0, −∞ below.
  public func logDensity(_ x: Variable) -> Variable {
    let arguments = broadcastTogether(x, concentration, logRate, of: "gamma distribution and its values")
    return gammaLogDensity(arguments[0], concentration: arguments[1], logRate: arguments[2])
  }

  /// The exponential of a log-gamma draw less log β, which is drawn along the path of its quantile.
  ///
  /// Never 0 or infinite: the logarithm is kept between ±87. What lies below 10⁻³⁸ becomes that, without a gradient: one
  /// draw in 75 for α = 0.05 and β = 1, nine in ten for α = 0.001.
  public func reparameterizedSample(using random: inout Random) -> Variable {
    exp((reparameterizedLogGamma(concentration, using: &random) - logRate).clamped(to: -87...87))
  }

  /// KL(p ‖ q) = log Γ(αq) − log Γ(αp) − ψ(αp) (αq − αp) + αp (e^r − 1 − r) − (αq − αp) r with r = log βq/βp.
  ///
  /// It is computed as a sum in which nothing cancels, also where p and q are near and where concentrations are large.
  public func klDivergence(to other: Gamma) -> Variable {
    let pairs = broadcastTogether(
      concentration, logRate, other.concentration, other.logRate, of: "pair of gamma distributions")
    return RowFunction.gammaDivergence(pairs[0], pairs[1], pairs[2], pairs[3])
  }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> Gamma {
    Gamma(concentration: concentration.broadcast(to: batchShape), logRate: logRate.broadcast(to: batchShape))
  }
}
