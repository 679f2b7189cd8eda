import LabCPNG
import LabRequirements

/// The pixels of a PNG file, a byte a channel in sRGB, row by row from the top.
///
/// libpng is called through its simplified interface alone, which reports errors by value instead of jumping out of the call.
public struct PNGImage: Equatable, Sendable {
  /// What a pixel is made of.
  public enum Channels: Int, Sendable {
    case gray = 1
    case grayAlpha = 2
    case color = 3
    case colorAlpha = 4

    /// Whether there is red, green and blue.
    public var isColor: Bool { self == .color || self == .colorAlpha }
    /// Whether there is opacity, as the last channel.
    public var hasAlpha: Bool { self == .grayAlpha || self == .colorAlpha }

    fileprivate var format: png_uint_32 {
      png_uint_32((isColor ? PNG_FORMAT_FLAG_COLOR : 0) | (hasAlpha ? PNG_FORMAT_FLAG_ALPHA : 0))
    }
  }

  /// Pixels a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// What a pixel is made of.
  public let channels: Channels
  /// Height × width × channels values.
  public let bytes: [UInt8]

  /// No picture with a longer side is read.
  public static let greatestSide = 16_384

  /// The pixels of a PNG file.
  ///
  /// A palette is replaced by its colours, bits fewer than eight are spread over a byte, and sixteen are rounded to eight. A
  /// file that declares another gamma than that of sRGB is brought to sRGB.
  ///
  /// - Parameters:
  ///   - channels: what to read it as; where left out, what the file has, a palette being colour.
  ///   - greatestCount: no picture of more pixels is read.
  public init(_ png: [UInt8], as channels: Channels? = nil, greatestCount: Int = .max) throws(PNGError) {
    // libpng keeps the address between its calls.
    let reading = png.withUnsafeBytes { bytes -> Result<PNGImage, PNGError> in
      Result { () throws(PNGError) -> PNGImage in try Self.reading(bytes, as: channels, greatestCount) }
    }
    self = try reading.get()
  }

  /// A picture from its pixels.
  public init(width: Int, height: Int, channels: Channels, bytes: [UInt8]) {
    require(
      bytes.count == width * height * channels.rawValue,
      "\(bytes.count) bytes for \(width) × \(height) pixels of \(channels.rawValue) channels")
    (self.width, self.height, self.channels, self.bytes) = (width, height, channels, bytes)
  }

  private static func reading(
    _ png: UnsafeRawBufferPointer, as demanded: Channels?, _ greatestCount: Int
  ) throws(PNGError) -> PNGImage {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    guard png_image_begin_read_from_memory(&image, png.baseAddress, png.count) != 0 else { throw PNGError(image) }
    let channels = demanded ?? Self.channels(of: image.format)
    // Else libpng would take sixteen bits for linear light.
    image.flags |= png_uint_32(PNG_IMAGE_FLAG_16BIT_sRGB)
    image.format = channels.format
    let (width, height) = (Int(image.width), Int(image.height))
    guard 1...greatestSide ~= width, 1...greatestSide ~= height, width * height <= greatestCount else {
      throw PNGError("a picture of \(width) × \(height) pixels is larger than any that is read here")
    }
    var bytes = [UInt8](repeating: 0, count: channels.rawValue * width * height)
    guard png_image_finish_read(&image, nil, &bytes, 0, nil) != 0 else { throw PNGError(image) }
    return PNGImage(width: width, height: height, channels: channels, bytes: bytes)
  }

  private static func channels(of format: png_uint_32) -> Channels {
    let isColor = format & png_uint_32(PNG_FORMAT_FLAG_COLOR) != 0
    let hasAlpha = format & png_uint_32(PNG_FORMAT_FLAG_ALPHA) != 0
    return isColor ? (hasAlpha ? .colorAlpha : .color) : hasAlpha ? .grayAlpha : .gray
  }

  /// The version of libpng.
  public static var libraryVersion: String { String(cString: png_get_libpng_ver(nil)) }
}

/// How pixels are written to a PNG file.
public enum PNGEncoding: Equatable, Sendable {
  /// A byte a pixel.
  case gray
  /// Red, green and blue of each pixel.
  case color
  /// A byte a pixel, which counts in a palette of red, green and blue.
  case indexed(palette: [UInt8])

  /// The PNG file of these pixels, row by row from the top; no date, text or version.
  public func file(of pixels: [UInt8], width: Int, height: Int) throws(PNGError) -> [UInt8] {
    let channels = self == .color ? 3 : 1
    require(pixels.count == channels * width * height, "\(pixels.count) bytes for \(width) × \(height) pixels")
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    image.width = png_uint_32(width)
    image.height = png_uint_32(height)
    var colors: [UInt8] = []
    switch self {
    case .gray: break
    case .color: image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR)
    case .indexed(let palette):
      colors = palette
      image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_COLORMAP)
      image.colormap_entries = png_uint_32(palette.count / 3)
    }
    // What deflate can grow to, with a filter byte for each row and 12 bytes around each 8 KiB chunk.
    let raw = pixels.count + height
    let capacity = raw + raw / 500 + 1024
    var size = png_alloc_size_t(capacity)
    var written: Int32 = 0
    let file = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      written = png_image_write_to_memory(&image, buffer.baseAddress, &size, 0, pixels, 0, colors)
      count = written == 0 ? 0 : Int(size)
    }
    guard written != 0 else { throw PNGError(image) }
    return file
  }
}

/// What libpng says of a file that it cannot read or write.
public struct PNGError: Error, Equatable, Sendable, CustomStringConvertible {
  /// In its own words.
  public let description: String

  init(_ description: String) { self.description = description }

  init(_ image: png_image) {
    self.init(
      withUnsafeBytes(of: image.message) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) })
  }
}
