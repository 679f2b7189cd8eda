extension String {
  /// The text as a shell takes it for one word: in quotes, where it would not be one as it is.
  package var shellWord: String {
    let isPlain = unicodeScalars.allSatisfy {
      $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_./=,:+%".unicodeScalars.contains($0))
    }
    return isPlain && !isEmpty ? self : "'\(replacing("'", with: #"'\''"#))'"
  }
}

extension Sequence where Element == String {
  /// The words as a shell's command line.
  package var shellLine: String { map(\.shellWord).joined(separator: " ") }
}
