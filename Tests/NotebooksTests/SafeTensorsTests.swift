import Foundation
import LabTestSupport
import Testing

@testable import LabNotebooks

/// Files of arrays against those of Python's library, in both directions, and what is wrong with damaged ones.
@Suite struct SafeTensorsTests {
  /// A file that the Python library wrote, and what is in it.
  struct Example: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// What Python wrote.
    let bytes: Data
    /// What it was given.
    let file: SafeTensors

    init(_ example: FixtureCase) throws {
      testDescription = example.name
      bytes = try #require(example.attributes["file"]?.text.flatMap { Data(base64Encoded: $0) })
      let types = try #require(example.attributes["types"]?.texts)
      let arrays = example.inputs.map { name, numbers in
        let elements: NamedArray.Elements =
          switch types[name] {
          case "F64": .doubles(numbers.values)
          case "I64": .integers(numbers.values.map { Int64($0) })
          default: .floats(numbers.values.map { Float($0) })
          }
        return NamedArray(name, shape: numbers.shape, elements)
      }
      file = SafeTensors(arrays, metadata: try #require(example.attributes["metadata"]?.texts))
    }

    static var all: [Example] { get throws { try fixtureCases("safetensors_files").map(Example.init) } }
  }

  @Test(arguments: try Example.all) func writesTheBytesOfThePythonLibrary(_ example: Example) {
    #expect(Data(example.file.bytes) == example.bytes)
  }

  @Test(arguments: try Example.all) func readsWhatThePythonLibraryWrote(_ example: Example) throws {
    #expect(try SafeTensors(bytes: Array(example.bytes)) == example.file)
  }

  @Test func aFileHoldsEveryBitOfANumber() throws {
    let patterns: [UInt32] = [0, 0x8000_0000, 1, 0x7F80_0000, 0xFF80_0000, 0x7FC0_0000, 0x7F80_0001]
    let array = NamedArray("x", .floats(patterns.map { Float(bitPattern: $0) }))
    let read = try SafeTensors(bytes: SafeTensors([array]).bytes).arrays[0]
    guard case .floats(let values) = read.elements else {
      Issue.record("single precision stays so")
      return
    }
    #expect(values.map(\.bitPattern) == patterns)
  }

  /// A file of the header, and of so many bytes of numbers.
  private static func file(_ header: String, _ count: Int = 8, length: UInt64? = nil) -> [UInt8] {
    withUnsafeBytes(of: (length ?? UInt64(header.utf8.count)).littleEndian) { Array($0) } + Array(header.utf8)
      + Array(repeating: 0, count: count)
  }

  private static func entry(
    _ type: String = "F32", _ shape: String = "[2]", _ offsets: String = "[0,8]", name: String = "a"
  ) -> String {
    "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
  }

  @Test(
    arguments: [
      ([], "it is too short to hold a header"),
      ([1, 2, 3], "it is too short to hold a header"),
      (file("{}", 0, length: 3), "its header is longer than the file"),
      (file("{}", 0, length: .max), "its header is longer than the file"),
      (file("{", 0), "its header is not JSON"),
      (file("[]", 0), "its header is not JSON"),
      (file("{\"__metadata__\":3}", 0), "its metadata are no object"),
      (file("{\"a\":3}"), "its array “a” has no type, shape and place"),
      (file("{\(entry("F32", "[1.5]"))}"), "its array “a” has no type, shape and place"),
      (file("{\(entry("F32", "[2]", "[0]"))}"), "its array “a” has no type, shape and place"),
      (file("{\(entry("BF16"))}"), "its array “a” is of type BF16, which is not read here"),
      (file("{\(entry("F32", "[-2]"))}"), "its array “a” has an impossible shape"),
      (
        file("{\(entry("F32", "[4611686018427387904,4611686018427387904]"))}"), "its array “a” has an impossible shape"
      ),
      (file("{\(entry("F32", "[3]"))}"), "its array “a” does not fit into it"),
      (file("{\(entry("F32", "[2]", "[0,8]"))}", 7), "its array “a” does not fit into it"),
      (file("{\(entry("F32", "[2]", "[-8,0]"))}"), "its array “a” does not fit into it"),
      (file("{\(entry("F32", "[2]", "[8,0]"))}"), "its array “a” does not fit into it"),
      (file("{\(entry("F32", "[2]", "[4,12]"))}", 12), "its array “a” begins at a wrong place"),
      (
        file("{\(entry()),\(entry("F32", "[2]", "[4,12]", name: "b"))}", 12), "its array “b” begins at a wrong place"
      ),
      (file("{\(entry())}", 9), "it holds 9 bytes of numbers, not 8"),
    ] as [([UInt8], String)])
  func aDamagedFileIsRefused(_ bytes: [UInt8], _ problem: String) {
    #expect {
      try SafeTensors(bytes: bytes)
    } throws: { error in
      "\(error)" == problem
    }
  }
}
