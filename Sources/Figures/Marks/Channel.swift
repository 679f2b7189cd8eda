/// The values of one aspect of a series, such as its y values, with what records and messages call it.
public struct Channel: Equatable, Sendable {
  /// An axis that values are measured along.
  public enum Direction: Sendable {
    /// The horizontal one.
    case x
    /// The vertical one.
    case y
  }

  /// What records and messages call it, such as `x` or `angle`.
  public let name: String
  /// The values.
  public let values: [Double]
  /// The axis that shows them: it reaches as far as they do. Nil of values that no axis shows, such as angles.
  public let direction: Direction?

  /// Values under a name.
  public init(_ name: String, _ values: some Sequence<some Plottable>, along direction: Direction? = nil) {
    self.name = name
    self.values = values.map { $0.plotted }
    self.direction = direction
  }

  /// Whether all values are whole numbers.
  var isWhole: Bool { values.allSatisfy { $0 == $0.rounded() && abs($0) < 1e15 } }

  /// Refuses an empty channel, values that are not finite or beyond 1e300, and on a log scale those not positive.
  func validate(series: String, scale: Axis.Scale) throws(FigureError) {
    guard !values.isEmpty else { throw .empty(series: series) }
    for (index, value) in values.enumerated() {
      if !value.isFinite { throw .notFinite(series: series, channel: name, index: index, value: "\(value)") }
      if abs(value) > Domain.largestMagnitude {
        throw .tooLarge(series: series, channel: name, index: index, value: "\(value)")
      }
      if scale == .log, value < .leastNormalMagnitude {
        throw .notPositive(series: series, channel: name, index: index, value: "\(value)")
      }
    }
  }

  /// Refuses a channel with another number of values than `other`.
  func validateCount(series: String, equals other: Channel) throws(FigureError) {
    guard values.count == other.values.count else {
      throw .lengthMismatch(
        series: series, channel: name, count: values.count, otherChannel: other.name, otherCount: other.values.count)
    }
  }
}

/// What messages call a series: its kind and its name.
func describeSeries(_ kind: String, _ name: String?) -> String {
  name.map { "\(kind) “\($0)”" } ?? kind
}
