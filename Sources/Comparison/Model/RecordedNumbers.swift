import LabNotebooks

/// The numbers of a plotted series as a record has them: all, or a digest with an extract and, of lines, some.
enum RecordedNumbers: Equatable {
  /// All of them.
  case all([Double])
  /// Too many: what is known of them.
  case summarised(Extract)

  struct Extract: Equatable {
    var digest: String
    var count: Int
    var first, last, low, high, mean: Double
    /// From each value to the next, where that is constant.
    var step: Double?
    /// Every how many values one was kept.
    var every: Int?
    var samples: [Double]?
  }

  /// Reads an array of numbers or its extract; nil for anything else.
  init?(_ json: JSON) {
    if let values = json.numbers {
      self = .all(values)
    } else if let digest = json["digest"]?.string, let shape = json["shape"]?.numbers,
      let first = json["first"]?.number, let last = json["last"]?.number, let low = json["min"]?.number,
      let high = json["max"]?.number, let mean = json["mean"]?.number
    {
      self = .summarised(
        Extract(
          digest: digest, count: Int(exactly: shape.reduce(1, *)) ?? 0, first: first, last: last, low: low, high: high,
          mean: mean, step: json["step"]?.number,
          every: json["every"]?.number.flatMap { Int(exactly: $0) }.flatMap { $0 > 0 ? $0 : nil },
          samples: json["samples"]?.numbers))
    } else {
      return nil
    }
  }

  var count: Int {
    switch self {
    case .all(let values): values.count
    case .summarised(let extract): extract.count
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
      extract.every.flatMap { every in extract.samples?.enumerated().map { ($0.offset * every, $0.element) } }
    }
  }

  /// Whether all values are known.
  var isWhole: Bool { if case .all = self { true } else { false } }

  /// The value at an index, where it is known.
  func value(at index: Int) -> Double? {
    switch self {
    case .all(let values): return values.indices.contains(index) ? values[index] : nil
    case .summarised(let extract):
      guard (0..<extract.count).contains(index) else { return nil }
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

extension JSON {
  /// A member of an object.
  subscript(_ name: String) -> JSON? {
    if case .object(let members) = self { members[name] } else { nil }
  }

  /// The names of an object's members, in order.
  var names: [String]? { if case .object(let members) = self { members.keys.sorted() } else { nil } }

  var string: String? { if case .string(let text) = self { text } else { nil } }

  var number: Double? {
    switch self {
    case .whole(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  var elements: [JSON]? { if case .array(let elements) = self { elements } else { nil } }

  /// The numbers of an array of nothing else.
  var numbers: [Double]? {
    guard let elements else { return nil }
    let numbers = elements.compactMap(\.number)
    return numbers.count == elements.count ? numbers : nil
  }

  /// The texts of an array of nothing else.
  var strings: [String]? {
    guard let elements else { return nil }
    let strings = elements.compactMap(\.string)
    return strings.count == elements.count ? strings : nil
  }
}
