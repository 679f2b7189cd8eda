import LabAutodiff
import LabDistributions
import LabRequirements
import LabTensors

/// Maps one after another: y = fₙ(… f₂(f₁(x))). The logarithms of their volume changes add up.
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
    var argument = y, changes: [Variable] = []
    for map in maps.reversed() {
      let (next, change) = map.inverseWithLogDeterminant(of: argument)
      changes.append(summed(change, of: map))
      argument = next
    }
    return (argument, total(changes, for: argument))
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
