import LabTensors

/// An array of numbers as NumPy saves it, of any shape.
///
/// ```swift
/// let features = try notebook.array(npy: "data/features.npy").tensor
/// let counts = try notebook.array(npz: "data/all.npz", named: "counts").integers
/// ```
///
/// It keeps the numbers as the file has them. Whoever takes them as another type loses none silently: what does not fit is
/// an error that names the element.
public struct NumericArray: Equatable, Sendable {
  /// The file that it was read from, as messages name it.
  public let path: String
  private let header: NPYHeader
  private let bytes: [UInt8]

  /// The array in the bytes of an `.npy` file: versions 1 to 3 of the format; float16, float32 and float64, signed and
  /// unsigned integers of 8 to 64 bits, and booleans, in either byte order; in C's or in Fortran's order.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - path: how messages name the file.
  /// - Throws: `DataError`, which names the byte or has the header's text: objects, structures, complex numbers, texts; a file
  ///   that is cut off or goes on; more axes than a tensor has.
  public init(npy bytes: [UInt8], named path: String) throws(DataError) {
    header = try NPYHeader(bytes, named: path)
    (self.path, self.bytes) = (path, bytes)
    if header.element == .bool, let index = bytes[header.length...].firstIndex(where: { $0 > 1 }) {
      throw DataError(
        path, "byte \(index)", "is \(bytes[index]), where a boolean is 0 or 1", remedy: "Save it again with numpy.save."
      )
    }
  }

  /// An array in the bytes of an `.npz` file, stored or compressed.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - path: how messages name the file.
  ///   - name: the array's name, as it was given to `numpy.savez`; where left out, the file must hold one array alone.
  /// - Throws: `DataError`, which names what the file holds where it has no such array; and where the archive is damaged, or
  ///   the array is none that `init(npy:named:)` reads.
  public init(npz bytes: [UInt8], named path: String, array name: String? = nil) throws(DataError) {
    let archive = try ZipArchive(bytes, named: path)
    let names = archive.names.map { $0.hasSuffix(".npy") ? String($0.dropLast(4)) : $0 }
    guard let name = name ?? (names.count == 1 ? names[0] : nil) else {
      throw DataError(path, "", "holds \(names.count) arrays", remedy: "Name one of \(names.listed).")
    }
    guard let index = names.firstIndex(of: name) else {
      throw DataError(
        path, "", "has no array \(name.quoted)", remedy: names.isEmpty ? "It is empty." : "It has \(names.listed).")
    }
    try self.init(npy: archive.content(of: archive.names[index]), named: "\(path), array \(name.quoted)")
  }

  /// The extent along each axis, outermost first; none for a single number.
  public var shape: [Int] { header.shape }

  /// The type of the numbers in the file, such as `float64`, as NumPy calls it.
  public var type: String { "\(header.element)" }

  /// The numbers in single precision.
  ///
  /// Numbers with a fraction are rounded to the nearest.
  ///
  /// - Throws: `DataError`, which names the element: a number beyond single precision's range, or an integer beyond 2²⁴ that
  ///   single precision has not.
  public var tensor: Tensor {
    get throws(DataError) { Tensor(try elements(SinglePrecision.self), shape: Shape(shape)) }
  }

  /// The numbers in double precision, in row-major order.
  ///
  /// - Throws: `DataError`, which names the element: an integer beyond 2⁵³ that double precision has not.
  public var doubles: [Double] { get throws(DataError) { try elements(DoublePrecision.self) } }

  /// The numbers as whole numbers, in row-major order; booleans as 0 and 1.
  ///
  /// - Throws: `DataError`, which names the element: a number with a fraction, not finite or beyond 64 bits.
  public var integers: [Int] { get throws(DataError) { try elements(WholeNumber.self) } }

  private func elements<Target: NumberTarget>(_ target: Target.Type) throws(DataError) -> [Target.Value] {
    switch header.element {
    case .float16: try elements(target) { (bits: UInt16) in .real(Double(half: bits), isExact: true) }
    case .float32: try elements(target) { (bits: UInt32) in .real(Double(Float(bitPattern: bits)), isExact: true) }
    case .float64: try elements(target) { (bits: UInt64) in .real(Double(bitPattern: bits), isExact: false) }
    case .int8: try elements(target) { (bits: UInt8) in .whole(Int(Int8(bitPattern: bits))) }
    case .int16: try elements(target) { (bits: UInt16) in .whole(Int(Int16(bitPattern: bits))) }
    case .int32: try elements(target) { (bits: UInt32) in .whole(Int(Int32(bitPattern: bits))) }
    case .int64: try elements(target) { (bits: UInt64) in .whole(Int(bitPattern: UInt(bits))) }
    case .uint8, .bool: try elements(target) { (bits: UInt8) in .whole(Int(bits)) }
    case .uint16: try elements(target) { (bits: UInt16) in .whole(Int(bits)) }
    case .uint32: try elements(target) { (bits: UInt32) in .whole(Int(bits)) }
    case .uint64:
      try elements(target) { (bits: UInt64) in Int(exactly: bits).map { .whole($0) } ?? .greatWhole(bits) }
    }
  }

  /// The elements in row-major order.
  private func elements<Bits: FixedWidthInteger, Target: NumberTarget>(
    _ target: Target.Type, _ number: (Bits) -> StoredNumber
  ) throws(DataError) -> [Target.Value] {
    let places = header.isFortranOrder ? FortranOrder(shape).places : nil
    let count = shape.reduce(1, *)
    var values: [Target.Value] = []
    values.reserveCapacity(count)
    for index in 0..<count {
      let start = header.length + (places?[index] ?? index) * MemoryLayout<Bits>.size
      let bits = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start, as: Bits.self) }
      let stored = number(header.isBigEndian ? Bits(bigEndian: bits) : Bits(littleEndian: bits))
      guard let value = Target.value(of: stored) else {
        throw DataError(
          path, "element \(position(of: index)), byte \(start)",
          "is \(stored), which \(Target.complaint(about: stored))",
          remedy: Target.remedy)
      }
      values.append(value)
    }
    return values
  }

  /// An element's position along each axis, as NumPy counts.
  private func position(of index: Int) -> String {
    var rest = index
    let counts = shape.reversed().map { extent in
      defer { rest /= extent }
      return rest % extent
    }
    return "[\(counts.reversed().map(String.init).joined(separator: ", "))]"
  }
}

/// Where the elements of an array stand whose first axis varies fastest, in row-major order.
private struct FortranOrder {
  private(set) var places: [Int] = []

  init(_ shape: [Int]) {
    let count = shape.reduce(1, *)
    guard count > 0 else { return }
    places.reserveCapacity(count)
    let strides = shape.indices.map { axis in shape[..<axis].reduce(1, *) }
    var position = [Int](repeating: 0, count: shape.count), place = 0
    for _ in 0..<count {
      places.append(place)
      for axis in shape.indices.reversed() {
        position[axis] += 1
        place += strides[axis]
        if position[axis] < shape[axis] { break }
        place -= shape[axis] * strides[axis]
        position[axis] = 0
      }
    }
  }
}

/// A number as a file has it.
private enum StoredNumber: CustomStringConvertible {
  case whole(Int)
  /// Beyond 63 bits.
  case greatWhole(UInt64)
  /// With a fraction, or without; whether single precision has it, as far as the type tells.
  case real(Double, isExact: Bool)

  var description: String {
    switch self {
    case .whole(let value): "\(value)"
    case .greatWhole(let value): "\(value)"
    case .real(let value, _): "\(value)"
    }
  }
}

/// A type that a number is taken as.
private protocol NumberTarget {
  associatedtype Value
  /// The number; nil where it does not fit.
  static func value(of number: StoredNumber) -> Value?
  /// Why it does not: a clause.
  static func complaint(about number: StoredNumber) -> String
  static var remedy: String { get }
}

private enum SinglePrecision: NumberTarget {
  static func value(of number: StoredNumber) -> Float? {
    switch number {
    case .whole(let value): Float(exactly: value)
    case .greatWhole(let value): Float(exactly: value)
    case .real(let value, let isExact): isExact || Float(value).isFinite || !value.isFinite ? Float(value) : nil
    }
  }

  static func complaint(about number: StoredNumber) -> String {
    if case .real = number { "is beyond the range of single precision" } else { "single precision has not" }
  }

  static let remedy = "Take the array as doubles or integers, and rescale it."
}

private enum DoublePrecision: NumberTarget {
  static func value(of number: StoredNumber) -> Double? {
    switch number {
    case .whole(let value): Double(exactly: value)
    case .greatWhole(let value): Double(exactly: value)
    case .real(let value, _): value
    }
  }

  static func complaint(about number: StoredNumber) -> String { "double precision has not" }
  static let remedy = "Take the array as integers."
}

private enum WholeNumber: NumberTarget {
  static func value(of number: StoredNumber) -> Int? {
    switch number {
    case .whole(let value): value
    case .greatWhole: nil
    case .real(let value, _): Int(exactly: value)
    }
  }

  static func complaint(about number: StoredNumber) -> String {
    if case .greatWhole = number { "is beyond 63 bits" } else { "is no whole number of 64 bits" }
  }

  static let remedy = "Take the array as doubles."
}

extension Double {
  /// The value of a float16's bits (IEEE 754, binary16).
  fileprivate init(half bits: UInt16) {
    let sign = bits >> 15 == 0 ? 1.0 : -1.0, exponent = Int(bits >> 10 & 31), fraction = Double(bits & 1_023)
    self =
      switch exponent {
      case 0: sign * fraction * 0x1p-24
      case 31: fraction == 0 ? sign * .infinity : .nan
      default: sign * Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1_024)
      }
  }
}
