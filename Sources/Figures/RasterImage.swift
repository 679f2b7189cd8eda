/// A small image, grey or in colour: rows of pixels from the top, each value 0 (black, or none of a colour) … 1.
public struct RasterImage: Equatable, Sendable {
  /// Pixels a row.
  public var width: Int
  /// Rows.
  public var height: Int
  /// Values of a pixel: 1 where it is grey, 3 (red, green, blue in sRGB) where it is coloured.
  public var channels: Int
  /// The values: height × width × channels, row-major. Those outside 0 … 1 are drawn as 0 or 1; values not finite are
  /// refused.
  public var values: [Float]

  /// An image from values 0 … 1, `height` · `width` · `channels` of them.
  public init(width: Int, height: Int, channels: Int = 1, values: some Sequence<Float>) {
    self.width = width
    self.height = height
    self.channels = channels
    self.values = Array(values)
  }

  /// An image from bytes, 0 … 255; it is drawn in exactly these.
  public init(width: Int, height: Int, channels: Int = 1, bytes: some Sequence<UInt8>) {
    self.init(width: width, height: height, channels: channels, values: bytes.map { Float($0) / 255 })
  }

  /// Cuts consecutive values into images of equal size, such as a batch's rows; what is left over makes a last,
  /// incomplete image, which a grid refuses.
  public static func images(
    width: Int, height: Int, channels: Int = 1, values: some Collection<Float>
  ) -> [RasterImage] {
    let size = max(1, width * height * channels)
    let values = Array(values)
    return stride(from: 0, to: values.count, by: size).map { start in
      RasterImage(
        width: width, height: height, channels: channels, values: values[start..<min(start + size, values.count)])
    }
  }

  /// The bytes drawn.
  var levels: [UInt8] { values.map { UInt8((min(max($0, 0), 1) * 255).rounded()) } }

  func validate(named name: String) throws(FigureError) {
    guard channels == 1 || channels == 3 else {
      throw .invalid("\(name): \(channels) values a pixel. Give 1 (grey) or 3 (red, green, blue).")
    }
    guard width > 0, height > 0, values.count == width * height * channels else {
      throw .invalid("\(name): \(values.count) values for \(width) × \(height)\(channels > 1 ? " × 3" : "") pixels.")
    }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(
        series: name, channel: channels > 1 ? "colour" : "brightness", index: index, value: "\(values[index])")
    }
  }
}
