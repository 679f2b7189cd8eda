import LabAutodiff
import LabTensors

/// The Poisson distribution on 0, 1, 2, …, kept by the logarithm η of its rate λ, which cannot be negative.
public struct Poisson: Distribution, ClosedFormDivergence {
  /// η = log λ; −∞ where the count is always 0.
  public let logRate: Variable

  /// From η.
  public init(logRate: Variable) { self.logRate = logRate }

  /// From λ.
  public init(rate: Variable) { self.init(logRate: log(rate)) }

  /// The log-rate's shape.
  public var batchShape: Shape { logRate.shape }
  /// A number.
  public var eventShape: Shape { [] }
  /// 0, 1, 2, …
  public var support: Support { .counts }
  /// λ.
  public var rate: Variable { exp(logRate) }
  /// λ.
  public var mean: Variable { rate }
  /// λ.
  public var variance: Variable { rate }

  /// kη − λ − log k!, added up in double precision; −∞ for what is no count. Counts receive no gradient.
  public func logDensity(_ x: Variable) -> Variable {
    let arguments = broadcastTogether(x, logRate, of: "Poisson distribution and its values")
    return poissonLogDensity(arguments[0], logRate: arguments[1])
  }

  /// Counts, rounded to a float above 2²⁴; NaN where the rate overflows.
  public func sample(using random: inout Random) -> Tensor { random.poisson(rates: rate.value) }

  /// KL(p ‖ q) = λp (e^r − 1 − r) with r = log λq/λp.
  ///
  /// e^r − 1 − r is computed as one function, so that a small divergence keeps its digits.
  public func klDivergence(to other: Poisson) -> Variable {
    let pair = broadcastTogether(logRate, other.logRate, of: "pair of Poisson distributions")
    return RowFunction.poissonDivergence(pair[0], pair[1])
  }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> Poisson { Poisson(logRate: logRate.broadcast(to: batchShape)) }
}
