import Foundation

/// The smallest and the largest of the values on an axis.
struct Extent: Equatable, Sendable {
  var lower: Double
  var upper: Double

  init(_ lower: Double, _ upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// The extent of some values, or nil where there are none.
  init?(_ values: some Sequence<Double>) {
    var iterator = values.makeIterator()
    guard let first = iterator.next() else { return nil }
    self.init(first, first)
    while let value = iterator.next() {
      lower = min(lower, value)
      upper = max(upper, value)
    }
  }

  func union(_ other: Extent) -> Extent {
    Extent(min(lower, other.lower), max(upper, other.upper))
  }
}

/// What values an axis spans, and how they map to fractions of its length.
struct Domain: Equatable, Sendable {
  let lower: Double
  let upper: Double
  let scale: Axis.Scale
  /// Whether ticks stand at whole numbers only.
  let isWhole: Bool
  /// Where labelled ticks stand; none for round numbers.
  let ticks: [Double]

  /// Magnitudes beyond this are refused, so that no difference of two values overflows.
  static let largestMagnitude = 1e300
  /// Ends closer than this, relative to their magnitude, count as equal: ticks between them would not be distinct.
  private static let smallestRelativeSpan = 1e-10
  private static let smallestSpan = 1e-290

  /// The domain of the data, with `padding` (a fraction of the span) at both ends, but none at a lower end to keep.
  init(
    _ extent: Extent, scale: Axis.Scale, padding: Double = 0, keepsLower: Bool = false, isWhole: Bool = false,
    ticks: [Double] = []
  ) {
    self.scale = scale
    self.ticks = ticks
    switch scale {
    case .linear:
      let (low, high) = Self.separated(extent, isWhole: isWhole)
      // Between limits of one's own there may be none.
      self.isWhole = isWhole && low.rounded(.up) <= high.rounded(.down)
      let margin = (high - low) * padding
      lower = keepsLower && extent.lower == low ? low : low - margin
      upper = high + margin
    case .log:
      self.isWhole = false
      // Equal ends get a factor of two to each side.
      let isFlat = log10(extent.upper) - log10(extent.lower) < Self.smallestRelativeSpan
      let (low, high) = isFlat ? (extent.lower / 2, extent.upper * 2) : (extent.lower, extent.upper)
      let factor = pow(10, (log10(high) - log10(low)) * padding)
      lower = max(keepsLower ? low : low / factor, .leastNormalMagnitude)
      upper = min(high * factor, .greatestFiniteMagnitude)
    }
  }

  /// Ends that are equal, or too close for distinct ticks, moved apart.
  private static func separated(_ extent: Extent, isWhole: Bool) -> (Double, Double) {
    let magnitude = max(abs(extent.lower), abs(extent.upper))
    guard extent.upper - extent.lower <= max(magnitude * smallestRelativeSpan, smallestSpan) else {
      return (extent.lower, extent.upper)
    }
    let margin = isWhole || magnitude <= smallestSpan ? max(1, magnitude * 0.1) : max(magnitude * 0.1, smallestSpan)
    return (extent.lower - margin, extent.upper + margin)
  }

  /// Where a value stands: 0 at the lower end, 1 at the upper; beyond them outside the axis.
  func fraction(_ value: Double) -> Double {
    switch scale {
    case .linear: (value - lower) / (upper - lower)
    case .log: (log10(value) - log10(lower)) / (log10(upper) - log10(lower))
    }
  }

  func contains(_ value: Double) -> Bool { value >= lower && value <= upper }
}
