import LabAutodiff
import LabDistributions
import LabTensors

/// y = x eˢ + t of each number, with a logarithmic scale s and a shift t that broadcast to it.
public struct AffineBijection: Bijection {
  /// t.
  public let shift: Variable
  /// s.
  public let logScale: Variable

  /// From t and s.
  public init(shift: Variable, logScale: Variable) { (self.shift, self.logScale) = (shift, logScale) }

  /// 0.
  public var eventRank: Int { 0 }
  /// Any number.
  public var support: Support { .real }
  /// With the axes of t and s.
  public func imageShape(of shape: Shape) -> Shape { shape.widened(by: shift.shape, logScale.shape) }
  /// x eˢ + t.
  public func callAsFunction(_ x: Variable) -> Variable { x * exp(logScale) + shift }
  /// (y − t) e⁻ˢ.
  public func inverse(_ y: Variable) -> Variable { (y - shift) * exp(-logScale) }
  /// s.
  public func logDeterminant(_ x: Variable) -> Variable {
    Shape.broadcast(x.shape, logScale.shape).map { logScale.broadcast(to: $0) } ?? logScale
  }

  /// Those of the base, shifted and scaled.
  public func moments(under base: any Distribution) -> (mean: Variable, variance: Variable)? {
    (base.mean * exp(logScale) + shift, base.variance * exp(logScale * 2))
  }
}
