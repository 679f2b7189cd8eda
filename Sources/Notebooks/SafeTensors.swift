import Foundation
import LabRequirements

/// A file of named arrays that Python's `safetensors` reads: eight bytes with the length of a header, the header in JSON,
/// the arrays' numbers (https://huggingface.co/docs/safetensors). The bytes are those that the Python library writes.
public struct SafeTensors: Equatable, Sendable {
  /// The arrays in the order of the file: the widest numbers first, then by name.
  public let arrays: [NamedArray]
  /// What the file says about itself.
  public let metadata: [String: String]

  /// A file of arrays of different names.
  public init(_ arrays: [NamedArray], metadata: [String: String] = [:]) {
    require(Set(arrays.map(\.name)).count == arrays.count, "Two arrays of a file have the same name.")
    self.arrays = arrays.sorted { a, b in
      let (left, right) = (Kind(of: a), Kind(of: b))
      return left == right ? a.name.utf8.lexicographicallyPrecedes(b.name.utf8) : left.rawValue < right.rawValue
    }
    self.metadata = metadata
  }

  /// The types of numbers, in the order in which a file holds them.
  private enum Kind: Int, CaseIterable {
    case I64, F64, F32

    init(of array: NamedArray) {
      switch array.elements {
      case .integers: self = .I64
      case .doubles: self = .F64
      case .floats: self = .F32
      }
    }

    var name: String { "\(self)" }
    var width: Int { self == .F32 ? 4 : 8 }
  }

  // MARK: Writing

  /// The file.
  public var bytes: [UInt8] {
    let data = data
    var end = 0
    let entries = arrays.map { array in
      let start = end, kind = Kind(of: array)
      end += array.elements.count * kind.width
      return "\(Self.quoted(array.name)):{\"dtype\":\"\(kind.name)\","
        + "\"shape\":[\(array.shape.map(String.init).joined(separator: ","))],\"data_offsets\":[\(start),\(end)]}"
    }
    let pairs = metadata.keys.sorted().map { "\(Self.quoted($0)):\(Self.quoted(metadata[$0, default: ""]))" }
    let about = pairs.isEmpty ? [] : ["\"__metadata__\":{\(pairs.joined(separator: ","))}"]
    var header = Array("{\((about + entries).joined(separator: ","))}".utf8)
    // So that the numbers begin at a multiple of eight.
    header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) } + header + data
  }

  /// The numbers of all arrays.
  private var data: [UInt8] { arrays.flatMap(\.bytes) }

  private static func quoted(_ text: String) -> String { String(JSON.string(text).text.dropLast()) }

  // MARK: Reading

  /// Reads a file.
  ///
  /// - Throws: `SafeTensorsError` for one that is damaged, or holds numbers of other types than these.
  public init(bytes: [UInt8]) throws(SafeTensorsError) {
    guard bytes.count >= 8 else { throw SafeTensorsError("it is too short to hold a header") }
    let length = bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length <= UInt64(bytes.count - 8) else { throw SafeTensorsError("its header is longer than the file") }
    let header = bytes[8..<8 + Int(length)], data = bytes[(8 + Int(length))...]
    guard case .object(let members)? = try? JSONDecoder().decode(JSON.self, from: Data(header)) else {
      throw SafeTensorsError("its header is not JSON")
    }
    var metadata: [String: String] = [:]
    var arrays: [(array: NamedArray, start: Int, end: Int)] = []
    for (name, value) in members {
      if name == "__metadata__" {
        guard case .object(let pairs) = value else { throw SafeTensorsError("its metadata are no object") }
        metadata = pairs.compactMapValues { if case .string(let text) = $0 { text } else { nil } }
      } else {
        arrays.append(try Self.array(name, value, in: data))
      }
    }
    arrays.sort { ($0.start, $0.end) < ($1.start, $1.end) }
    var end = 0
    for array in arrays {
      guard array.start == end else {
        throw SafeTensorsError("its array “\(array.array.name)” begins at a wrong place")
      }
      end = array.end
    }
    guard end == data.count else { throw SafeTensorsError("it holds \(data.count) bytes of numbers, not \(end)") }
    self.init(arrays.map(\.array), metadata: metadata)
  }

  private static func array(
    _ name: String, _ value: JSON, in data: ArraySlice<UInt8>
  ) throws(SafeTensorsError) -> (NamedArray, Int, Int) {
    guard case .object(let members) = value, case .string(let type)? = members["dtype"],
      let shape = members["shape"]?.integers, let offsets = members["data_offsets"]?.integers, offsets.count == 2
    else { throw SafeTensorsError("its array “\(name)” has no type, shape and place") }
    guard let kind = Kind.allCases.first(where: { $0.name == type }) else {
      throw SafeTensorsError("its array “\(name)” is of type \(type), which is not read here")
    }
    var size = kind.width
    for extent in shape {
      let (product, overflows) = size.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflows else { throw SafeTensorsError("its array “\(name)” has an impossible shape") }
      size = product
    }
    guard offsets[0] >= 0, offsets[1] <= data.count, offsets[0] <= offsets[1], offsets[1] - offsets[0] == size else {
      throw SafeTensorsError("its array “\(name)” does not fit into it")
    }
    let bytes = data[(data.startIndex + offsets[0])..<(data.startIndex + offsets[1])]
    let elements: NamedArray.Elements =
      switch kind {
      case .I64: .integers(numbers(bytes))
      case .F64: .doubles(numbers(bytes))
      case .F32: .floats(numbers(bytes))
      }
    return (NamedArray(name, shape: shape, elements), offsets[0], offsets[1])
  }

  /// The numbers that lie in memory as these bytes.
  private static func numbers<Number: BitwiseCopyable>(_ bytes: ArraySlice<UInt8>) -> [Number] {
    bytes.withUnsafeBytes { buffer in
      Array(unsafeUninitializedCapacity: buffer.count / MemoryLayout<Number>.size) { numbers, count in
        UnsafeMutableRawBufferPointer(numbers).copyMemory(from: buffer)
        count = numbers.count
      }
    }
  }
}

/// What is wrong with a file of arrays.
public struct SafeTensorsError: Error, Equatable, CustomStringConvertible {
  /// A clause about the file.
  public let description: String

  init(_ description: String) { self.description = description }
}

extension JSON {
  /// The whole numbers of an array; nil for anything else, or one beyond the machine's.
  fileprivate var integers: [Int]? {
    guard case .array(let elements) = self else { return nil }
    let integers = elements.compactMap { if case .whole(let value) = $0 { Int(exactly: value) } else { nil } }
    return integers.count == elements.count ? integers : nil
  }
}
