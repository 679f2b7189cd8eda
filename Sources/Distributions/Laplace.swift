import Foundation
import LabAutodiff
import LabTensors

/// The Laplace distribution with density e^(−|x − m|/b)/(2b), kept by its location m and log b.
public struct Laplace: ReparameterizedDistribution, ClosedFormDivergence {
  /// m.
  public let location: Variable
  /// log b.
  public let logScale: Variable

  /// From m and log b.
  public init(location: Variable, logScale: Variable) {
    let parameters = broadcastTogether(location, logScale, of: "Laplace distribution")
    (self.location, self.logScale) = (parameters[0], parameters[1])
  }

  /// From m and b > 0.
  public init(location: Variable, scale: Variable) { self.init(location: location, logScale: log(scale)) }

  /// The parameters' common shape.
  public var batchShape: Shape { location.shape }
  /// A number.
  public var eventShape: Shape { [] }
  /// Any number.
  public var support: Support { .real }
  /// b.
  public var scale: Variable { exp(logScale) }
  /// m.
  public var mean: Variable { location }
  /// 2b².
  public var variance: Variable { exp(logScale * 2) * 2 }
  /// 1 + log 2b.
  public var entropy: Variable? { logScale + (1 + log(2)) }

  /// −|x − m|/b − log 2b; the derivative by x at m is 0.
  public func logDensity(_ x: Variable) -> Variable {
    let arguments = broadcastTogether(x - location, logScale, of: "Laplace distribution and its values")
    return RowFunction.laplaceLogDensity(arguments[0], arguments[1])
  }

  /// m ± b E with an exponentially distributed E = −log(1 − u), and either sign equally likely.
  public func reparameterizedSample(using random: inout Random) -> Variable {
    let exponential = random.exponential(batchShape, offset: 0)
    let signs = Tensor(random.uniform(batchShape).elements.map { $0 < 0.5 ? -1 : 1 }, shape: batchShape)
    return location + scale * Variable(signs * exponential)
  }

  /// KL(p ‖ q) = r − 1 − log r + r (e^(−d) − 1 + d) with r = bp/bq and d = |mp − mq|/bp.
  ///
  /// r − 1 − log r and e^(−d) − 1 + d are each computed as one function, so that a small divergence keeps its digits.
  public func klDivergence(to other: Laplace) -> Variable {
    let arguments = broadcastTogether(
      location - other.location, logScale, other.logScale, of: "pair of Laplace distributions")
    return RowFunction.laplaceDivergence(arguments[0], arguments[1], arguments[2])
  }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> Laplace {
    Laplace(location: location.broadcast(to: batchShape), logScale: logScale.broadcast(to: batchShape))
  }
}
