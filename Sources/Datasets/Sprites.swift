import Foundation
import LabRequirements

/// Images whose factors are known: a sprite of every shape in every size, at every angle and place of a grid.
///
/// ```swift
/// let sprites = Sprites(extent: 28)
/// let batches = Minibatches(of: 100, from: sprites.images, using: random["order of the images"])
/// let turned = sprites.factors[2].levels  // the number of each image's angle, in the order of `images`
/// ```
///
/// In the manner of dSprites (L. Matthey, I. Higgins, D. Hassabis and A. Lerchner: dSprites, 2017), whose images are 64 × 64
/// and black and white; here they are as large as one likes, and anti-aliased. dSprites turns its sprites by a full circle,
/// which leaves an ellipse and a square as they were after half and a quarter of it. These by default go from 0° to 90°, an
/// interval at whose ends no shape looks the same: every image shows other factors, and no number of a code has to bend into a
/// circle to tell them.
public struct Sprites: Sendable {
  /// One of the things that vary from image to image.
  public struct Factor: Sendable {
    /// What it is called: “shape”, “size”, “angle”, “x” or “y”.
    public let name: String
    /// What each of its levels is called.
    public let levelNames: [String]
    /// Its level in each image, in `0..<levelNames.count`.
    public let levels: [Int]
  }

  /// The images, each labelled by its shape: those that differ in y alone stand next to each other, those that differ in shape
  /// farthest apart.
  public let images: LabelledImages
  /// Shape, size, angle, x and y, in the order of the images.
  public let factors: [Factor]

  private let sprites: [Sprite]

  /// Every combination of the levels of five factors.
  ///
  /// - Parameters:
  ///   - extent: pixels along each side of an image.
  ///   - shapes: what the sprites are.
  ///   - sizes: the square roots of their areas, as shares of the image's side.
  ///   - angles: how far they are turned, in degrees, clockwise.
  ///   - x: where their centres are, as shares of the image's side from the left; none so near an edge that a sprite is cut off.
  ///   - y: the same from above.
  public init(
    extent: Int = 28, shapes: [Sprite.Shape] = Sprite.Shape.allCases, sizes: [Double] = [0.16, 0.2, 0.24, 0.28],
    angles: [Double] = Array(stride(from: 0, through: 90, by: 10)),
    x: [Double] = (0..<9).map { 0.34 + 0.04 * Double($0) }, y: [Double] = (0..<9).map { 0.34 + 0.04 * Double($0) }
  ) {
    for (name, values) in [("sizes", sizes), ("angles", angles), ("x", x), ("y", y)] {
      require(Set(values).count == values.count, "\(name) \(values): give each once")
      require(!values.isEmpty, "no \(name) for sprites: give at least one")
    }
    require(!shapes.isEmpty && Set(shapes).count == shapes.count, "shapes \(shapes): give at least one, and each once")
    let counts = [shapes.count, sizes.count, angles.count, x.count, y.count]
    let combinations = (0..<counts.reduce(1, *)).map { Self.levels(of: $0, counts: counts) }
    sprites = combinations.map { levels in
      Sprite(
        shapes[levels[0]], size: sizes[levels[1]], angle: angles[levels[2]] * .pi / 180, x: x[levels[3]],
        y: y[levels[4]])
    }
    for sprite in sprites {
      require(
        sprite.isWhole,
        "a \(sprite.shape) of size \(sprite.size) at (\(sprite.x), \(sprite.y)) may leave the image: "
          + "give places nearer to 0.5, or smaller sizes")
    }
    func names(_ values: [Double], _ unit: String = "") -> [String] {
      values.map { String(format: "%.4g", $0) + unit }
    }
    let names = [
      ("shape", shapes.map(\.name)), ("size", names(sizes)), ("angle", names(angles, "°")), ("x", names(x)),
      ("y", names(y)),
    ]
    factors = names.enumerated().map { place, factor in
      Factor(name: factor.0, levelNames: factor.1, levels: combinations.map { $0[place] })
    }
    images = LabelledImages(
      pixels: sprites.flatMap { $0.pixels(extent: extent) }, labels: combinations.map { UInt8($0[0]) }, height: extent,
      width: extent, classNames: shapes.map(\.name))
  }

  /// Number of images.
  public var count: Int { sprites.count }

  /// What an image shows.
  public subscript(index: Int) -> Sprite {
    require(sprites.indices.contains(index), "image \(index) is outside 0..<\(count)")
    return sprites[index]
  }

  /// The number of the image with the given level of each factor, in the order of `factors`.
  public func index(ofLevels levels: [Int]) -> Int {
    require(levels.count == factors.count, "\(levels.count) levels; there are \(factors.count) factors")
    return zip(levels, factors).reduce(0) { index, next in
      let (level, factor) = next, count = factor.levelNames.count
      require((0..<count).contains(level), "level \(level) of \(factor.name) is outside 0..<\(count)")
      return index * count + level
    }
  }

  /// The level of each factor in an image, the last factor running fastest.
  private static func levels(of index: Int, counts: [Int]) -> [Int] {
    var levels = counts, rest = index
    for factor in counts.indices.reversed() {
      (rest, levels[factor]) = rest.quotientAndRemainder(dividingBy: counts[factor])
    }
    return levels
  }
}

extension Sprite {
  /// Whether all of it is within the image, however it is turned.
  fileprivate var isWhole: Bool { [x, y].allSatisfy { reach <= $0 && $0 <= 1 - reach } }
}
