/// How a noisy curve is smoothed for drawing.
public enum Smoothing: Equatable, Sendable, CustomStringConvertible {
  /// The mean over `window` neighbouring values (an odd number), centred; fewer at the ends.
  case mean(window: Int)

  /// A mean over about a fiftieth of `count` values.
  public static func suited(to count: Int) -> Smoothing { .mean(window: count / 100 * 2 + 1) }

  /// What was done, in words for a legend.
  public var description: String {
    switch self {
    case .mean(let window): "mean over \(window) values"
    }
  }

  /// Whether the curve stays as it is.
  var isIdentity: Bool { self == .mean(window: 1) }

  func validate(series: String) throws(FigureError) {
    guard case .mean(let window) = self, window < 1 || window % 2 == 0 else { return }
    throw .invalid("\(series): a mean over \(window) values. Give a window of 1, 3, 5, … values.")
  }

  /// As many values, smoothed.
  func smoothed(_ values: [Double]) -> [Double] {
    switch self {
    case .mean(let window):
      let reach = window / 2
      return values.indices.map { index in
        let neighbours = values[max(0, index - reach)...min(values.count - 1, index + reach)]
        return neighbours.reduce(0, +) / Double(neighbours.count)
      }
    }
  }
}
