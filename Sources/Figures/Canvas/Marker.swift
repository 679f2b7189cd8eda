import Foundation

/// A marker's shape. The shapes are filled, and equal in area to the eye.
enum Marker: CaseIterable, Sendable {
  case circle, square, triangleUp, diamond, plus, triangleDown, cross, star, triangleLeft, triangleRight

  /// The corners around a centre at the origin for a marker of radius 1, or nil for the circle.
  var outline: [Point]? {
    switch self {
    case .circle: nil
    case .square: Self.squareOutline
    case .triangleUp: Self.triangle(turns: 0)
    case .triangleRight: Self.triangle(turns: 1)
    case .triangleDown: Self.triangle(turns: 2)
    case .triangleLeft: Self.triangle(turns: 3)
    case .diamond: Self.polygon(radii: [1.3], corners: 4)
    case .plus: Self.plusOutline
    case .cross: Self.plusOutline.map { Self.rotated($0, by: .pi / 4) }
    case .star: Self.polygon(radii: [1.45, 0.6], corners: 10)
    }
  }

  private static let squareOutline = [
    Point(x: -0.89, y: -0.89), Point(x: 0.89, y: -0.89), Point(x: 0.89, y: 0.89), Point(x: -0.89, y: 0.89),
  ]

  private static let plusOutline: [Point] = {
    let (long, short) = (1.25, 0.42)
    let corner = [Point(x: short, y: -short), Point(x: short, y: -long), Point(x: -short, y: -long)]
    return (0..<4).flatMap { turn in corner.map { rotated($0, by: -Double(turn) * .pi / 2) } }
  }()

  private static func triangle(turns: Int) -> [Point] {
    polygon(radii: [1.4], corners: 3).map { rotated($0, by: Double(turns) * .pi / 2) }
  }

  /// Corners at equal angles from the top, at the radii given in turn.
  private static func polygon(radii: [Double], corners: Int) -> [Point] {
    (0..<corners).map { index in
      let radius = radii[index % radii.count]
      return rotated(Point(x: 0, y: -radius), by: 2 * .pi * Double(index) / Double(corners))
    }
  }

  private static func rotated(_ point: Point, by angle: Double) -> Point {
    Point(x: point.x * cos(angle) - point.y * sin(angle), y: point.x * sin(angle) + point.y * cos(angle))
  }
}
