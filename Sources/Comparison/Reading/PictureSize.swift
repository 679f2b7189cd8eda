/// How large a picture is, as the head of its PNG file says (ISO/IEC 15948, 11.2.2), without unpacking it.
struct PictureSize: Equatable {
  let width, height: Int

  /// Above this, the pixels of two pictures take gigabytes, and a browser as much: 4,096 × 4,096.
  static let mostPixels = 1 << 24

  /// Reads a file's head; nil where it is no PNG.
  init?(_ png: [UInt8]) {
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    guard png.count >= 24, png.starts(with: signature), png[12..<16].elementsEqual("IHDR".utf8) else { return nil }
    func number(at start: Int) -> Int { png[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    (width, height) = (number(at: 16), number(at: 20))
  }

  /// Whether its pixels are too many to be compared or shown.
  var isTooLarge: Bool { width * height > Self.mostPixels }

  /// “16384 × 16384 pixels”.
  var text: String { "\(width) × \(height) pixels" }
}
