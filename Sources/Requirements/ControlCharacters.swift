extension String {
  /// The text with each character that would command a terminal, or turn the direction of writing, as JSON escapes it,
  /// such as `\u001b`; line ends and tabs stay. JSON remains the same JSON: its own texts alone can hold them.
  public var escapingControlCharacters: String {
    guard unicodeScalars.contains(where: \.isControlling) else { return self }
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar.isControlling {
        let digits = String(scalar.value, radix: 16)
        text += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars
      } else {
        text.append(scalar)
      }
    }
    return String(text)
  }
}

extension Unicode.Scalar {
  /// Whether it is one of the control characters of ISO/IEC 6429 but for line feed and tab, or of Unicode's marks of
  /// direction (UAX #9).
  fileprivate var isControlling: Bool {
    switch value {
    case 0x09, 0x0A: false
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
