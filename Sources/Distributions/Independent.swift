import LabAutodiff
import LabRequirements
import LabTensors

/// Distributions whose last batch axes are read as axes of one event: a draw is then all of them together, and its
/// log-density the sum of theirs.
public struct Independent<Base: Distribution>: Distribution {
  /// The distributions of the parts.
  public let base: Base
  /// The number of batch axes of the base that belong to the event.
  public let eventAxes: Int

  /// The base with its last batch axes moved into the event.
  public init(_ base: Base, eventAxes: Int) {
    require(
      (0...base.batchShape.rank).contains(eventAxes),
      "\(eventAxes) axes of a batch of shape \(base.batchShape) cannot become axes of the event")
    (self.base, self.eventAxes) = (base, eventAxes)
  }

  /// The base's batch axes that remain.
  public var batchShape: Shape { base.batchShape.dropLast(eventAxes) }

  /// The moved axes, then the base's own event.
  public var eventShape: Shape { base.batchShape.suffix(eventAxes) + base.eventShape }

  /// The base's.
  public var support: Support { base.support }

  /// Σ log p over the parts.
  public func logDensity(_ x: Variable) -> Variable {
    checkEvent(of: x)
    return base.logDensity(x, summingLast: eventAxes)
  }

  /// The base's draws.
  public func sample(using random: inout Random) -> Tensor { base.sample(using: &random) }

  /// The base's.
  public var mean: Variable { base.mean }

  /// The base's.
  public var variance: Variable { base.variance }

  /// The sum of the parts' entropies.
  public var entropy: Variable? { base.entropy.map { $0.summed(overLast: eventAxes) } }

  /// The sum of the parts' divergences, from another of as many event axes and of events of the same shape.
  public func klDivergence(to other: any Distribution) -> Variable? {
    partDivergences(to: other).map { $0.summed(overLast: eventAxes) }
  }

  /// The divergence of each part, from another of as many event axes.
  func partDivergences(to other: any Distribution) -> Variable? {
    guard other.eventShape == eventShape, let other = other as? any IndependentParts, other.eventAxes == eventAxes
    else { return nil }
    return base.klDivergence(to: other.parts)
  }

  /// The base expanded along the remaining axes.
  public func expanded(to batchShape: Shape) -> Self {
    Independent(base.expanded(to: batchShape + base.batchShape.suffix(eventAxes)), eventAxes: eventAxes)
  }
}

extension Independent: ReparameterizedDistribution where Base: ReparameterizedDistribution {
  /// The base's draws.
  public func reparameterizedSample(using random: inout Random) -> Variable {
    base.reparameterizedSample(using: &random)
  }
}

extension Independent: ScoredDraws where Base: ScoredDraws {
  /// The base's draws, and the sum of their log-densities over the parts.
  public func scoredSample(using random: inout Random) -> (value: Variable, logDensity: Variable) {
    let (value, logDensity) = base.scoredSample(using: &random)
    return (value, logDensity.summed(overLast: eventAxes))
  }
}

/// An `Independent` of whatever base.
protocol IndependentParts {
  var parts: any Distribution { get }
  var eventAxes: Int { get }
  func partDivergences(to other: any Distribution) -> Variable?
}

extension Independent: IndependentParts {
  var parts: any Distribution { base }
}

extension Distribution {
  /// The distributions with their last batch axes read as axes of the event.
  public func toEvent(_ axes: Int) -> Independent<Self> { Independent(self, eventAxes: axes) }

  /// KL(self ‖ other) part by part, batch × event, where both are independent parts of a scalar family with a closed form:
  /// what each unit of a code costs. Nil otherwise.
  public func klDivergenceByPart(to other: any Distribution) -> Variable? {
    if let independent = self as? any IndependentParts { return independent.partDivergences(to: other) }
    return eventShape.rank == 0 ? klDivergence(to: other) : nil
  }
}
