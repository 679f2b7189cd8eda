/// A text that may be a decimal number.
struct NumberText {
  /// Without the white space around it.
  let trimmed: Substring

  init(_ text: String) {
    let body = text.utf8.drop { $0 == 0x20 || $0 == 0x09 }
    let end = body.lastIndex { $0 != 0x20 && $0 != 0x09 }.map { body.index(after: $0) } ?? body.startIndex
    trimmed = Substring(body[..<end])
  }

  var isInfinity: Bool {
    trimmed.utf8.last.map { !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == 0x2e) } ?? false
  }

  /// Its value; infinite where it is beyond the range. No hexadecimal number, and no “nan”.
  var value: Double? {
    let digits = trimmed.utf8
    guard !digits.contains(where: { "xXpP".utf8.contains($0) }), let value = Double(trimmed), !value.isNaN else {
      return nil
    }
    return value
  }
}
