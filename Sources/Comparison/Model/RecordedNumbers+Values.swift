import LabNotebooks

/// What there is to know of the numbers of a record, of which it may have an extract only.
extension RecordedNumbers {
  var count: Int {
    switch self {
    case .all(let values): values.count
    case .summarised(let extract): extract.shape.count
    }
  }

  /// The least and the greatest.
  var range: ClosedRange<Double>? {
    switch self {
    case .all(let values): values.min().flatMap { low in values.max().map { low...max(low, $0) } }
    case .summarised(let extract): extract.low...max(extract.low, extract.high)
    }
  }

  /// The values that are known, each with its index; nil where none are.
  var known: [(index: Int, value: Double)]? {
    switch self {
    case .all(let values): Array(values.enumerated()).map { ($0.offset, $0.element) }
    case .summarised(let extract):
      extract.every.flatMap { every in
        extract.samples.map { zip(stride(from: 0, to: count, by: every), $0).map { (index: $0, value: $1) } }
      }
    }
  }

  /// Whether all values are known.
  var isWhole: Bool { if case .all = self { true } else { false } }

  /// The value at an index, where it is known.
  func value(at index: Int) -> Double? {
    switch self {
    case .all(let values): return values.indices.contains(index) ? values[index] : nil
    case .summarised(let extract):
      guard (0..<count).contains(index) else { return nil }
      if let step = extract.step { return extract.first + Double(index) * step }
      guard let every = extract.every, index.isMultiple(of: every) else { return nil }
      return extract.samples.flatMap { $0.indices.contains(index / every) ? $0[index / every] : nil }
    }
  }

  /// Whether these are the same numbers; both may be only digests.
  func isSame(as other: RecordedNumbers) -> Bool {
    switch (self, other) {
    case (.all(let mine), .all(let theirs)): mine == theirs
    case (.summarised(let mine), .summarised(let theirs)): mine.digest == theirs.digest
    default: false
    }
  }
}
