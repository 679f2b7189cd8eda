/// A small grey image: rows of brightness from the top, 0 black … 1 white.
public struct GrayImage: Equatable, Sendable {
  /// Pixels a row.
  public var width: Int
  /// Rows.
  public var height: Int
  /// Brightness, row by row. Values outside 0 … 1 are drawn as black or white; values not finite are refused.
  public var values: [Float]

  /// An image from brightness values 0 … 1, `width` · `height` of them.
  public init(width: Int, height: Int, values: some Sequence<Float>) {
    self.width = width
    self.height = height
    self.values = Array(values)
  }

  /// An image from bytes, 0 black … 255 white; it is drawn in exactly these.
  public init(width: Int, height: Int, bytes: some Sequence<UInt8>) {
    self.init(width: width, height: height, values: bytes.map { Float($0) / 255 })
  }

  /// Cuts consecutive values into images of equal size, such as a batch's rows; what is left over makes a last,
  /// incomplete image, which a grid refuses.
  public static func images(width: Int, height: Int, values: some Collection<Float>) -> [GrayImage] {
    let size = max(1, width * height)
    let values = Array(values)
    return stride(from: 0, to: values.count, by: size).map { start in
      GrayImage(width: width, height: height, values: values[start..<min(start + size, values.count)])
    }
  }

  /// The grey levels drawn.
  var levels: [UInt8] { values.map { UInt8((min(max($0, 0), 1) * 255).rounded()) } }

  func validate(named name: String) throws(FigureError) {
    guard width > 0, height > 0, values.count == width * height else {
      throw .invalid("\(name): \(values.count) values for \(width) × \(height) pixels.")
    }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(series: name, channel: "brightness", index: index, value: "\(values[index])")
    }
  }
}
