import LabAutodiff
import LabRequirements
import LabTensors

/// The images of draws from a base under a one-to-one map: log p(y) = log p(x) − log |det ∂y/∂x| at x, the number that y is the
/// image of (the change of variables).
///
/// ```swift
/// let logisticNormal = Transformed(Normal(mean: m, logStandardDeviation: s), .logistic)
/// let simplex = Transformed(Normal.standard([3]).toEvent(1), .stickBreaking)  // vectors of 4 numbers
/// ```
///
/// The event of the base has at least as many axes as the map takes together. A value tells the number that it is the image of as
/// far as its rounding lets it: near 1, that of a logistic map has lost most of its digits. Where draws come that near, as in a
/// guide, let the number be an auxiliary site and this its image, `Delta(imageOf:under:)`, which is how the automatic guides
/// draw. What draws itself and wants the density of the draw, as a guide's site does, has both from `scoredSample(using:)`.
public struct Transformed<Base: Distribution, Map: Bijection>: Distribution {
  /// The distribution of what is mapped, repeated where parameters of the map have a larger batch: each member has its own draws.
  public let base: Base
  /// The map.
  public let bijection: Map
  /// Where the images lie.
  public let support: Support

  /// Images of the base's draws.
  ///
  /// - Parameters:
  ///   - base: What is mapped.
  ///   - bijection: The map.
  ///   - support: Where they lie, if that is less than the images of all numbers, as of a base that has not all.
  public init(_ base: Base, _ bijection: Map, support: Support? = nil) {
    require(
      base.eventShape.rank >= bijection.eventRank,
      "a map of \(bijection.eventRank) axes together cannot take events of shape \(base.eventShape): move axes of the batch, "
        + "\(base.batchShape), into the event with toEvent(…)")
    require(!base.support.isDiscrete, "a smooth map of discrete values: transform a distribution that has a density")
    let image = bijection.imageShape(of: base.batchShape + base.eventShape)
    let batch = image.dropLast(base.eventShape.rank)
    require(
      bijection.unconstrainedShape(of: image) == batch + base.eventShape,
      "a map that makes \(image) of numbers of shape \(base.batchShape + base.eventShape) repeats numbers within an event"
    )
    self.base = batch == base.batchShape ? base : base.expanded(to: batch)
    (self.bijection, self.support) = (bijection, support ?? bijection.support)
    eventShape = image.suffix(base.eventShape.rank)
  }

  /// What the base's and that of the map's parameters broadcast to.
  public var batchShape: Shape { base.batchShape }
  /// The image's.
  public let eventShape: Shape
  /// By the map's closed form; NaN where it knows none.
  public var mean: Variable { bijection.moments(under: base)?.mean ?? unknownMoment }
  /// By the map's closed form; NaN where it knows none.
  public var variance: Variable { bijection.moments(under: base)?.variance ?? unknownMoment }
  /// The base's entropy and the mean logarithm of the volume change, where both are known.
  public var entropy: Variable? {
    base.entropy.flatMap { entropy in bijection.meanLogDeterminant(under: base).map { entropy + $0 } }
  }

  /// The density of x less the volume change; −∞ outside the support.
  public func logDensity(_ y: Variable) -> Variable {
    checkEvent(of: y)
    let y = Shape.broadcast(y.shape, batchShape + eventShape).map { y.broadcast(to: $0) } ?? y
    guard support.violation(in: y.value) != nil else { return logDensityInside(y) }
    let indicator = support.logIndicator(of: y.value, eventRank: eventShape.rank)
    // Elsewhere the formula is asked about the middle instead, and no gradient passes.
    let kept = indicator.reshaped(to: indicator.shape + Shape(eventShape.dimensions.map { _ in 1 }))
      .broadcast(to: y.shape).elements.map { $0 == 0 }
    let middle = bijection(Variable(.zeros(bijection.unconstrainedShape(of: y.shape)))).value.elements
    let moved = Variable.operation(
      Tensor(kept.indices.map { [y = y.value.elements] in kept[$0] ? y[$0] : middle[$0] }, shape: y.shape),
      (y, { Tensor(zip($0.elements, kept).map { $1 ? $0 : 0 }, shape: $0.shape) }))
    return logProduct(logDensityInside(moved), Variable(indicator))
  }

  private func logDensityInside(_ y: Variable) -> Variable {
    let (x, change) = bijection.inverseWithLogDeterminant(of: y), density = base.logDensity(x), total = summed(change)
    // Infinite where y is no image, as of maps one after another.
    return total.value.firstNonFinite == nil ? density - total : logProduct(density, -total)
  }

  /// The image of one of the base's draws.
  public func sample(using random: inout Random) -> Tensor {
    checked(bijection(Variable(base.sample(using: &random)))).value
  }

  /// The bases' divergence, from another under the same map: a one-to-one map leaves a divergence as it is.
  public func klDivergence(to other: any Distribution) -> Variable? {
    guard let other = other as? any TransformedDistribution, isSame(other.map) else { return nil }
    return base.klDivergence(to: other.original)
  }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> Self {
    Transformed(base.expanded(to: batchShape), bijection, support: support)
  }

  private func isSame(_ other: any Bijection) -> Bool {
    func equals<Value: Equatable>(_ value: Value) -> Bool { other as? Value == value }
    return (bijection as? any Equatable).map { equals($0) } ?? false
  }

  /// Changes of volume over the axes of an event that the map does not take together.
  private func summed(_ change: Variable) -> Variable {
    change.summed(overLast: base.eventShape.rank - bijection.eventRank)
  }

  /// Images of the shape that the map says. Of any other, members of a batch would share the base's draws.
  fileprivate func checked(_ images: Variable) -> Variable {
    require(
      images.shape == batchShape + eventShape,
      "a map made numbers of shape \(images.shape) where its imageShape(of:) says \(batchShape + eventShape): of what has "
        + "parameters with more axes than it maps, that is the shape that both broadcast to")
    return images
  }

  private var unknownMoment: Variable { Variable(Tensor(repeating: .nan, shape: batchShape + eventShape)) }
}

extension Transformed: ReparameterizedDistribution where Base: ReparameterizedDistribution {
  /// The image of one of the base's draws.
  public func reparameterizedSample(using random: inout Random) -> Variable {
    checked(bijection(base.reparameterizedSample(using: &random)))
  }
}

extension Transformed: ScoredDraws where Base: ReparameterizedDistribution {
  /// The image of one of the base's draws, with the density of that draw less the change of volume: the map is computed once, and
  /// its inverse not at all.
  public func scoredSample(using random: inout Random) -> (value: Variable, logDensity: Variable) {
    let (x, density) = base.drawWithLogDensity(using: &random)
    let (y, change) = bijection.imageWithLogDeterminant(of: x)
    return (checked(y), density - summed(change))
  }
}

/// A `Transformed` of whatever base and map.
private protocol TransformedDistribution {
  var original: any Distribution { get }
  var map: any Bijection { get }
}

extension Transformed: TransformedDistribution {
  fileprivate var original: any Distribution { base }
  fileprivate var map: any Bijection { bijection }
}
