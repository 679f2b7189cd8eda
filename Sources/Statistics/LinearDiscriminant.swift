import Foundation
import LabRequirements

/// The linear classifier that is best where the samples of all classes spread alike: Fisher's linear discriminant.
///
/// A point x gets the class k with the largest μₖᵀ Σ⁻¹ x − μₖᵀ Σ⁻¹ μₖ/2 + log πₖ, where μₖ is the mean of the class's samples, πₖ
/// their share of all, and Σ the covariance within classes, divided by the number of samples less that of classes (T. Hastie,
/// R. Tibshirani and J. Friedman: The elements of statistical learning, 2009, section 4.3). Unlike logistic regression it has a
/// closed form, neither an iteration nor a penalty to choose, and the same result in whatever coordinates the samples are.
public struct LinearDiscriminant: Sendable, Equatable {
  /// Coordinates in a sample.
  public let dimension: Int
  /// The mean of all samples.
  public let center: [Double]
  /// How much a class's score rises with each coordinate, Σ⁻¹ (μₖ − center): a row for each class from 0 to the greatest label.
  public let weights: [[Double]]
  /// The score of each class at the center; −∞ of a class without samples.
  public let biases: [Double]

  /// The classifier that `samples` make.
  ///
  /// - Parameters:
  ///   - samples: rows × dimension, row-major.
  ///   - dimension: coordinates in a sample.
  ///   - labels: the class of each sample, from 0 on.
  /// - Throws: where a coordinate is not finite, there are fewer samples than coordinates and classes together, or within classes
  ///   they lie in fewer dimensions than they have coordinates.
  public init(
    of samples: [Double], dimension: Int, labels: some Collection<some BinaryInteger>
  ) throws(ClassifierError) {
    let labels = try checked(samples, dimension: dimension, labels: labels)
    require(labels.allSatisfy { $0 >= 0 }, "a label is below 0; number the classes from 0")
    self.dimension = dimension
    let classes = ClassMeans(samples, dimension, labels)
    let needed = dimension + classes.counts.count { $0 > 0 }
    guard labels.count >= needed else { throw .tooFewSamples(labels.count, needed: needed) }
    let within = classes.covariance(samples, labels)
    guard within.allSatisfy(\.isFinite) else { throw .tooLarge }
    let cholesky: CholeskyFactor
    do { cholesky = try CholeskyFactor(of: within, dimension: dimension) } catch {
      throw .singular(column: error.index)
    }

    let center = classes.center
    let means = classes.means.map { zip($0, center).map { $0 - $1 } }
    let weights = means.map(cholesky.solution)
    biases = weights.indices.map { k in
      log(Double(classes.counts[k]) / Double(labels.count)) - dot(means[k], weights[k]) / 2
    }
    (self.center, self.weights) = (center, weights)
  }

  /// The class of each of `points` (rows × dimension, row-major); of classes of equal score, the least.
  ///
  /// - Throws: where a coordinate is not finite.
  public func classified(_ points: [Double]) throws(ClassifierError) -> [Int] {
    try requireFinite(points, dimension: dimension)
    return stride(from: 0, to: points.count, by: dimension).map { start in
      let point = zip(points[start..<start + dimension], center).map { $0 - $1 }
      let scores = zip(weights, biases).map { dot(point, $0) + $1 }
      return scores.firstIndex(of: scores.max()!)!
    }
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

/// The means of the samples of each class; zeros of a class without any.
private struct ClassMeans {
  let dimension: Int
  let counts: [Int]
  private(set) var means: [[Double]]

  init(_ samples: [Double], _ dimension: Int, _ labels: [Int]) {
    let classes = labels.max()! + 1
    self.dimension = dimension
    counts = labels.reduce(into: [Int](repeating: 0, count: classes)) { $0[$1] += 1 }
    means = [[Double]](repeating: [Double](repeating: 0, count: dimension), count: classes)
    for (row, label) in labels.enumerated() {
      for axis in 0..<dimension { means[label][axis] += samples[row * dimension + axis] }
    }
    for (label, count) in counts.enumerated() where count > 0 {
      for axis in 0..<dimension { means[label][axis] /= Double(count) }
    }
  }

  /// The mean of all samples.
  var center: [Double] {
    let all = Double(counts.reduce(0, +))
    return (0..<dimension).map { axis in
      zip(means, counts).reduce(0) { $0 + $1.0[axis] * (Double($1.1) / all) }
    }
  }

  /// The covariance within classes, dimension × dimension, of which the lower triangle is filled.
  func covariance(_ samples: [Double], _ labels: [Int]) -> [Double] {
    var sums = [Double](repeating: 0, count: dimension * dimension)
    for (row, label) in labels.enumerated() {
      let differences = (0..<dimension).map { samples[row * dimension + $0] - means[label][$0] }
      for a in 0..<dimension {
        for b in 0...a { sums[a * dimension + b] += differences[a] * differences[b] }
      }
    }
    let degrees = Double(labels.count - counts.count { $0 > 0 })
    return sums.map { $0 / degrees }
  }
}

extension CholeskyFactor {
  /// The x with L Lᵀ x = v.
  fileprivate func solution(_ v: [Double]) -> [Double] {
    var x = v
    divide(&x, count: 1)
    for row in (0..<dimension).reversed() {
      for below in row + 1..<dimension { x[row] -= elements[below * dimension + row] * x[below] }
      x[row] /= elements[row * dimension + row]
    }
    return x
  }
}
