import Foundation
import LabAutodiff
import LabTensors

/// The uniform distribution between two numbers, both included.
public struct Uniform: ReparameterizedDistribution, ClosedFormDivergence {
  /// The smallest value.
  public let low: Variable
  /// The largest value, above `low`.
  public let high: Variable

  /// Between `low` and `high`; where they are not in this order, densities are NaN.
  public init(low: Variable, high: Variable) {
    let parameters = broadcastTogether(low, high, of: "uniform distribution")
    (self.low, self.high) = (parameters[0], parameters[1])
  }

  /// The parameters' common shape.
  public var batchShape: Shape { low.shape }
  /// A number.
  public var eventShape: Shape { [] }
  /// From `low` to `high`.
  public var support: Support { .interval(low.value, high.value) }
  /// The middle.
  public var mean: Variable { (low + high) / 2 }
  /// A twelfth of the squared length.
  public var variance: Variable { square(high - low) / 12 }
  /// The logarithm of the length.
  public var entropy: Variable? { RowFunction.logLength(low, high) }

  /// −log(high − low) in the interval, −∞ outside.
  public func logDensity(_ x: Variable) -> Variable {
    logProduct(
      Variable(logIndicator(of: x.value, from: low.value, to: high.value)), -RowFunction.logLength(low, high))
  }

  /// low + (high − low) u.
  public func reparameterizedSample(using random: inout Random) -> Variable {
    low + (high - low) * Variable(random.uniform(batchShape))
  }

  /// KL(p ‖ q) = log of the ratio of q's length to p's; ∞ where q does not cover p.
  public func klDivergence(to other: Uniform) -> Variable {
    let pair = broadcastTogether(low, high, other.low, other.high, of: "pair of uniform distributions")
    return RowFunction.uniformDivergence(pair[0], pair[1], pair[2], pair[3])
  }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> Uniform {
    Uniform(low: low.broadcast(to: batchShape), high: high.broadcast(to: batchShape))
  }
}
