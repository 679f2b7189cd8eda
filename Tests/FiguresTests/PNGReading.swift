import LabCPNG
import Testing

@testable import LabFigures

/// A PNG file taken apart, by libpng for the pixels and by hand for the chunks.
struct PNGReading {
  let width: Int
  let height: Int
  let isGray: Bool
  /// One byte a pixel for grey files, else three.
  let pixels: [UInt8]
  /// The types of the chunks in order, such as "IHDR".
  let chunks: [String]

  init(_ png: [UInt8]) throws {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    try #require(png_image_begin_read_from_memory(&image, png, png.count) != 0)
    defer { png_image_free(&image) }
    width = Int(image.width)
    height = Int(image.height)
    isGray = image.format & png_uint_32(PNG_FORMAT_FLAG_COLOR) == 0
    image.format = isGray ? 0 : png_uint_32(PNG_FORMAT_FLAG_COLOR)
    var buffer = [UInt8](repeating: 0, count: width * height * (isGray ? 1 : 3))
    try #require(png_image_finish_read(&image, nil, &buffer, 0, nil) != 0)
    pixels = buffer

    var chunks: [String] = []
    var offset = 8
    while offset + 8 <= png.count {
      let length = png[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
      chunks.append(String(decoding: png[offset + 4..<offset + 8], as: UTF8.self))
      offset += 12 + length
    }
    self.chunks = chunks
  }
}
