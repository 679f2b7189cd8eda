/// Cuts a CSV file into rows of fields (RFC 4180, section 2).
///
/// A field may stand in quotes, and hold separators, line ends and doubled quotes there. Lines end with LF, CRLF or CR; an
/// empty line is no row.
package struct CSVScanner {
  /// A row and the line on which it begins, counted from 1.
  package struct Row: Equatable {
    package var line: Int
    package var fields: [String]
  }

  private static let quote = UInt8(ascii: "\""), lineFeed = UInt8(ascii: "\n"), carriageReturn = UInt8(ascii: "\r")

  private let bytes: [UInt8]
  private let path: String
  private let separator: UInt8
  private var index = 0
  private var line = 1
  private var fieldNumber = 1

  /// A scanner at the beginning of the file, behind its byte order mark if it has one.
  ///
  /// - Throws: where the file is no text in UTF-8.
  package init(_ bytes: [UInt8], named path: String, separator: UInt8) throws(DataError) {
    (self.bytes, self.path, self.separator) = (bytes, path, separator)
    try bytes.requireUTF8(named: path)
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { index = 3 }
  }

  /// The next row; nil at the end of the file.
  package mutating func next() throws(DataError) -> Row? {
    while index < bytes.count, endLine() {}
    guard index < bytes.count else { return nil }
    var row = Row(line: line, fields: [])
    fieldNumber = 0
    repeat {
      fieldNumber += 1
      row.fields.append(try field())
    } while skipSeparator()
    if index < bytes.count { _ = endLine() }
    return row
  }

  private mutating func field() throws(DataError) -> String {
    guard index < bytes.count, bytes[index] == Self.quote else {
      let start = index
      while index < bytes.count, bytes[index] != separator, !isLineEnd(bytes[index]) {
        if bytes[index] == Self.quote {
          throw failure(line, "has a quotation mark inside a field that does not begin with one")
        }
        index += 1
      }
      return String(decoding: bytes[start..<index], as: UTF8.self)
    }
    return try quotedField()
  }

  private mutating func quotedField() throws(DataError) -> String {
    let firstLine = line
    var text: [UInt8] = []
    index += 1
    while true {
      guard index < bytes.count else { throw failure(firstLine, "opens a quotation that nothing closes") }
      let byte = bytes[index]
      if byte == Self.quote {
        index += 1
        guard index < bytes.count, bytes[index] == Self.quote else { break }
        text.append(Self.quote)
        index += 1
      } else {
        let start = index
        if isLineEnd(byte) { _ = endLine() } else { index += 1 }
        text.append(contentsOf: bytes[start..<index])
      }
    }
    guard index == bytes.count || bytes[index] == separator || isLineEnd(bytes[index]) else {
      throw failure(line, "goes on after the quotation mark that closes a field")
    }
    return String(decoding: text, as: UTF8.self)
  }

  private func isLineEnd(_ byte: UInt8) -> Bool { byte == Self.lineFeed || byte == Self.carriageReturn }

  private mutating func skipSeparator() -> Bool {
    guard index < bytes.count, bytes[index] == separator else { return false }
    index += 1
    return true
  }

  /// Goes past one end of a line, if it is here.
  private mutating func endLine() -> Bool {
    switch bytes[index] {
    case Self.lineFeed: index += 1
    case Self.carriageReturn:
      index += index + 1 < bytes.count && bytes[index + 1] == Self.lineFeed ? 2 : 1
    default: return false
    }
    line += 1
    return true
  }

  private func failure(_ line: Int, _ problem: String) -> DataError {
    DataError(
      path, "line \(line), field \(fieldNumber)", problem,
      remedy: "Put the whole field in quotation marks, and double those inside it.")
  }
}
