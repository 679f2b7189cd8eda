extension [UInt8] {
  /// An error that names line and byte where these are no text in UTF-8.
  func requireUTF8(named path: String) throws(DataError) {
    for mark in [[0xff, 0xfe], [0xfe, 0xff]] as [[UInt8]] where starts(with: mark) {
      throw DataError(path, "byte 0", "is text in UTF-16, where UTF-8 is expected", remedy: "Save it as UTF-8.")
    }
    if let offset = firstInvalidUTF8 {
      let line = 1 + self[..<offset].count { $0 == 0x0a }
      throw DataError(
        path, "line \(line), byte \(offset)",
        "is not UTF-8, or is no text (byte \(String(self[offset], radix: 16)))", remedy: "Save it as UTF-8.")
    }
  }

  /// Where the first byte stands that is no part of a text in UTF-8; nil where there is none. A zero byte is no text.
  ///
  /// The Unicode Standard, table 3-7.
  private var firstInvalidUTF8: Int? {
    var index = 0
    while index < count {
      let first = self[index]
      if first < 0x80 {
        if first == 0 { return index }
        index += 1
        continue
      }
      let (length, second): (Int, ClosedRange<UInt8>)
      switch first {
      case 0xc2...0xdf: (length, second) = (2, 0x80...0xbf)
      case 0xe0: (length, second) = (3, 0xa0...0xbf)
      case 0xed: (length, second) = (3, 0x80...0x9f)
      case 0xe1...0xef: (length, second) = (3, 0x80...0xbf)
      case 0xf0: (length, second) = (4, 0x90...0xbf)
      case 0xf1...0xf3: (length, second) = (4, 0x80...0xbf)
      case 0xf4: (length, second) = (4, 0x80...0x8f)
      default: return index
      }
      guard index + length <= count, second ~= self[index + 1],
        self[(index + 2)..<(index + length)].allSatisfy({ 0x80...0xbf ~= $0 })
      else { return index }
      index += length
    }
    return nil
  }
}
