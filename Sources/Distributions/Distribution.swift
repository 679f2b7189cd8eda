import LabAutodiff
import LabRequirements
import LabTensors

/// Independent probability distributions of one family: as many as the batch shape has elements, each over values of the
/// event shape.
///
/// The batch is what differs (images, particles), the event is what one draw consists of (the eight numbers of a code). A
/// value has the shape batch × event, its log-density the shape of the batch. `toEvent` moves batch axes into the event.
/// Parameters of a distribution broadcast to one shape; a value's batch axes broadcast to the distribution's, and the
/// other way round.
public protocol Distribution {
  /// The extents along which distributions are independent and have parameters of their own.
  var batchShape: Shape { get }

  /// The extents of one draw of one distribution; a scalar's is empty.
  var eventShape: Shape { get }

  /// Where the values lie.
  var support: Support { get }

  /// The logarithm of the density (of the probability, where values are discrete) at a value in the support.
  func logDensity(_ x: Variable) -> Variable

  /// The log-density summed over the last axes of the batch, as where these are read as one event.
  func logDensity(_ x: Variable, summingLast axes: Int) -> Variable

  /// One draw from each distribution: batch × event. It is a constant: no gradient passes to the parameters.
  func sample(using random: inout Random) -> Tensor

  /// The mean, batch × event; NaN or infinite where there is none.
  var mean: Variable { get }

  /// The variance of each number of an event, batch × event; NaN or infinite where there is none.
  var variance: Variable { get }

  /// The entropy in nats, of the batch's shape; nil where no closed form is known.
  var entropy: Variable? { get }

  /// KL(self ‖ other) in nats, of the batches' shape; nil where no closed form is known for the pair.
  func klDivergence(to other: any Distribution) -> Variable?

  /// The same distributions, repeated along a larger batch that theirs broadcasts to.
  func expanded(to batchShape: Shape) -> Self
}

/// A distribution whose draws depend on its parameters by a differentiable path.
public protocol ReparameterizedDistribution: Distribution {
  /// One draw from each distribution, batch × event, through which gradients pass to the parameters.
  func reparameterizedSample(using random: inout Random) -> Variable
}

/// A distribution that knows the density of its own draw from how it was drawn, where `logDensity` would have to find that out
/// from the value.
public protocol ScoredDraws: ReparameterizedDistribution {
  /// The draw that `reparameterizedSample(using: &random)` would give, and its log-density, of the batch's shape.
  func scoredSample(using random: inout Random) -> (value: Variable, logDensity: Variable)
}

/// A family within which the divergence has a closed form.
public protocol ClosedFormDivergence: Distribution {
  /// KL(self ‖ other) in nats, of the batches' shape, from another of the family whose values are alike.
  func klDivergence(to other: Self) -> Variable
}

extension ClosedFormDivergence {
  /// The closed form, from another of the family with events of the same shape and, where values are discrete, the same
  /// values; nil from any other.
  public func klDivergence(to other: any Distribution) -> Variable? {
    guard let other = other as? Self, other.eventShape == eventShape, !support.isDiscrete || other.support == support
    else { return nil }
    return klDivergence(to: other) as Variable
  }
}

extension ReparameterizedDistribution {
  /// The value of a reparameterized draw.
  public func sample(using random: inout Random) -> Tensor { reparameterizedSample(using: &random).value }

  /// The draw that `reparameterizedSample(using: &random)` would give, while the stream stays where it is.
  public func reparameterizedSample(using random: Random) -> Variable {
    var random = random
    return reparameterizedSample(using: &random)
  }
}

extension ReparameterizedDistribution {
  /// A reparameterized draw and its log-density, together where that costs less.
  func drawWithLogDensity(using random: inout Random) -> (value: Variable, logDensity: Variable) {
    if let scored = self as? any ScoredDraws { return scored.scoredSample(using: &random) }
    let value = reparameterizedSample(using: &random)
    return (value, logDensity(value))
  }
}

extension Distribution {
  /// The draw that `sample(using: &random)` would give, while the stream stays where it is.
  public func sample(using random: Random) -> Tensor {
    var random = random
    return sample(using: &random)
  }

  /// The log-density, and then its sum.
  public func logDensity(_ x: Variable, summingLast axes: Int) -> Variable { logDensity(x).summed(overLast: axes) }

  /// No closed form.
  public var entropy: Variable? { nil }

  /// No closed form for any pair.
  public func klDivergence(to other: any Distribution) -> Variable? { nil }
}

extension Distribution {
  /// Ends the program where the last axes of a value are not those of an event: repeated, a number would count more than once.
  func checkEvent(of x: Variable) {
    require(
      x.shape.rank >= eventShape.rank && x.shape.suffix(eventShape.rank) == eventShape,
      "a value of shape \(x.shape) for events of shape \(eventShape)")
  }
}

extension Variable {
  /// The sum over so many of the last axes.
  func summed(overLast axes: Int) -> Variable { sum(along: Array(shape.rank - axes..<shape.rank)) }
}

/// Parameters of a distribution, repeated to their common shape.
func broadcastTogether(_ parameters: Variable..., of distribution: String) -> [Variable] {
  var shape: Shape = []
  for parameter in parameters {
    guard let common = Shape.broadcast(shape, parameter.shape) else {
      let shapes = parameters.map(\.shape.description).joined(separator: " and ")
      brokenRule("the parameters of a \(distribution), of shapes \(shapes), do not broadcast")
    }
    shape = common
  }
  return parameters.map { $0.broadcast(to: shape) }
}
