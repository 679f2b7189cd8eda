import LabAutodiff
import LabTensors

/// y = σ(x), between 0 and 1.
public struct LogisticBijection: Bijection, Hashable, Sendable {
  /// The map.
  public init() {}

  /// 0.
  public var eventRank: Int { 0 }
  /// From 0 to 1.
  public var support: Support { .unitInterval }
  /// σ(x).
  public func callAsFunction(_ x: Variable) -> Variable { sigmoid(x).clamped(to: .insideUnitInterval) }
  /// log y − log(1 − y).
  public func inverse(_ y: Variable) -> Variable {
    let inside = y.clamped(to: .insideUnitInterval)
    return log(inside) - log1p(-inside)
  }
  /// log σ(x) σ(−x).
  public func logDeterminant(_ x: Variable) -> Variable { -softplus(x) - softplus(-x) }
}

extension Bijection where Self == LogisticBijection {
  /// y = σ(x), between 0 and 1.
  public static var logistic: Self { Self() }
}
