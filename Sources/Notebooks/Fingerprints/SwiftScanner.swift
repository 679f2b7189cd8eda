// What of Swift this knows (The Swift Programming Language, “Lexical Structure”; SE-0200, SE-0354, SE-0451):
//
// - A comment counts as white space, on either side of an operator too. Block comments nest.
// - Within a string nothing is a comment, and white space counts; `\(…)` holds code again, strings and comments included.
// - A manifest's first line, `// swift-tools-version: 6.2`, is no comment to the package manager.
// - A regex literal may hold anything. Which `/` begins one only a parser knows, so it is a doubt.

/// Finds what of a Swift file is code.
struct SwiftScanner {
  private typealias ASCII = CodeText.ASCII

  private let bytes: [UInt8]
  private var index = 0
  private var texts: [Range<Int>] = []

  /// The file's text without comments.
  ///
  /// - Throws: `Doubt` where it may not be read rightly.
  static func text(of bytes: [UInt8]) throws(CodeText.Doubt) -> [UInt8] {
    var scanner = SwiftScanner(bytes: bytes)
    return try scanner.text()
  }

  /// The file's strings as they are written, without their quotes; none where it may not be read rightly.
  static func texts(of bytes: [UInt8]) -> [String] {
    var scanner = SwiftScanner(bytes: bytes)
    guard (try? scanner.text()) != nil else { return [] }
    return scanner.texts.map { range in
      let text = bytes[range].drop { $0 == ASCII.numberSign || $0 == ASCII.quote }
      return String(
        decoding: text.reversed().drop { $0 == ASCII.numberSign || $0 == ASCII.quote }.reversed(), as: UTF8.self)
    }
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func text() throws(CodeText.Doubt) -> [UInt8] {
    var text = CodeText(capacity: bytes.count)
    while let byte = byte() {
      let start = index
      if ASCII.isSpace(byte) {
        index += 1
        text.appendSpace(endsLine: ASCII.isLineEnd(byte))
      } else if isComment {
        try skipComment()
        let comment = bytes[start..<index]
        if comment.dropFirst(2).drop(while: ASCII.isSpace).starts(with: "swift-tools-version".utf8) {
          text.append(comment)
        } else {
          text.appendSpace(endsLine: comment.contains(where: ASCII.isLineEnd))
        }
      } else if try skipLiteral() {
        text.append(bytes[start..<index])
        if byte != ASCII.backtick { texts.append(start..<index) }
      } else {
        index += 1
        text.append(byte)
      }
    }
    return text.bytes
  }

  private func byte(_ distance: Int = 0) -> UInt8? {
    index + distance < bytes.count ? bytes[index + distance] : nil
  }

  // MARK: Comments

  private var isComment: Bool {
    byte() == ASCII.slash && (byte(1) == ASCII.slash || byte(1) == ASCII.star)
  }

  private mutating func skipComment() throws(CodeText.Doubt) {
    if byte(1) == ASCII.slash {
      while let byte = byte(), !ASCII.isLineEnd(byte) { index += 1 }
      return
    }
    var depth = 0
    repeat {
      switch (byte(), byte(1)) {
      case (ASCII.slash, ASCII.star):
        depth += 1
        index += 2
      case (ASCII.star, ASCII.slash):
        depth -= 1
        index += 2
      case (nil, _): throw CodeText.Doubt()
      default: index += 1
      }
    } while depth > 0
  }

  // MARK: Literals

  /// Goes past a string or a name in backticks, if one begins here.
  private mutating func skipLiteral() throws(CodeText.Doubt) -> Bool {
    switch byte() {
    case ASCII.quote: try skipString(signs: 0)
    case ASCII.numberSign:
      let signs = count(of: ASCII.numberSign, at: index)
      guard byte(signs) != ASCII.slash else { throw CodeText.Doubt() }
      guard byte(signs) == ASCII.quote else { return false }
      try skipString(signs: signs)
    case ASCII.backtick:
      repeat { index += 1 } while try byteOnLine() != ASCII.backtick
      index += 1
    case ASCII.slash where mayBeginRegex, ASCII.apostrophe: throw CodeText.Doubt()
    default: return false
    }
    return true
  }

  /// Goes past a string that this many number signs enclose.
  private mutating func skipString(signs: Int) throws(CodeText.Doubt) {
    index += signs
    let isLong = opensLongString
    guard isLong || signs > 0 || count(of: ASCII.quote, at: index) < 3 else { throw CodeText.Doubt() }
    let quotes = isLong ? 3 : 1
    index += quotes
    while true {
      switch try isLong ? byte() : byteOnLine() {
      case nil: throw CodeText.Doubt()
      case ASCII.quote where count(of: ASCII.quote, at: index) >= quotes && closes(signs, after: quotes):
        index += quotes + signs
        return
      case ASCII.backslash where closes(signs, after: 1):
        index += 1 + signs
        if byte() == ASCII.open { try skipParentheses() } else { index += 1 }
      default: index += 1
      }
    }
  }

  /// Three quotes open a text of several lines where the line ends after them.
  private var opensLongString: Bool {
    guard count(of: ASCII.quote, at: index) == 3 else { return false }
    let rest = bytes[(index + 3)...].drop { $0 == ASCII.space || $0 == ASCII.tab }
    return rest.first.map(ASCII.isLineEnd) ?? false
  }

  private func closes(_ signs: Int, after length: Int) -> Bool {
    signs == 0 || count(of: ASCII.numberSign, at: index + length) >= signs
  }

  /// Goes past the code of an interpolation, from its opening parenthesis to the one that closes it.
  private mutating func skipParentheses() throws(CodeText.Doubt) {
    var depth = 0
    repeat {
      guard let byte = byte() else { throw CodeText.Doubt() }
      if isComment {
        try skipComment()
      } else if try !skipLiteral() {
        depth += byte == ASCII.open ? 1 : byte == ASCII.close ? -1 : 0
        index += 1
      }
    } while depth > 0
  }

  private func byteOnLine() throws(CodeText.Doubt) -> UInt8 {
    guard let byte = byte(), !ASCII.isLineEnd(byte) else { throw CodeText.Doubt() }
    return byte
  }

  private func count(of byte: UInt8, at start: Int) -> Int {
    start < bytes.count ? bytes[start...].prefix { $0 == byte }.count : 0
  }

  // MARK: Regex literals

  /// Whether a lone slash may open a regex literal: no white space follows it, another slash is on the line, and what
  /// stands right before it does not make it a division.
  private var mayBeginRegex: Bool {
    guard let next = byte(1), !ASCII.isSpace(next), !followsOperand else { return false }
    return bytes[(index + 1)...].prefix { !ASCII.isLineEnd($0) }.contains(ASCII.slash)
  }

  private var followsOperand: Bool {
    guard index > 0 else { return false }
    let word = bytes[..<index].suffix(while: ASCII.isWord)
    return word.isEmpty
      ? [ASCII.close, UInt8(ascii: "]"), ASCII.quote].contains(bytes[index - 1])
      : !Self.wordsBeforeExpressions.contains(String(decoding: word, as: UTF8.self))
  }

  private static let wordsBeforeExpressions: Set = [
    "return", "throw", "try", "await", "yield", "in", "case", "where", "if", "guard", "while", "switch", "else",
    "repeat",
    "defer", "do", "is", "as", "default", "consume", "copy", "each", "any", "some", "then", "unsafe",
  ]
}

extension ArraySlice<UInt8> {
  /// The longest run of such bytes at the end.
  fileprivate func suffix(while isPart: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    self[(lastIndex { !isPart($0) }.map { $0 + 1 } ?? startIndex)...]
  }
}
