import LabAutodiff
import LabRequirements
import LabTensors

/// All mass at one value: the guide of a point estimate.
///
/// Its log-density is taken against the counting of points: 0 at the value, or a term of the caller's, and −∞ elsewhere.
public struct Delta: ReparameterizedDistribution {
  /// The value, batch × event.
  public let value: Variable
  /// The log-density at the value, of the batch's shape.
  public let logDensityAtValue: Variable
  /// The number of the value's last axes that form one event.
  public let eventAxes: Int
  /// Whether the log-density at the value is the caller's: then this is a draw of something else, and no point of its own.
  package let hasGivenLogDensity: Bool

  /// At a value whose last axes form one event; the log-density there is 0 where nil, or what broadcasts to the batch.
  public init(_ value: Variable, logDensity: Variable? = nil, eventAxes: Int = 0) {
    require(
      (0...value.shape.rank).contains(eventAxes), "a value of shape \(value.shape) has no \(eventAxes) axes of an event"
    )
    (self.value, self.eventAxes, hasGivenLogDensity) = (value, eventAxes, logDensity != nil)
    logDensityAtValue = (logDensity ?? Variable(0)).broadcast(to: value.shape.dropLast(eventAxes))
  }

  /// At the image of a draw x, with the change that the map makes to its density: −log |det ∂y/∂x|. Where x is an auxiliary
  /// site of a guide and this the distribution of another, their log-densities add up to that of the image.
  ///
  /// - Parameters:
  ///   - x: The draw.
  ///   - bijection: The map.
  ///   - eventAxes: The number of the image's last axes that form one event; those of the map where nil.
  public init(imageOf x: Variable, under bijection: some Bijection, eventAxes: Int? = nil) {
    let (value, change) = bijection.imageWithLogDeterminant(of: x), eventAxes = eventAxes ?? bijection.eventRank
    require(
      bijection.unconstrainedShape(of: value.shape) == x.shape,
      "a map makes \(value.shape) of a draw of shape \(x.shape): where its parameters have more axes, each member of the batch "
        + "needs a draw of its own")
    let batchRank = value.shape.rank - eventAxes
    self.init(
      value, logDensity: -change.sum(along: Array(batchRank..<max(batchRank, change.shape.rank))), eventAxes: eventAxes)
  }

  /// The value's shape without the event's axes.
  public var batchShape: Shape { logDensityAtValue.shape }
  /// The value's last axes.
  public var eventShape: Shape { value.shape.suffix(eventAxes) }
  /// Any number.
  public var support: Support { .real }
  /// The value.
  public var mean: Variable { value }
  /// 0.
  public var variance: Variable { Variable(.zeros(value.shape)) }
  /// The negative log-density at the value.
  public var entropy: Variable? { -logDensityAtValue }

  /// The log-density at the value where all of the event equals it, −∞ elsewhere.
  public func logDensity(_ x: Variable) -> Variable {
    checkEvent(of: x)
    let equal = logIndicator(of: x.value, from: value.value, to: value.value)
    return logProduct(
      logDensityAtValue, Variable(equal.sum(along: Array(equal.shape.rank - eventAxes..<equal.shape.rank))))
  }

  /// The value itself.
  public func reparameterizedSample(using random: inout Random) -> Variable { value }

  /// The log-density here less the other's, at the value: what is minimised where the mode of `other` is sought.
  public func klDivergence(to other: any Distribution) -> Variable? {
    guard other.eventShape == eventShape else { return nil }
    return logDensityAtValue - other.logDensity(value)
  }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> Delta {
    Delta(
      value.broadcast(to: batchShape + eventShape),
      logDensity: hasGivenLogDensity ? logDensityAtValue.broadcast(to: batchShape) : nil, eventAxes: eventAxes)
  }
}
