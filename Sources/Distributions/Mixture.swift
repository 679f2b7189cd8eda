import LabAutodiff
import LabRequirements
import LabTensors

/// A mixture of K distributions of one family: one of them, drawn by weight, gives the value.
public struct Mixture<Component: Distribution>: Distribution {
  /// The distribution of the component's number, of this batch.
  public let choice: Categorical
  /// The components, whose batch is this one's × K.
  public let components: Component

  /// From logits of the weights along the last axis, and components along the last axis of their batch; the shapes
  /// broadcast.
  public init(logits: Variable, components: Component) {
    guard let shape = Shape.broadcast(logits.shape, components.batchShape), components.batchShape.rank >= 1,
      logits.shape.rank >= 1, logits.shape[-1] == components.batchShape[-1]
    else { brokenRule("logits of shape \(logits.shape) for components of batch \(components.batchShape)") }
    choice = Categorical(logits: logits.broadcast(to: shape))
    self.components = components.batchShape == shape ? components : components.expanded(to: shape)
  }

  /// The components' batch without its last axis.
  public var batchShape: Shape { choice.batchShape }
  /// A component's.
  public var eventShape: Shape { components.eventShape }

  /// The components'; of intervals, the one that spans them all.
  public var support: Support {
    guard case .interval(let low, let high) = components.support else { return components.support }
    let shape = choice.logits.shape + eventShape, axis = batchShape.rank
    return .interval(
      -(-low.broadcast(to: shape)).maximum(along: [axis]), high.broadcast(to: shape).maximum(along: [axis]))
  }

  /// Σ wₖ mₖ.
  public var mean: Variable { averaged(components.mean, keepingAxis: false) }

  /// Σ wₖ (vₖ + (mₖ − m)²), with the components' variances vₖ and the mixture's mean m.
  public var variance: Variable {
    let means = components.mean
    return averaged(
      components.variance + square(means - averaged(means, keepingAxis: true)), keepingAxis: false)
  }

  /// log Σ wₖ pₖ(x). A component of no weight, and one under which x is impossible, have no part in its gradient.
  public func logDensity(_ x: Variable) -> Variable {
    checkEvent(of: x)
    return logTotal(logProduct(choice.logProbabilities, componentDensities(of: x)))
  }

  /// log pₖ(x), the components along the last axis.
  private func componentDensities(of x: Variable) -> Variable {
    if let densities = (components as? Independent<Normal>)?.pairDensities(of: x) { return densities }
    let repeated = x.reshaped(to: x.shape.dropLast(eventShape.rank) + [1] + x.shape.suffix(eventShape.rank))
    return components.logDensity(repeated)
  }

  /// A draw from the component that a draw of its number names.
  public func sample(using random: inout Random) -> Tensor {
    let chosen = choice.sample(using: &random).elements
    let draws = components.sample(using: &random).reshaped(to: [-1] + eventShape.dimensions)
    return draws.gathered(chosen.enumerated().map { $0 * choice.categoryCount + Int($1) })
      .reshaped(to: batchShape + eventShape)
  }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> Mixture {
    let whole = batchShape + [choice.categoryCount]
    return Mixture(logits: choice.logits.broadcast(to: whole), components: components.expanded(to: whole))
  }

  /// The weighted mean over the components of a quantity of their batch × event, of those that have a weight.
  private func averaged(_ quantity: Variable, keepingAxis: Bool) -> Variable {
    let event = [Int](repeating: 1, count: eventShape.rank)
    let weights = choice.probabilities.reshaped(to: choice.logits.shape.dimensions + event)
    let counted =
      quantity.value.firstNonFinite == nil
      ? quantity : quantity.zeroed(where: weights.value.broadcast(to: quantity.shape), isNotAbove: 0)
    return (weights * counted).sum(along: [batchShape.rank], keepingAxes: keepingAxis)
  }
}
