import Foundation
import LabRequirements

/// A density estimated from samples by putting a Gaussian on each (Silverman 1986): in any dimension, and with the
/// samples' own covariance, narrowed by a factor, as that of every kernel.
///
/// Where the samples lie in several separate clumps, the covariance is mostly the distance between them, and either rule
/// blurs them into each other: give a smaller factor.
public struct KernelDensity: Sendable, Equatable {
  /// How much narrower than the samples their kernels are, in every direction.
  public enum Bandwidth: Sendable, Equatable {
    /// n^(−1/(d+4)) of n samples in d dimensions (Scott 1992).
    case scott
    /// (n(d+2)/4)^(−1/(d+4)) (Silverman 1986); in two dimensions the same as Scott's.
    case silverman
    /// The factor itself, above 0.
    case factor(Double)
  }

  /// Coordinates in a sample.
  public let dimension: Int
  /// Number of samples, and so of kernels.
  public let count: Int
  /// A kernel's standard deviation over that of the samples, the same in every direction.
  public let factor: Double
  /// The covariance of a kernel: the factor's square times that of the samples (divided by their number less one);
  /// dimension × dimension, row-major.
  public let covariance: [Double]

  private let mean: [Double]
  private let cholesky: CholeskyFactor
  /// The samples in coordinates in which a kernel is a standard normal density; coordinate-major.
  private var whitened: [Double] = []

  /// The estimate from `samples` (rows × dimension, row-major).
  ///
  /// - Throws: where there are no more samples than dimensions, a value is not finite, the samples lie in fewer
  ///   dimensions than they have coordinates, or the factor is not positive.
  public init(
    of samples: [Double], dimension: Int, bandwidth: Bandwidth = .scott
  ) throws(KernelDensityError) {
    require(dimension > 0, "samples of dimension \(dimension)")
    require(
      samples.count % dimension == 0, "\(samples.count) values are not a whole number of samples of \(dimension)")
    self.dimension = dimension
    count = samples.count / dimension
    guard count > dimension else { throw .tooFewSamples(count, dimension: dimension) }
    if let index = samples.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(row: index / dimension, column: index % dimension)
    }
    factor = bandwidth.factor(count: Double(count), dimension: Double(dimension))
    guard factor > 0 && factor.isFinite else { throw .badFactor(factor) }

    mean = Self.mean(of: samples, dimension: dimension)
    let spread = Self.covariance(of: Self.centred(samples, on: mean))
    guard spread.allSatisfy(\.isFinite) else { throw .tooLarge }
    do { cholesky = try CholeskyFactor(of: spread, dimension: dimension) } catch {
      throw .singular(column: error.index)
    }
    covariance = spread.map { [factor] in $0 * factor * factor }
    whitened = whiten(samples)
  }

  /// A kernel's standard deviation along each axis, in the samples' units: dimension values.
  public var standardDeviations: [Double] {
    (0..<dimension).map { covariance[$0 * dimension + $0].squareRoot() }
  }

  /// The density at `points` (rows × dimension, row-major), a value for each; NaN where a coordinate is not finite.
  public func density(at points: [Double]) -> [Double] { logDensity(at: points).map { exp($0) } }

  /// The natural logarithm of the density at `points` (rows × dimension, row-major), a value for each; finite far beyond
  /// where the density underflows, NaN where a coordinate is not finite.
  public func logDensity(at points: [Double]) -> [Double] {
    require(
      points.count % dimension == 0, "\(points.count) values are not a whole number of points of \(dimension)")
    let rows = points.count / dimension
    let places = whiten(points)
    var logVolume = Double(dimension) * log(factor)
    for k in 0..<dimension { logVolume += log(cholesky.elements[k * dimension + k]) }
    let logNormalizer = log(Double(count)) + Double(dimension) / 2 * log(2 * .pi) + logVolume

    var distances = [Double](repeating: 0, count: count)
    return (0..<rows).map { row in
      for k in 0..<dimension { addSquares(to: &distances, from: places[k * rows + row], coordinate: k) }
      let least = distances.reduce(.infinity) { $0 < $1 ? $0 : $1 }
      guard points[row * dimension..<(row + 1) * dimension].allSatisfy(\.isFinite) else { return .nan }
      guard least.isFinite else { return -.infinity }
      // Relative to the nearest kernel, so that the sum is at least one. What adds less than e⁻⁷⁰⁰ to it is left out: it
      // changes no digit, and exp is slow where its result underflows.
      let sum = distances.reduce(0) { $1 - least > 1400 ? $0 : $0 + exp((least - $1) / 2) }
      return log(sum) - least / 2 - logNormalizer
    }
  }

  /// The squares of the samples' differences from `place` in one coordinate; the first coordinate begins the sum.
  private func addSquares(to distances: inout [Double], from place: Double, coordinate: Int) {
    let start = coordinate * count
    distances.withUnsafeMutableBufferPointer { distances in
      whitened.withUnsafeBufferPointer { samples in
        for i in distances.indices {
          let difference = samples[start + i] - place
          distances[i] = (coordinate == 0 ? 0 : distances[i]) + difference * difference
        }
      }
    }
  }

  /// L⁻¹(x − mean)/factor, where L Lᵀ is the samples' covariance: row-major points in, coordinate-major ones out.
  private func whiten(_ points: [Double]) -> [Double] {
    var vectors = Self.centred(points, on: mean).flatMap { $0 }
    cholesky.divide(&vectors, count: points.count / dimension)
    return vectors.map { $0 / factor }
  }

  private static func mean(of samples: [Double], dimension: Int) -> [Double] {
    // Summed relative to the first sample: the mean of a coordinate that does not vary is then exact.
    (0..<dimension).map { column in
      let differences = stride(from: column, to: samples.count, by: dimension).map { samples[$0] - samples[column] }
      return samples[column] + differences.reduce(0, +) / Double(differences.count)
    }
  }

  /// The differences from the mean, an array a coordinate.
  private static func centred(_ points: [Double], on mean: [Double]) -> [[Double]] {
    mean.indices.map { column in
      stride(from: column, to: points.count, by: mean.count).map { points[$0] - mean[column] }
    }
  }

  private static func covariance(of centred: [[Double]]) -> [Double] {
    centred.flatMap { a in
      centred.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / Double(a.count - 1) }
    }
  }
}

extension KernelDensity.Bandwidth {
  fileprivate func factor(count: Double, dimension: Double) -> Double {
    switch self {
    case .scott: pow(count, -1 / (dimension + 4))
    case .silverman: pow(count * (dimension + 2) / 4, -1 / (dimension + 4))
    case .factor(let factor): factor
    }
  }
}

/// Why no density can be estimated from samples.
public enum KernelDensityError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There are no more samples than dimensions, so that their covariance is singular.
  case tooFewSamples(Int, dimension: Int)
  /// A value is infinite or not a number.
  case notFinite(row: Int, column: Int)
  /// A coordinate does not vary, or is a linear combination of the ones before it.
  case singular(column: Int)
  /// The values are so large that their covariance overflows.
  case tooLarge
  /// The bandwidth's factor is not a positive number.
  case badFactor(Double)

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .tooFewSamples(let count, let dimension):
      "A kernel density in \(dimension) dimension\(dimension == 1 ? "" : "s") needs at least \(dimension + 1) samples; "
        + "there \(count == 1 ? "is 1" : "are \(count)")."
    case .notFinite(let row, let column):
      "Sample \(row) is not finite in coordinate \(column); look for what made it so."
    case .singular(let column):
      "The samples' covariance is singular: coordinate \(column) does not vary, or "
        + "is a linear combination of the ones before it; leave it out, or reduce the samples to their components."
    case .tooLarge: "The samples are so large that their covariance overflows; scale them down."
    case .badFactor(let factor): "The bandwidth's factor is \(factor); give a number above 0."
    }
  }
}
