// What of C this knows (ISO/IEC 9899:2011, 5.1.1.2, and what Clang adds):
//
// - A line that ends with a backslash goes on in the next, before anything else is looked at.
// - A comment is one space, also where it has several lines: a preprocessor's line goes on after it.
// - Within a string, a character and the name of a header nothing is a comment, and white space counts.
// - Trigraphs, strings of C++ and digits with apostrophes are doubts.

/// Finds what of a C file is code.
struct CScanner {
  private typealias ASCII = CodeText.ASCII

  private let bytes: [UInt8]
  private var index = 0

  /// The file's text without comments.
  ///
  /// - Throws: `Doubt` where it may not be read rightly.
  static func text(of bytes: [UInt8]) throws(CodeText.Doubt) -> [UInt8] {
    var scanner = CScanner(bytes: joiningLines(of: bytes))
    return try scanner.text()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// Without each backslash before a line's end, and that end; as Clang does, also where white space is between them.
  private static func joiningLines(of bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(ASCII.backslash) else { return bytes }
    var joined: [UInt8] = []
    joined.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if bytes[index] == ASCII.backslash,
        let end = bytes[(index + 1)...].firstIndex(where: { $0 == ASCII.lineFeed || !ASCII.isSpace($0) }),
        bytes[end] == ASCII.lineFeed
      {
        index = end + 1
      } else {
        joined.append(bytes[index])
        index += 1
      }
    }
    return joined
  }

  private mutating func text() throws(CodeText.Doubt) -> [UInt8] {
    var text = CodeText(capacity: bytes.count)
    while let byte = byte() {
      let start = index
      switch byte {
      case _ where ASCII.isSpace(byte):
        index += 1
        text.appendSpace(endsLine: ASCII.isLineEnd(byte))
        continue
      case ASCII.slash where self.byte(1) == ASCII.slash || self.byte(1) == ASCII.star:
        try skipComment()
        text.appendSpace(endsLine: false)
        continue
      case ASCII.quote:
        if start > 0, bytes[start - 1] == UInt8(ascii: "R") { throw CodeText.Doubt() }
        try skip(to: byte)
      case ASCII.apostrophe:
        if start > 0, ASCII.isWord(bytes[start - 1]), !"LuU".utf8.contains(bytes[start - 1]) {
          throw CodeText.Doubt()
        }
        try skip(to: byte)
      case ASCII.less where Self.namesHeader(text.bytes): try skip(to: ASCII.greater)
      case UInt8(ascii: "?") where self.byte(1) == byte: throw CodeText.Doubt()
      default: index += 1
      }
      text.append(bytes[start..<index])
    }
    return text.bytes
  }

  private func byte(_ distance: Int = 0) -> UInt8? {
    index + distance < bytes.count ? bytes[index + distance] : nil
  }

  private mutating func skipComment() throws(CodeText.Doubt) {
    if byte(1) == ASCII.slash {
      while let byte = byte(), !ASCII.isLineEnd(byte) { index += 1 }
      return
    }
    index += 2
    while byte() != ASCII.star || byte(1) != ASCII.slash {
      guard byte() != nil else { throw CodeText.Doubt() }
      index += 1
    }
    index += 2
  }

  /// Goes past this character, the next on the line that no backslash stands before.
  private mutating func skip(to end: UInt8) throws(CodeText.Doubt) {
    repeat {
      index += byte() == ASCII.backslash ? 2 : 1
      guard let byte = byte(), !ASCII.isLineEnd(byte) else { throw CodeText.Doubt() }
    } while byte() != end
    index += 1
  }

  /// Whether the code before a `<` makes it open the name of a header.
  private static func namesHeader(_ code: [UInt8]) -> Bool {
    headerNamers.contains { code.suffix($0.count).elementsEqual($0) }
  }

  private static let headerNamers = ["include", "include_next", "import", "embed"].flatMap { word in
    ["#\(word)", "# \(word)", "__has_\(word)(", "__has_\(word) ("].map { Array($0.utf8) }
  }
}
