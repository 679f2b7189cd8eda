import LabTensors

/// What an `.npy` file says of its array (NumPy, “NEP 1: a simple file format for NumPy arrays”, and `numpy.lib.format` for
/// the versions 2 and 3).
struct NPYHeader: Equatable {
  /// The type of an element, as NumPy's `dtype.str` has it.
  enum Element: String, CaseIterable {
    case float16 = "f2"
    case float32 = "f4"
    case float64 = "f8"
    case int8 = "i1"
    case int16 = "i2"
    case int32 = "i4"
    case int64 = "i8"
    case uint8 = "u1"
    case uint16 = "u2"
    case uint32 = "u4"
    case uint64 = "u8"
    case bool = "b1"

    var size: Int { Int(rawValue.utf8.last! - UInt8(ascii: "0")) }
  }

  let element: Element
  let isBigEndian: Bool
  let isFortranOrder: Bool
  let shape: [Int]
  /// Where the elements begin.
  let length: Int

  /// No longer header is read, as in NumPy.
  private static let greatestLength = 10_000

  init(_ bytes: [UInt8], named path: String) throws(DataError) {
    func failure(_ place: String, _ problem: String, _ remedy: String = "Save it again with numpy.save.") -> DataError {
      DataError(path, place, problem, remedy: remedy)
    }

    guard bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw failure("byte 0", bytes.isEmpty ? "is not there: the file is empty" : "begins no .npy file")
    }
    guard bytes.count >= 8 else { throw failure("byte \(bytes.count)", "ends the file inside its header") }
    guard 1...3 ~= bytes[6] else {
      throw failure("byte 6", "says version \(bytes[6]) of the format, where 1 to 3 are known")
    }
    let start = bytes[6] == 1 ? 10 : 12
    guard bytes.count >= start else { throw failure("byte \(bytes.count)", "ends the file inside its header") }
    let count = bytes[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard count <= Self.greatestLength else {
      throw failure("byte 8", "says that \(count) bytes of header follow, where \(Self.greatestLength) are the most")
    }
    guard bytes.count >= start + count else {
      throw failure("byte \(bytes.count)", "ends the file inside its header, which is to have \(count) bytes")
    }
    let text = String(decoding: bytes[start..<start + count], as: UTF8.self)
    let shown = "the header \(text.filter { $0 != "\n" }.trimmingSpaces.quoted(atMost: 120))"

    guard let entries = PythonLiteral.dictionary(in: text) else {
      throw failure(shown, "is not the dictionary that NumPy writes")
    }
    guard entries.count == 3, let type = entries["descr"], let order = entries["fortran_order"],
      let extents = entries["shape"]
    else { throw failure(shown, "lacks one of descr, fortran_order and shape, or has more") }
    guard case .text(let name) = type else {
      throw failure(shown, "says structured elements, which are not read", "Save each field as an array of its own.")
    }
    guard let element = Element(rawValue: String(name.drop { "<>|=".contains($0) })),
      name.utf8.count == element.rawValue.utf8.count + 1
    else { throw failure(shown, "says elements \(Self.meaning(of: name)), which are not read", Self.remedy(for: name)) }
    guard case .truth(let isFortranOrder) = order else {
      throw failure(shown, "says no truth value for fortran_order")
    }
    guard case .numbers(let shape) = extents else { throw failure(shown, "says no whole numbers for shape") }
    guard shape.count <= Shape.maximumRank else {
      throw failure(shown, "says \(shape.count) axes, where \(Shape.maximumRank) are the most", "Reshape it first.")
    }
    guard shape.allSatisfy({ $0 <= Int32.max }) else {
      throw failure(shown, "says an extent beyond \(Int32.max)", "Split the array.")
    }
    var size = element.size
    for extent in shape {
      let (product, overflows) = size.multipliedReportingOverflow(by: extent)
      guard !overflows else { throw failure(shown, "says more bytes than can be counted", "Split the array.") }
      size = product
    }
    let found = bytes.count - start - count
    guard found == size else {
      throw failure(
        shown,
        "says that \(size) bytes of elements follow, but there are \(found): the file "
          + (found < size ? "is cut off at byte \(bytes.count)" : "goes on behind byte \(start + count + size)"))
    }
    self.element = element
    isBigEndian = name.first == ">"
    self.isFortranOrder = isFortranOrder
    self.shape = shape
    length = start + count
  }

  private static func meaning(of type: String) -> String {
    switch type.first(where: { !"<>|=".contains($0) }) {
    case "O": "of type “O” (Python objects)"
    case "c": "of type “\(type)” (complex numbers)"
    case "S", "U", "a", "T": "of type “\(type)” (texts)"
    case "M", "m": "of type “\(type)” (times)"
    case "V": "of type “\(type)” (structures)"
    default: "of type “\(type)”"
    }
  }

  private static func remedy(for type: String) -> String {
    switch type.first(where: { !"<>|=".contains($0) }) {
    case "O": "Save numbers: array.astype(float)."
    case "c": "Save the real and the imaginary part, array.real and array.imag."
    case "S", "U", "a", "T": "Save texts as CSV."
    default: "Save it as another type, such as float32: array.astype(\"float32\")."
    }
  }
}

/// The little of Python's literals that such a header is made of.
private enum PythonLiteral {
  enum Value: Equatable {
    case text(String)
    case truth(Bool)
    case numbers([Int])
    /// A list, which describes a structure.
    case list
  }

  /// The entries of a dictionary, with nothing but white space after it; nil where it is none.
  static func dictionary(in text: String) -> [String: Value]? {
    var scanner = Scanner(Array(text.utf8))
    guard scanner.skip("{") else { return nil }
    var entries: [String: Value] = [:]
    while !scanner.skip("}") {
      guard case .text(let name)? = scanner.value(), scanner.skip(":"), let value = scanner.value(),
        entries.updateValue(value, forKey: name) == nil
      else { return nil }
      guard scanner.skip(",") || scanner.isAt("}") else { return nil }
    }
    return scanner.isAtEnd ? entries : nil
  }

  private struct Scanner {
    let bytes: [UInt8]
    var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool {
      mutating get {
        skipSpace()
        return index == bytes.count
      }
    }

    mutating func skipSpace() {
      while index < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[index]) { index += 1 }
    }

    mutating func isAt(_ text: StaticString) -> Bool {
      skipSpace()
      return text.withUTF8Buffer { bytes[index...].starts(with: $0) }
    }

    mutating func skip(_ text: StaticString) -> Bool {
      guard isAt(text) else { return false }
      index += text.utf8CodeUnitCount
      return true
    }

    mutating func value() -> Value? {
      if skip("True") { return .truth(true) }
      if skip("False") { return .truth(false) }
      if skip("(") { return numbers() }
      if isAt("[") {
        skipBrackets()
        return .list
      }
      return text()
    }

    private mutating func text() -> Value? {
      guard isAt("'") || isAt("\"") else { return nil }
      let quote = bytes[index]
      guard let end = bytes[(index + 1)...].firstIndex(of: quote) else { return nil }
      defer { index = end + 1 }
      return .text(String(decoding: bytes[index + 1..<end], as: UTF8.self))
    }

    private mutating func numbers() -> Value? {
      var numbers: [Int] = []
      while !skip(")") {
        skipSpace()
        let digits = bytes[index...].prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard let number = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
        index += digits.count
        // Python 2 wrote long numbers so.
        _ = skip("L")
        numbers.append(number)
        guard skip(",") || isAt(")") else { return nil }
      }
      return .numbers(numbers)
    }

    /// Goes past a list: brackets in its texts would be names of fields, which only a message would be about.
    private mutating func skipBrackets() {
      var depth = 0
      repeat {
        switch bytes[index] {
        case UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "]"): depth -= 1
        default: break
        }
        index += 1
      } while depth > 0 && index < bytes.count
    }
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    String(decoding: Array(utf8.reversed().drop { $0 == 0x20 }.reversed()), as: UTF8.self)
  }

  fileprivate func quoted(atMost length: Int) -> String { "“\(count > length ? prefix(length) + "…" : self[...])”" }
}
