import LabTensors

/// Where the values of a distribution lie.
public enum Support: Equatable, Sendable {
  /// Any finite number.
  case real
  /// Finite numbers above 0.
  case positive
  /// Numbers from 0 to 1, both included.
  case unitInterval
  /// Numbers from the first to the second, element by element; both broadcast to the value.
  case interval(Tensor, Tensor)
  /// 0 or 1.
  case binary
  /// 0, 1, 2, …
  case counts
  /// 0, 1, …, up to one less than this many.
  case categories(Int)
  /// Vectors with one 1 and 0 elsewhere.
  case oneHot
  /// Vectors of numbers from 0 to 1 whose sum is 1, up to rounding.
  case simplex

  /// Whether values lie apart from each other, so that no small change leads from one to another.
  public var isDiscrete: Bool {
    switch self {
    case .binary, .counts, .categories, .oneHot: true
    case .real, .positive, .unitInterval, .interval, .simplex: false
    }
  }

  /// What is wrong with the first element of a value that lies outside, such as `element 3 is -1.0, not above 0`; nil
  /// where all of it lies inside.
  public func violation(in value: Tensor) -> String? {
    switch self {
    case .real: element(of: value, "finite") { $0.isFinite }
    case .positive: element(of: value, "above 0 and finite") { $0 > 0 && $0.isFinite }
    case .unitInterval: element(of: value, "from 0 to 1") { $0 >= 0 && $0 <= 1 }
    case .binary: element(of: value, "0 or 1") { $0 == 0 || $0 == 1 }
    case .counts: element(of: value, "one of 0, 1, 2, …") { $0 >= 0 && $0.isFinite && $0 == $0.rounded() }
    case .categories(let count):
      element(of: value, "one of 0, …, \(count - 1)") { $0 >= 0 && $0 < Float(count) && $0 == $0.rounded() }
    case .interval(let low, let high): outside(low.broadcast(to: value.shape), high.broadcast(to: value.shape), value)
    case .oneHot:
      element(of: value, "0 or 1") { $0 == 0 || $0 == 1 }
        ?? vector(of: value, "1") { $0 == 1 }
    case .simplex:
      element(of: value, "from 0 to 1") { $0 >= 0 && $0 <= 1 }
        // Each element is rounded to a relative 2⁻²⁴, and so is each partial sum.
        ?? vector(of: value, "1") { abs($0 - 1) <= 0x1p-23 * Float(value.shape[-1] + 4) }
    }
  }

  /// The logarithm of the indicator of the support of events, of so many last axes, which the result lacks: 0 inside, −∞ outside,
  /// NaN where a number is NaN.
  package func logIndicator(of values: Tensor, eventRank: Int = 1) -> Tensor {
    let shape = values.shape.dropLast(eventRank), event = values.shape.suffix(eventRank)
    if case .interval(let low, let high) = self {
      let each = LabDistributions.logIndicator(of: values, from: low, to: high)
      return each.sum(along: Array(shape.rank..<each.shape.rank))
    }
    if violation(in: values) == nil { return .zeros(shape) }
    let elements = values.elements, length = event.count
    return Tensor(
      (0..<shape.count).map { row in
        let value = Array(elements[row * length..<(row + 1) * length])
        return value.contains(where: \.isNaN)
          ? .nan : violation(in: Tensor(value, shape: event)) == nil ? 0 : -.infinity
      }, shape: shape)
  }

  private func element(of value: Tensor, _ condition: String, _ holds: (Float) -> Bool) -> String? {
    value.withElements { elements in
      elements.firstIndex { !holds($0) }.map { "element \($0) is \(elements[$0]), not \(condition)" }
    }
  }

  private func vector(of value: Tensor, _ condition: String, _ holds: (Float) -> Bool) -> String? {
    let sums = value.sum(along: [-1])
    return sums.withElements { elements in
      elements.firstIndex { !holds($0) }.map { "vector \($0) has the sum \(elements[$0]), not \(condition)" }
    }
  }

  private func outside(_ low: Tensor, _ high: Tensor, _ value: Tensor) -> String? {
    let (lows, highs, values) = (low.elements, high.elements, value.elements)
    return values.indices.first { !(values[$0] >= lows[$0] && values[$0] <= highs[$0]) }
      .map { "element \($0) is \(values[$0]), not from \(lows[$0]) to \(highs[$0])" }
  }
}
