/// A text by its lines, whichever of LF, CR LF and CR ends them.
///
/// Git checks files out with CR LF where it is told to, and some editors write them so. In Swift `"\r\n"` is one character
/// that is not `"\n"`: whatever is read as lines is read as this.
public struct TextLines: Equatable, Sendable {
  /// The text with LF at the end of its lines, and without a byte order mark.
  public let text: String

  /// The lines of a text.
  public init(_ text: some StringProtocol) { self.init(Array(text.utf8)) }

  /// The lines of a file in UTF-8; what is not UTF-8 is replaced.
  public init(_ bytes: [UInt8]) { text = String(decoding: Self.normalized(bytes), as: UTF8.self) }

  /// The lines without their ends. Behind a line end there is another line, which may be empty.
  public var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// The lines in one, with spaces between them: for places where a line end would mean something.
  public var joined: String {
    lines.map { $0.trimmingPrefix { $0 == " " || $0 == "\t" } }.filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// The bytes of a text with LF at the end of its lines, and without a byte order mark.
  public static func normalized(_ bytes: [UInt8]) -> [UInt8] {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let start = bytes.starts(with: mark) ? mark.count : 0
    let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    guard bytes.contains(carriageReturn) else { return start == 0 ? bytes : Array(bytes[start...]) }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for index in start..<bytes.count {
      if bytes[index] == lineFeed, index > start, bytes[index - 1] == carriageReturn { continue }
      result.append(bytes[index] == carriageReturn ? lineFeed : bytes[index])
    }
    return result
  }
}
