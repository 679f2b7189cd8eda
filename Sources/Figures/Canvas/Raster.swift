import LabPNG
import LabRequirements

/// A picture in memory: 8-bit sRGB pixels, row by row from the top.
struct Raster: Equatable, Sendable {
  let width: Int
  let height: Int
  /// Red, green, blue of each pixel: 3 · width · height bytes.
  var bytes: [UInt8]

  /// A raster of the pixels given.
  init(width: Int, height: Int, bytes: [UInt8]) {
    require(bytes.count == 3 * width * height, "\(bytes.count) bytes for \(width) × \(height) RGB pixels")
    self.width = width
    self.height = height
    self.bytes = bytes
  }

  /// Sets one pixel.
  mutating func set(_ color: (red: UInt8, green: UInt8, blue: UInt8), x: Int, y: Int) {
    let offset = 3 * (y * width + x)
    (bytes[offset], bytes[offset + 1], bytes[offset + 2]) = color
  }

  /// A pixel as 0xRRGGBB, counted row by row from the top.
  func color(of pixel: Int) -> UInt32 {
    let red = UInt32(bytes[3 * pixel])
    let green = UInt32(bytes[3 * pixel + 1])
    let blue = UInt32(bytes[3 * pixel + 2])
    return red << 16 | green << 8 | blue
  }

  /// One byte a pixel where every pixel is grey, otherwise nil.
  private var grayBytes: [UInt8]? {
    var gray = [UInt8](repeating: 0, count: width * height)
    for index in gray.indices {
      let red = bytes[3 * index]
      guard red == bytes[3 * index + 1], red == bytes[3 * index + 2] else { return nil }
      gray[index] = red
    }
    return gray
  }

  /// The PNG file of these pixels: 8-bit grey where all are grey, else up to 256 colours, unless all are to be kept;
  /// no date, text or version.
  func png(keepingAllColors: Bool = false) throws(FigureError) -> [UInt8] {
    let (pixels, encoding): ([UInt8], PNGEncoding)
    if let grayBytes {
      (pixels, encoding) = (grayBytes, .gray)
    } else if keepingAllColors {
      (pixels, encoding) = (bytes, .color)
    } else {
      let indexed = IndexedColors(self)
      (pixels, encoding) = (indexed.indices, .indexed(palette: indexed.palette))
    }
    do {
      return try encoding.file(of: pixels, width: width, height: height)
    } catch {
      throw .library(name: "libpng", message: error.description)
    }
  }

  /// The pixels of a PNG file.
  init(png: [UInt8]) throws(FigureError) {
    do {
      let image = try PNGImage(png, as: .color)
      self.init(width: image.width, height: image.height, bytes: image.bytes)
    } catch {
      throw .library(name: "libpng", message: error.description)
    }
  }
}
