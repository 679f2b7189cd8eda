import LabRequirements

/// What data of each class were taken for.
public struct ConfusionMatrix: Sendable, Equatable {
  /// How many data of a class (row) were taken for a class (column).
  public let counts: [[Int]]

  /// Counts which class each datum was taken for and which it has, all in `0..<classes`, of at least one datum.
  public init(
    of classified: [Int], for labels: some Collection<some BinaryInteger>, classes: Int
  ) {
    require(
      classified.count == labels.count && !labels.isEmpty,
      "\(classified.count) classified data cannot be compared with \(labels.count) labels")
    var counts = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
    for (found, label) in zip(classified, labels) {
      require(
        (0..<classes).contains(found) && (0..<classes).contains(Int(label)),
        "a datum of class \(label) taken for \(found): classes are 0..<\(classes)")
      counts[Int(label)][found] += 1
    }
    self.counts = counts
  }

  /// The share of the data that were taken for what they are, with its standard error.
  public var accuracy: Summary {
    let right = counts.indices.reduce(0) { $0 + counts[$1][$1] }, all = counts.joined().reduce(0, +)
    return Summary(of: [Double](repeating: 1, count: right) + [Double](repeating: 0, count: all - right))
  }

  /// The share of the data of each class that were taken for what they are: recall; NaN of a class without data.
  public var accuracyByClass: [Double] { shares.indices.map { shares[$0][$0] } }

  /// The share of the data of a class (row) that were taken for a class (column): a row adds up to 1, and is NaN of a class
  /// without data.
  public var shares: [[Double]] {
    counts.map { row in
      let all = Double(row.reduce(0, +))
      return row.map { Double($0) / all }
    }
  }
}
