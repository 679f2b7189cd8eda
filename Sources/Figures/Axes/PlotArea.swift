/// The rectangle that data are drawn in, and how values map to it.
struct PlotArea: Equatable, Sendable {
  var rect: Rect
  var x: Domain
  var y: Domain

  /// Where a pair of values stands on the canvas. Far-away values stay within numbers that Cairo can draw.
  func point(_ xValue: Double, _ yValue: Double) -> Point {
    Point(x: horizontal(xValue), y: vertical(yValue))
  }

  func horizontal(_ value: Double) -> Double {
    rect.x + rect.width * Self.bounded(x.fraction(value))
  }

  func vertical(_ value: Double) -> Double {
    rect.maxY - rect.height * Self.bounded(y.fraction(value))
  }

  private static func bounded(_ fraction: Double) -> Double { min(max(fraction, -20), 20) }
}
