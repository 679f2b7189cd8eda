/// Two finished pictures of one size, pixel by pixel.
public struct PixelComparison: Sendable {
  /// How many pixels there are.
  public let pixelCount: Int
  /// How many differ.
  public let changedCount: Int
  /// The largest change of a pixel's red, green or blue, 0 … 255.
  public let largestChange: Int
  /// Where they differ, on white: blue where the second is darker, red where it is brighter, the largest change of
  /// brightness in full colour.
  public let difference: RenderedPicture

  /// Compares two PNG files; nil where they differ in size.
  ///
  /// - Throws: `FigureError.library` for a file that is no PNG.
  public init?(_ before: [UInt8], _ after: [UInt8]) throws {
    let (before, after) = (try Raster(png: before), try Raster(png: after))
    guard before.width == after.width, before.height == after.height else { return nil }
    pixelCount = before.width * before.height
    var (changed, largest) = (0, 0)
    var brightness = [Int](repeating: 0, count: pixelCount)
    for pixel in 0..<pixelCount {
      var isChanged = false
      for channel in 3 * pixel..<3 * pixel + 3 where before.bytes[channel] != after.bytes[channel] {
        let change = Int(after.bytes[channel]) - Int(before.bytes[channel])
        brightness[pixel] += change
        largest = max(largest, abs(change))
        isChanged = true
      }
      if isChanged { changed += 1 }
    }
    changedCount = changed
    largestChange = largest
    difference = try RenderedPicture(Self.drawn(brightness, width: before.width, height: before.height))
  }

  /// Whether every pixel is the same.
  public var isSame: Bool { changedCount == 0 }

  private static func drawn(_ brightness: [Int], width: Int, height: Int) -> Raster {
    let scale = Double(max(brightness.lazy.map { abs($0) }.max() ?? 0, 1))
    var bytes = [UInt8](repeating: 255, count: 3 * brightness.count)
    for (pixel, change) in brightness.enumerated() where change != 0 {
      let paleness = UInt8((255 * (1 - Double(abs(change)) / scale)).rounded())
      // Of red, green and blue, the one that stays full tells the direction.
      for channel in 0..<3 where channel != (change > 0 ? 0 : 2) { bytes[3 * pixel + channel] = paleness }
    }
    return Raster(width: width, height: height, bytes: bytes)
  }
}
