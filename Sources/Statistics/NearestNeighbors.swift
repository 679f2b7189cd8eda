import LabRequirements

/// A classifier that gives a point the class that most of the k samples nearest to it have (T. M. Cover and P. E. Hart:
/// Nearest neighbor pattern classification, 1967), by Euclidean distance.
///
/// Of classes as frequent among the k, the least; of samples as near, the earlier. It takes time in proportion to samples times
/// points: 10,000 of each, in eight dimensions, about a second.
public struct NearestNeighbors: Sendable, Equatable {
  /// How many samples are asked.
  public let neighbors: Int
  /// Coordinates in a sample.
  public let dimension: Int
  /// The samples, coordinate-major: the first coordinate of all of them comes first.
  private let coordinates: [Double]
  private let labels: [Int]

  /// The classifier that remembers `samples`.
  ///
  /// - Parameters:
  ///   - neighbors: how many samples are asked, at most as many as there are.
  ///   - samples: rows × dimension, row-major.
  ///   - dimension: coordinates in a sample.
  ///   - labels: the class of each sample.
  /// - Throws: where a coordinate is not finite.
  public init(
    _ neighbors: Int = 1, of samples: [Double], dimension: Int, labels: some Collection<some BinaryInteger>
  ) throws(ClassifierError) {
    self.labels = try checked(samples, dimension: dimension, labels: labels)
    require(
      (1...labels.count).contains(neighbors),
      "\(neighbors) neighbours of \(labels.count) samples: ask 1 or more of them")
    (self.neighbors, self.dimension) = (neighbors, dimension)
    coordinates = (0..<dimension).flatMap { axis in
      stride(from: axis, to: samples.count, by: dimension).map { samples[$0] }
    }
  }

  /// The class of each of `points` (rows × dimension, row-major).
  ///
  /// - Throws: where a coordinate is not finite.
  public func classified(_ points: [Double]) throws(ClassifierError) -> [Int] {
    try requireFinite(points, dimension: dimension)
    var distances = [Double](repeating: 0, count: labels.count)
    return stride(from: 0, to: points.count, by: dimension).map { start in
      for axis in 0..<dimension { addSquares(to: &distances, from: points[start + axis], axis: axis) }
      return mostFrequent(nearest(distances))
    }
  }

  /// The squares of the samples' differences from `place` along one axis; the first axis begins the sum.
  private func addSquares(to distances: inout [Double], from place: Double, axis: Int) {
    let start = axis * labels.count
    distances.withUnsafeMutableBufferPointer { distances in
      coordinates.withUnsafeBufferPointer { samples in
        for i in distances.indices {
          let difference = samples[start + i] - place
          distances[i] = (axis == 0 ? 0 : distances[i]) + difference * difference
        }
      }
    }
  }

  /// The samples at the least distances, the nearest first.
  private func nearest(_ distances: [Double]) -> [Int] {
    var nearest: [Int] = []
    for index in distances.indices {
      if nearest.count == neighbors {
        guard distances[index] < distances[nearest[neighbors - 1]] else { continue }
        nearest.removeLast()
      }
      let place = nearest.lastIndex { distances[$0] <= distances[index] }
      nearest.insert(index, at: place.map { $0 + 1 } ?? 0)
    }
    return nearest
  }

  private func mostFrequent(_ samples: [Int]) -> Int {
    let counts = samples.reduce(into: [Int: Int]()) { $0[labels[$1], default: 0] += 1 }
    return counts.min { (-$0.value, $0.key) < (-$1.value, $1.key) }!.key
  }
}

/// Why samples make no classifier, or points have no class.
public enum ClassifierError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A value is infinite or not a number.
  case notFinite(row: Int, column: Int)
  /// There are too few samples for the spread within classes to be known.
  case tooFewSamples(Int, needed: Int)
  /// Within classes a coordinate does not vary, or is a linear combination of the ones before it.
  case singular(column: Int)
  /// The values are so large that their covariance overflows.
  case tooLarge

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .notFinite(let row, let column):
      "Sample \(row) is not finite in coordinate \(column); look for what made it so."
    case .tooFewSamples(let count, let needed):
      "A linear discriminant of so many classes and coordinates needs at least \(needed) samples; "
        + "there \(count == 1 ? "is 1" : "are \(count)")."
    case .singular(let column):
      "Within classes, coordinate \(column) does not vary, or is a linear combination of the ones before it; leave it out, or "
        + "reduce the samples to their components."
    case .tooLarge: "The samples are so large that their covariance overflows; scale them down."
    }
  }
}

/// The labels, where there is one for each sample and all coordinates are finite.
func checked(
  _ samples: [Double], dimension: Int, labels: some Collection<some BinaryInteger>
) throws(ClassifierError) -> [Int] {
  require(dimension > 0, "samples of dimension \(dimension)")
  require(
    samples.count == labels.count * dimension && !samples.isEmpty,
    "\(samples.count) values are not \(labels.count) labelled samples of \(dimension)")
  try requireFinite(samples, dimension: dimension)
  return labels.map { Int(clamping: $0) }
}

func requireFinite(_ samples: [Double], dimension: Int) throws(ClassifierError) {
  require(
    samples.count % dimension == 0, "\(samples.count) values are not a whole number of samples of \(dimension)")
  if let index = samples.firstIndex(where: { !$0.isFinite }) {
    throw .notFinite(row: index / dimension, column: index % dimension)
  }
}
