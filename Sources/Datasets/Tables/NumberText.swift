import Foundation

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

  /// Whether it is written as a whole number, and this is another. It may have any number of digits.
  func isWhole(otherThan value: Float) -> Bool {
    if let whole = Int(trimmed) { return Int(exactly: value) != whole }
    let digits = trimmed.utf8.drop { "+-".utf8.contains($0) }
    guard !digits.isEmpty, digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return false }
    let significant = String(decoding: Array(digits.drop { $0 == UInt8(ascii: "0") }), as: UTF8.self)
    return String(format: "%.0f", Double(value.magnitude)) != significant
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
