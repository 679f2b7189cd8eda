import LabAutodiff
import LabTensors

/// y = x.
public struct IdentityBijection: Bijection, Hashable, Sendable {
  /// The map.
  public init() {}

  /// 0.
  public var eventRank: Int { 0 }
  /// Any number.
  public var support: Support { .real }
  /// x.
  public func callAsFunction(_ x: Variable) -> Variable { x }
  /// y.
  public func inverse(_ y: Variable) -> Variable { y }
  /// 0.
  public func logDeterminant(_ x: Variable) -> Variable { Variable(.zeros(x.shape)) }
  /// The base's.
  public func moments(under base: any Distribution) -> (mean: Variable, variance: Variable)? {
    (base.mean, base.variance)
  }
  /// 0.
  public func meanLogDeterminant(under base: any Distribution) -> Variable? { Variable(.zeros(base.batchShape)) }
}

extension Bijection where Self == IdentityBijection {
  /// y = x.
  public static var identity: Self { Self() }
}
