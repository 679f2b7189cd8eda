import LabAutodiff
import LabDistributions
import LabTensors

/// The axes along which a model's run carries all values of its enumerated sites, one for each, before those of particles and
/// plates: the first site's stands nearest to them. What depends on a site has its extent there, what does not, 1 or no axis.
///
/// The layout is that of parallel enumeration in Pyro (Obermeyer et al. 2019).
struct EnumeratedAxes {
  private struct Axis {
    let name: String
    let plates: [Plate]
    /// The number of values.
    let extent: Int
  }

  private var axes: [Axis] = []
  /// The number of axes that are left to particles and plates.
  private var innerRank = 0
  /// The number of plates that there is room for.
  private(set) var plateNesting = 0

  /// Whether no site is enumerated.
  var isEmpty: Bool { axes.isEmpty }
  /// The sites.
  var names: [String] { axes.map(\.name) }
  /// One for each.
  var indices: Range<Int> { axes.indices }
  /// The plates around a site, outermost first.
  func plates(of axis: Int) -> [Plate] { axes[axis].plates }

  /// Where a site's axis stands among those of a batch, counted from the last, which is 1.
  func position(_ axis: Int) -> Int { innerRank + axis + 1 }
  /// Where the next site's will.
  var nextPosition: Int { position(axes.count) }

  /// The axes along which a batch shape has an extent.
  func indices(in batch: Shape) -> [Int] {
    axes.indices.filter { position($0) <= batch.rank && batch[-position($0)] != 1 }
  }

  /// Decides where all axes stand, before the first.
  mutating func place(before particles: Particles, nesting: Int) {
    (innerRank, plateNesting) = (particles.rank + nesting, nesting)
  }

  /// A batch of particles and plates with the enumerated axes before it: what every site's distribution broadcasts to.
  func shape(before batch: Shape) -> Shape {
    if axes.isEmpty { return batch }
    let room = Array(repeating: 1, count: innerRank - batch.rank)
    return Shape(axes.reversed().map(\.extent) + room) + batch
  }

  /// Gives the next axis to a site, and returns all its values along it, values × 1 × … × event, and their log-probabilities,
  /// values × other enumerated axes × particles × plates.
  mutating func append(
    _ name: String, _ distribution: any EnumerableDistribution, plates: [Plate], batch: Shape
  ) -> (value: Variable, logProbabilities: Variable) {
    let values = distribution.enumeratedValues, count = values.shape[0], own = distribution.batchShape
    let inner = Array(repeating: 1, count: nextPosition - 1)
    let value = values.reshaped(to: Shape([count] + inner) + values.shape.dropFirst())
    let room = Array(repeating: 1, count: nextPosition - 1 - own.rank)
    let logProbabilities = distribution.enumeratedLogProbabilities.reshaped(to: Shape([count] + room) + own)
    axes.append(Axis(name: name, plates: plates, extent: count))
    let whole = Shape.broadcast(logProbabilities.shape, batch) ?? logProbabilities.shape
    return (Variable(value), logProbabilities.broadcast(to: whole))
  }
}

extension Distribution {
  /// Why its values cannot be summed over one by one, and what to do.
  var obstacleToEnumeration: String {
    switch support {
    case .counts:
      "its values are 0, 1, 2, … without end; let the guide draw it, or take a Categorical over as many as matter"
    case _ where !support.isDiscrete:
      "its values are continuous; let the guide draw it"
    default:
      "\(typeName) is not an EnumerableDistribution; enumerate a Bernoulli, a Categorical or a OneHotCategorical, of several "
        + "numbers each in a plate of theirs"
    }
  }

  private var typeName: String { "\(type(of: self))" }
}
