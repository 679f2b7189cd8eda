import Foundation
import LabRequirements

/// A white shape on black, whose look is a function of five numbers: what it is, how large, turned how far, and where.
///
/// All lengths are shares of the image's side, so that a sprite looks alike in images of any extent.
public struct Sprite: Sendable, Equatable {
  /// What a sprite can be. All have the same area at the same size, and all are longer than wide.
  public enum Shape: Int, CaseIterable, Sendable {
    /// One and a half times as long as wide; half a turn leaves it as it was.
    case ellipse
    /// A rectangle, three times as long as wide; half a turn leaves it as it was.
    case bar
    /// An isosceles triangle, one and a half times as high as its base is long; only a full turn leaves it as it was.
    case triangle

    /// What it is called.
    public var name: String { "\(self)" }
  }

  /// What it is.
  public var shape: Shape
  /// The square root of its area, in sides of the image.
  public var size: Double
  /// How far its length is turned from the horizontal, in radians, clockwise as one sees it: the triangle's apex points right
  /// at 0 and down at π/2.
  public var angle: Double
  /// Its centre of mass, in sides of the image from the left edge.
  public var x: Double
  /// Its centre of mass, in sides of the image from the upper edge.
  public var y: Double

  /// A sprite of these factors; the size is more than 0.
  public init(_ shape: Shape, size: Double, angle: Double = 0, x: Double = 0.5, y: Double = 0.5) {
    require(size > 0 && size.isFinite, "a sprite of size \(size): give a share of the image's side, more than 0")
    require(
      angle.isFinite && x.isFinite && y.isFinite, "a sprite at (\(x), \(y)), turned by \(angle): give finite numbers")
    (self.shape, self.size, self.angle, self.x, self.y) = (shape, size, angle, x, y)
  }

  /// The share of each pixel that it covers, from 0 to 255, by 8 × 8 points in the pixel: extent × extent, row-major. What lies
  /// outside of the image is cut off.
  public func pixels(extent: Int) -> [UInt8] {
    require(extent > 0, "an image of \(extent) × \(extent) pixels has no pixels")
    var bytes = [UInt8](repeating: 0, count: extent * extent)
    let side = Double(extent), reach = size * shape.reach
    func touched(_ centre: Double) -> Range<Int> {
      func pixel(_ place: Double) -> Int { Int(min(max(place * side, 0), side)) }
      return pixel(centre - reach)..<min(pixel(centre + reach) + 1, extent)
    }
    let columns = touched(x), cosine = cos(angle), sine = sin(angle)
    for row in touched(y) {
      for column in columns {
        var covered = 0
        for point in 0..<Self.points * Self.points {
          let right = (Double(column) + Self.offset(point % Self.points)) / side - x
          let down = (Double(row) + Self.offset(point / Self.points)) / side - y
          let along = (right * cosine + down * sine) / size, across = (down * cosine - right * sine) / size
          if shape.contains(along, across) { covered += 1 }
        }
        let all = Self.points * Self.points
        bytes[row * extent + column] = UInt8((255 * covered + all / 2) / all)
      }
    }
    return bytes
  }

  /// How far from its centre it reaches in any direction, in sides of the image.
  var reach: Double { size * shape.reach }

  private static let points = 8
  private static func offset(_ index: Int) -> Double { (Double(index) + 0.5) / Double(points) }
}

extension Sprite.Shape {
  /// Whether a point belongs to it, `along` its length and `across` it from its centre of mass: of area 1.
  fileprivate func contains(_ along: Double, _ across: Double) -> Bool {
    switch self {
    case .ellipse: .pi * (along * along / 1.5 + across * across * 1.5) <= 1
    case .bar: abs(along) <= 3.0.squareRoot() / 2 && abs(across) <= 3.0.squareRoot() / 6
    // √3 high over a base of 2/√3: a third of the height from base to centre.
    case .triangle: along >= -1 / 3.0.squareRoot() && abs(across) <= (2 / 3.0.squareRoot() - along) / 3
    }
  }

  /// The distance of its farthest point from its centre of mass, of area 1.
  fileprivate var reach: Double {
    switch self {
    case .ellipse: (1.5 / .pi).squareRoot()
    case .bar: (5.0 / 6).squareRoot()
    case .triangle: 2 / 3.0.squareRoot()
    }
  }
}
