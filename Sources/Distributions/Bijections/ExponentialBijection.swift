import LabAutodiff
import LabTensors

/// y = eˣ, above 0; of x between −87 and 88, where it is neither 0 nor infinite.
public struct ExponentialBijection: Bijection, Hashable, Sendable {
  /// The map.
  public init() {}

  /// 0.
  public var eventRank: Int { 0 }
  /// Numbers above 0.
  public var support: Support { .positive }
  /// eˣ.
  public func callAsFunction(_ x: Variable) -> Variable { exp(x.clamped(to: -87...88)) }
  /// log y.
  public func inverse(_ y: Variable) -> Variable {
    log(y.clamped(to: Float.leastNonzeroMagnitude...Float.greatestFiniteMagnitude))
  }
  /// x.
  public func logDeterminant(_ x: Variable) -> Variable { x }

  /// Of a normal distribution, e^(μ + σ²/2) and (e^σ² − 1) e^(2μ + σ²) = (1 − e^(−σ²)) e^(2μ + 2σ²), whose first factor cannot
  /// overflow where the second vanishes.
  public func moments(under base: any Distribution) -> (mean: Variable, variance: Variable)? {
    guard let base = base.partsOfEvent(as: Normal.self) else { return nil }
    return (exp(base.mean + base.variance / 2), -expm1(-base.variance) * exp((base.mean + base.variance) * 2))
  }

  /// The base's mean.
  public func meanLogDeterminant(under base: any Distribution) -> Variable? {
    base.mean.summed(overLast: base.eventShape.rank)
  }
}

extension Bijection where Self == ExponentialBijection {
  /// y = eˣ, above 0.
  public static var exponential: Self { Self() }
}

extension Distribution {
  /// The independent parts of an event, or the distribution itself, where they are of a family.
  func partsOfEvent<Family: Distribution>(as family: Family.Type) -> Family? {
    (self as? any IndependentParts).map { $0.parts as? Family } ?? (self as? Family)
  }
}
