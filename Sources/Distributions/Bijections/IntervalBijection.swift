import LabAutodiff
import LabTensors

/// y = low σ(−x) + high σ(x), between the two, which broadcast to it.
public struct IntervalBijection: Bijection, Equatable, Sendable {
  /// The ends.
  public let low, high: Tensor

  /// Onto the numbers between the ends, the first the smaller one.
  public init(low: Tensor, high: Tensor) { (self.low, self.high) = (low, high) }

  /// 0.
  public var eventRank: Int { 0 }
  /// From the one end to the other.
  public var support: Support { .interval(low, high) }
  /// With the axes of the ends.
  public func imageShape(of shape: Shape) -> Shape { .broadcast([shape, low.shape, high.shape]) }
  /// Between the ends.
  public func callAsFunction(_ x: Variable) -> Variable {
    (Variable(low) * sigmoid(-x) + Variable(high) * sigmoid(x)).moved(inside: low, high)
  }
  /// log(y − low) − log(high − y).
  public func inverse(_ y: Variable) -> Variable {
    let inside = y.moved(inside: low, high)
    return log(inside - Variable(low)) - log(Variable(high) - inside)
  }
  /// log (high − low) σ(x) σ(−x).
  public func logDeterminant(_ x: Variable) -> Variable {
    log(Variable(high) - Variable(low)) - softplus(x) - softplus(-x)
  }
}

extension Bijection where Self == IntervalBijection {
  /// y = low σ(−x) + high σ(x), between the two.
  public static func interval(low: Tensor, high: Tensor) -> Self { Self(low: low, high: high) }
}

extension Variable {
  /// Every element, or the nearest number inside the interval where it lies on the edge or outside; the gradient passes.
  fileprivate func moved(inside low: Tensor, _ high: Tensor) -> Variable {
    let lows = low.broadcast(to: shape).elements, highs = high.broadcast(to: shape).elements
    let moved = value.elements.enumerated().map { min(max($1, lows[$0].nextUp), highs[$0].nextDown) }
    return .operation(Tensor(moved, shape: shape), (self, { $0 }))
  }
}
