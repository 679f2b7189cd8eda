import LabCPNG
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

  /// Sets one pixel to a grey level.
  mutating func setGray(_ level: UInt8, x: Int, y: Int) {
    let offset = 3 * (y * width + x)
    for channel in 0..<3 { bytes[offset + channel] = level }
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
  ///
  /// Written by libpng's simplified interface, which reports errors by value instead of jumping out of the call.
  func png(keepingAllColors: Bool = false) throws(FigureError) -> [UInt8] {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    image.width = png_uint_32(width)
    image.height = png_uint_32(height)
    let pixels: [UInt8]
    var palette: [UInt8] = []
    if let grayBytes {
      pixels = grayBytes
    } else if keepingAllColors {
      pixels = bytes
      image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR)
    } else {
      let indexed = IndexedColors(self)
      pixels = indexed.indices
      palette = indexed.palette
      image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_COLORMAP)
      image.colormap_entries = png_uint_32(palette.count / 3)
    }
    // What deflate can grow to, with a filter byte for each row and 12 bytes around each 8 KiB chunk.
    let raw = pixels.count + height
    let capacity = raw + raw / 500 + 1024
    var size = png_alloc_size_t(capacity)
    var written: Int32 = 0
    let file = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      written = png_image_write_to_memory(&image, buffer.baseAddress, &size, 0, pixels, 0, palette)
      count = written == 0 ? 0 : Int(size)
    }
    guard written != 0 else {
      let message = withUnsafeBytes(of: image.message) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw .library(name: "libpng", message: message)
    }
    return file
  }
}
