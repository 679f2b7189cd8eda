import LabRequirements

/// The principal components of a set of samples: the orthogonal directions in which they vary most.
///
/// From the singular value decomposition of the centred samples. Each component's sign is chosen so that its largest
/// coordinate is positive. The same samples give the same bits on every processor.
public struct PrincipalComponents: Sendable, Equatable {
  /// The mean of the samples: dimension values.
  public let mean: [Double]
  /// The components, unit vectors from the greatest variance to the least: each of dimension values.
  public let components: [[Double]]
  /// The variance along each component (divided by the number of samples less one), descending.
  public let explainedVariance: [Double]
  /// Each variance as a fraction of the samples' total variance; zeros where the samples do not vary at all.
  public let explainedVarianceRatio: [Double]

  /// Coordinates in a sample.
  public var dimension: Int { mean.count }
  /// Number of components kept.
  public var count: Int { components.count }

  /// The components of `samples` (rows × dimension, row-major): the first `count`, or all, min(rows, dimension).
  ///
  /// - Throws: where there are fewer than two samples, a value is not finite, or their variance is not.
  public init(of samples: [Double], dimension: Int, count: Int? = nil) throws(PrincipalComponentsError) {
    require(dimension > 0, "samples of dimension \(dimension)")
    require(
      samples.count % dimension == 0, "\(samples.count) values are not a whole number of samples of \(dimension)")
    let rows = samples.count / dimension
    guard rows >= 2 else { throw .tooFewSamples(rows) }
    let available = min(rows, dimension)
    let kept = count ?? available
    require((1...available).contains(kept), "\(kept) components of \(rows) samples of dimension \(dimension)")
    if let index = samples.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(row: index / dimension, column: index % dimension)
    }

    let mean = Self.mean(of: samples, dimension: dimension)
    var centred = samples
    for row in 0..<rows {
      for column in 0..<dimension { centred[row * dimension + column] -= mean[column] }
    }
    guard centred.allSatisfy(\.isFinite) else { throw .tooLarge }
    // A row-major rows × dimension matrix is a column-major dimension × rows one, whose left singular vectors are the
    // components.
    let (vectors, values) = try leftSingularVectors(of: centred, rows: dimension, columns: rows)
    let variances = values.map { $0 * $0 / Double(rows - 1) }
    let total = variances.reduce(0, +)
    guard total.isFinite else { throw .tooLarge }

    self.mean = mean
    components = (0..<kept).map { k in Self.oriented(Array(vectors[k * dimension..<(k + 1) * dimension])) }
    explainedVariance = Array(variances.prefix(kept))
    explainedVarianceRatio = explainedVariance.map { total > 0 ? $0 / total : 0 }
  }

  /// The coordinates of `samples` (rows × dimension, row-major) along the components: rows × count.
  public func transform(_ samples: [Double]) -> [Double] {
    require(
      samples.count % dimension == 0, "\(samples.count) values are not a whole number of samples of \(dimension)")
    var coordinates: [Double] = []
    coordinates.reserveCapacity(samples.count / dimension * count)
    for start in stride(from: 0, to: samples.count, by: dimension) {
      for component in components {
        var sum = 0.0
        for (column, weight) in component.enumerated() { sum += (samples[start + column] - mean[column]) * weight }
        coordinates.append(sum)
      }
    }
    return coordinates
  }

  /// The samples (rows × dimension, row-major) at `coordinates` (rows × count): the inverse of `transform` where every
  /// component is kept, else its best approximation.
  public func inverseTransform(_ coordinates: [Double]) -> [Double] {
    require(
      coordinates.count % count == 0, "\(coordinates.count) values are not a whole number of rows of \(count)")
    var samples: [Double] = []
    samples.reserveCapacity(coordinates.count / count * dimension)
    for start in stride(from: 0, to: coordinates.count, by: count) {
      var sample = mean
      for (k, component) in components.enumerated() {
        for column in sample.indices { sample[column] += coordinates[start + k] * component[column] }
      }
      samples += sample
    }
    return samples
  }

  /// The sample at so many standard deviations from the mean along each of the first components: m + Σ aₖ √λₖ vₖ.
  public func sample(atStandardDeviations deviations: [Double]) -> [Double] {
    require(deviations.count <= count, "\(deviations.count) coordinates, but \(count) components")
    let padding = [Double](repeating: 0, count: count - deviations.count)
    return inverseTransform(zip(deviations + padding, explainedVariance).map { $0 * $1.squareRoot() })
  }

  private static func mean(of samples: [Double], dimension: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: dimension)
    var lows = Array(samples.prefix(dimension)), highs = lows
    for start in stride(from: 0, to: samples.count, by: dimension) {
      for column in 0..<dimension {
        let value = samples[start + column]
        sums[column] += value
        lows[column] = min(lows[column], value)
        highs[column] = max(highs[column], value)
      }
    }
    // Between the extremes, so that a coordinate that does not vary has no variance; infinite where the sum overflows.
    return sums.indices.map { column in
      let mean = sums[column] / Double(samples.count / dimension)
      return mean.isFinite ? mean.moved(between: lows[column], highs[column]) : mean
    }
  }

  /// The vector or its opposite, whichever has the positive value where it is largest.
  private static func oriented(_ vector: [Double]) -> [Double] {
    // Coordinates of all but equal size take turns as the largest from one machine to the next; the first one counts.
    let largest = vector.reduce(0) { max($0, abs($1)) } * (1 - 1e-6)
    let pivot = vector.first { abs($0) >= largest }!
    return pivot < 0 ? vector.map { -$0 } : vector
  }
}

/// Why samples have no principal components.
public enum PrincipalComponentsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There are fewer than two samples.
  case tooFewSamples(Int)
  /// A value is infinite or not a number.
  case notFinite(row: Int, column: Int)
  /// The values are so large that their variance overflows.
  case tooLarge
  /// The rotations that make the components orthogonal did not come to an end.
  case noConvergence

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .tooFewSamples(let count):
      "Principal components need at least two samples; there \(count == 1 ? "is 1" : "are \(count)")."
    case .notFinite(let row, let column):
      "Sample \(row) is not finite in coordinate \(column); look for what made it so."
    case .tooLarge: "The samples are so large that their variance overflows; scale them down."
    case .noConvergence:
      "The search for the principal components of these samples did not converge; scale them, or look for degenerate ones."
    }
  }
}
