/// A position in a picture in points: x to the right, y down.
public struct Point: Equatable, Sendable {
  /// To the right and down.
  public var x, y: Double

  /// A position so far to the right and down.
  public init(x: Double, y: Double) { (self.x, self.y) = (x, y) }
}

/// An extent in points.
public struct Size: Equatable, Sendable {
  /// Width in points.
  public var width: Double
  /// Height in points.
  public var height: Double

  /// A width and a height in points.
  public init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// Refuses an extent that no picture can have, such as one below 40 or above 4,000 points.
  func validate(of what: String) throws(FigureError) {
    let sensible = 40.0...4000.0
    guard sensible.contains(width), sensible.contains(height) else {
      throw .invalid("\(what): a size of \(width) × \(height) points. Give between 40 and 4000 points each way.")
    }
  }
}

/// A rectangle in points, y down.
struct Rect: Equatable, Sendable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  var maxX: Double { x + width }
  var maxY: Double { y + height }
  var midX: Double { x + width / 2 }
  var midY: Double { y + height / 2 }

  func contains(_ point: Point) -> Bool {
    point.x >= x && point.x <= maxX && point.y >= y && point.y <= maxY
  }

  func contains(_ other: Rect) -> Bool {
    other.x >= x && other.maxX <= maxX && other.y >= y && other.maxY <= maxY
  }

  func intersects(_ other: Rect) -> Bool {
    x < other.maxX && other.x < maxX && y < other.maxY && other.y < maxY
  }

  /// The rectangle moved inwards by `margin` on each side, or outwards where it is negative.
  func inset(by margin: Double) -> Rect {
    Rect(x: x + margin, y: y + margin, width: width - 2 * margin, height: height - 2 * margin)
  }
}

/// Space at the four sides of a plot, in points.
struct Insets: Equatable, Sendable {
  var top = 0.0
  var left = 0.0
  var bottom = 0.0
  var right = 0.0

  var horizontal: Double { left + right }
  var vertical: Double { top + bottom }

  /// The larger of both on each side.
  func union(_ other: Insets) -> Insets {
    Insets(
      top: max(top, other.top), left: max(left, other.left), bottom: max(bottom, other.bottom),
      right: max(right, other.right))
  }
}
