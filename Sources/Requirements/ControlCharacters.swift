extension String {
  /// The text with each character that would command a terminal, or turn the direction of writing, as JSON escapes it,
  /// such as `\u001b`; line ends and tabs stay. JSON remains the same JSON: its own texts alone can hold them.
  public var escapingControlCharacters: String {
    guard unicodeScalars.contains(where: \.isControlling) else { return self }
    var text = ""
    for scalar in unicodeScalars {
      guard scalar.isControlling else {
        text.unicodeScalars.append(scalar)
        continue
      }
      for unit in String(scalar).utf16 {
        let digits = String(unit, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return text
  }
}

extension Unicode.Scalar {
  /// Whether nobody sees it, and a terminal or a browser obeys it: control characters but for line feed and tab, marks of
  /// direction and their like, separators of lines.
  fileprivate var isControlling: Bool {
    switch value {
    case 0x09, 0x0A, 0x20..<0x7F: false
    case 0..<0xA0: true
    default: [.format, .lineSeparator, .paragraphSeparator].contains(properties.generalCategory)
    }
  }
}
