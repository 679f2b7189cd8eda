import LabTensors
import Testing

@testable import LabDatasets

@Suite struct NumericArrayTests {
  private func array(_ name: String) throws -> NumericArray {
    let parts = name.split(separator: "/").map(String.init), bytes = try Expected.bytes("arrays/" + parts[0])
    return parts.count == 2
      ? try NumericArray(npz: bytes, named: parts[0], array: parts[1]) : try NumericArray(npy: bytes, named: name)
  }

  @Test func thereAreArraysOfEveryKind() { #expect(Expected.all.arrays.count == 37) }

  @Test(arguments: Expected.all.arrays.keys.sorted()) func whatNumPyWroteIsReadToTheSameNumbers(_ name: String) throws {
    let expected = try #require(Expected.all.arrays[name]), array = try array(name)
    #expect(array.shape == expected.shape)
    #expect(array.type == expected.type)
    let numbers = expected.values.compactMap(Double.init)
    #expect(numbers.count == expected.values.count)
    if let whole = expected.values.map({ Int($0) }) as? [Int] {
      #expect(try array.integers == whole)
    }
    if zip(numbers, expected.values).allSatisfy({ number, text in
      Int(text).map { Double(exactly: $0) == number } ?? true
    }),
      !name.hasPrefix("u8")
    {
      // Signs of zeros, too.
      #expect(try array.doubles.map(\.bitPattern) == numbers.map(\.bitPattern))
    }
    if expected.type == "float32" || expected.type == "float16" {
      #expect(try array.tensor.elements.map(\.bitPattern) == numbers.map { Float($0).bitPattern })
      #expect(try array.tensor.shape.dimensions == expected.shape)
    }
  }

  @Test func anArchiveOfOneArrayNeedsNoName() throws {
    let array = try NumericArray(npz: Expected.bytes("arrays/one.npz"), named: "one.npz")
    #expect(array.shape == [2, 3, 4])
  }

  /// Arrays, what is asked of them, and what is said.
  private static let misfits: [(name: String, ask: @Sendable (NumericArray) throws -> Void, says: String)] = [
    (
      "f8.npy", { _ = try $0.tensor },
      "f8.npy, element [1, 1], byte 168: is 1.7976931348623157e+308, which is beyond the range of single precision."
    ),
    (
      "i4.npy", { _ = try $0.tensor },
      "i4.npy, element [3], byte 140: is 2147483647, which single precision has not."
    ),
    (
      "i8.npy", { _ = try $0.doubles }, "element [3], byte 152: is 9223372036854775807, which double precision has not."
    ),
    ("u8.npy", { _ = try $0.integers }, "element [3], byte 152: is 18446744073709551615, which is beyond 63 bits."),
    ("f4.npy", { _ = try $0.integers }, "element [0, 2], byte 136: is 1.5, which is no whole number of 64 bits."),
    ("f4-big.npy", { _ = try $0.integers }, "element [0, 2], byte 136: is 1.5, which is no whole number of 64 bits."),
  ]

  @Test(arguments: misfits.indices) func whatDoesNotFitIsNamed(_ index: Int) throws {
    let (name, ask, says) = Self.misfits[index], array = try array(name)
    let error = #expect(throws: DataError.self) { try ask(array) }
    #expect(error?.description.contains(says) == true, "\(String(describing: error))")
  }

  /// In Fortran's order the byte is another than the position tells.
  @Test func aMisfitInFortransOrderIsNamedByItsPosition() throws {
    let header = "{'descr': '<i4', 'fortran_order': True, 'shape': (2, 2), }\n"
    let bytes =
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
      + [1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 1, 3, 0, 0, 0]
    let array = try NumericArray(npy: bytes, named: "a.npy")
    #expect(try array.integers == [1, 16_777_217, 2, 3])
    let error = #expect(throws: DataError.self) { try array.tensor }
    #expect(error?.place == "element [0, 1], byte \(10 + header.utf8.count + 8)")
  }
}
