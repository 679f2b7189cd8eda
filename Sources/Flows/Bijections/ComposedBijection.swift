import LabAutodiff
import LabDistributions
import LabRequirements
import LabTensors

/// Maps one after another: y = fₙ(… f₂(f₁(x))). The logarithms of their volume changes add up.
///
/// What the later maps make of all that the earlier ones reach may be less than the support, which is that of the last map: 1 + eˣ is
/// above 1. A value that is no image then counts as the nearest one on the way back, and its change of volume is infinite, so that a
/// `Transformed` distribution has no density there.
public struct ComposedBijection: Bijection {
  /// The maps, the one that is applied first at the front.
  public let maps: [any Bijection]
  /// The most that one of them takes together.
  public let eventRank: Int

  /// The maps, the one that is applied first at the front; without any, the identity.
  public init(_ maps: [any Bijection]) {
    self.maps = maps
    eventRank = maps.map(\.eventRank).max() ?? 0
  }

  /// That of the last map.
  public var support: Support { maps.last?.support ?? .real }

  /// The shape of what the first map takes.
  public func unconstrainedShape(of shape: Shape) -> Shape {
    maps.reversed().reduce(shape) { $1.unconstrainedShape(of: $0) }
  }

  /// The shape of what the last map makes.
  public func imageShape(of shape: Shape) -> Shape { maps.reduce(shape) { $1.imageShape(of: $0) } }

  /// The image under one after another.
  public func callAsFunction(_ x: Variable) -> Variable { maps.reduce(x) { image, map in map(image) } }

  /// From the last map back to the first.
  public func inverse(_ y: Variable) -> Variable { maps.reversed().reduce(y) { image, map in map.inverse(image) } }

  /// The sum of those of the maps, each at the image under those before it.
  public func logDeterminant(_ x: Variable) -> Variable { imageWithLogDeterminant(of: x).logDeterminant }

  /// Each map's image and volume change from one computation.
  public func imageWithLogDeterminant(of x: Variable) -> (image: Variable, logDeterminant: Variable) {
    var image = x, changes: [Variable] = []
    for map in maps {
      let (next, change) = map.imageWithLogDeterminant(of: image)
      changes.append(summed(change, of: map))
      image = next
    }
    return (image, total(changes, for: x))
  }

  /// Each map's argument and volume change from one computation.
  public func inverseWithLogDeterminant(of y: Variable) -> (argument: Variable, logDeterminant: Variable) {
    var argument = y, changes: [Variable] = [], images: [Int: Tensor] = [:]
    for (index, map) in maps.enumerated().reversed() {
      images[index] = argument.value
      if index < maps.count - 1, let indicator = logIndicator(of: images, at: index) {
        changes.append(Variable(-indicator))
      }
      let (next, change) = map.inverseWithLogDeterminant(of: argument)
      changes.append(summed(change, of: map))
      argument = next
    }
    return (argument, total(changes, for: argument))
  }

  /// The logarithm of the indicator of a map's support at what should be its images: 0 where all of an event lies there, or would
  /// without the roundings of the maps after it; nil where that is every event.
  ///
  /// It is a matter of rounding where the images under those maps of what is inside, and nearest, are to some roundings the numbers
  /// that were found on the way back, at any of the maps.
  private func logIndicator(of images: [Int: Tensor], at index: Int) -> Tensor? {
    guard let image = images[index], maps[index].support != .real, maps[index].support.violation(in: image) != nil
    else { return nil }
    var indicator = maps[index].support.logIndicator(of: image, eventRank: eventRank)
    var nearest = maps[index](maps[index].inverse(Variable(image)))
    for later in index..<maps.count {
      if later > index { nearest = maps[later](nearest) }
      guard let given = images[later]?.elements, given.count == nearest.value.count else { break }
      let found = nearest.value.elements, length = given.count / max(indicator.count, 1)
      indicator.withMutableElements { indicator in
        for event in indicator.indices where indicator[event] == -.infinity {
          let numbers = event * length..<(event + 1) * length
          if numbers.allSatisfy({ abs(found[$0] - given[$0]) <= 4 * given[$0].ulp }) { indicator[event] = 0 }
        }
      }
    }
    return indicator.elements.allSatisfy { $0 == 0 } ? nil : indicator
  }

  /// Over the axes that others take together.
  private func summed(_ change: Variable, of map: any Bijection) -> Variable {
    let axes = eventRank - map.eventRank, rank = change.shape.rank
    require(rank >= axes, "a map of \(eventRank) axes together of a value with changes of shape \(change.shape)")
    return axes == 0 ? change : change.sum(along: Array(rank - axes..<rank))
  }

  private func total(_ changes: [Variable], for x: Variable) -> Variable {
    guard let first = changes.first else { return Variable(.zeros(x.shape)) }
    return changes.dropFirst().reduce(first) { $0 + $1 }
  }
}
