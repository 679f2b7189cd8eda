import Foundation
import LabRequirements

/// What two labellings of the same data tell of each other.
///
/// A. Strehl and J. Ghosh: Cluster ensembles (2002); divided by the mean of the entropies, as is usual now.
public struct NormalizedMutualInformation: Sendable, Equatable {
  /// Σ p(a, b) log[p(a, b)/p(a) p(b)], in nats.
  public let information: Double
  /// The entropies of both, in nats.
  public let entropies: (Double, Double)

  /// The information over the mean of the entropies: 0 where one tells nothing of the other, 1 where each tells all; 1 as well
  /// where both have one label alone, and there is nothing to tell.
  public var value: Double {
    let mean = (entropies.0 + entropies.1) / 2
    return mean == 0 ? 1 : information / mean
  }

  /// Of two labellings of at least one datum, by any whole numbers.
  public init(of labels: [Int], and others: [Int]) {
    require(
      labels.count == others.count && !labels.isEmpty, "\(labels.count) labels cannot be paired with \(others.count)")
    // In the order of their first appearance, so that sums have one order.
    func numbered(_ labels: [Int]) -> (places: [Int], count: Int) {
      var numbers: [Int: Int] = [:]
      let places = labels.map { label -> Int in
        if let known = numbers[label] { return known }
        numbers[label] = numbers.count
        return numbers.count - 1
      }
      return (places, numbers.count)
    }
    let (rows, columns) = (numbered(labels), numbered(others)), total = Double(labels.count)
    var joint = [[Double]](repeating: [Double](repeating: 0, count: columns.count), count: rows.count)
    for (row, column) in zip(rows.places, columns.places) { joint[row][column] += 1 / total }
    let rowShares = joint.map { $0.reduce(0, +) }
    let columnShares = (0..<columns.count).map { column in joint.reduce(0) { $0 + $1[column] } }
    var information = 0.0
    for (row, shares) in joint.enumerated() {
      for (column, share) in shares.enumerated() where share > 0 {
        information += share * log(share / (rowShares[row] * columnShares[column]))
      }
    }
    // Never below 0 but for rounding.
    self.information = max(information, 0)
    func entropy(_ shares: [Double]) -> Double { -shares.reduce(0) { $0 + $1 * log($1) } }
    entropies = (max(entropy(rowShares), 0), max(entropy(columnShares), 0))
  }

  /// Whether information and entropies are the same.
  public static func == (a: Self, b: Self) -> Bool { a.information == b.information && a.entropies == b.entropies }
}
