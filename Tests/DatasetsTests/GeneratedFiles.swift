import Foundation
import LabCZlib
import LabTestSupport

@testable import LabDatasets

extension TemporaryFolder {
  /// Writes a data set of four images to train on and two to test on, of 2 × 3 pixels, and returns its folder.
  @discardableResult func writeDataset(
    to folder: String, compressed: Bool = true, replacing replacements: [ImageFile: [UInt8]] = [:]
  ) throws -> String {
    for file in ImageFile.allCases {
      let bytes = replacements[file] ?? small[file]!
      let name = "\(folder)/\(file.rawValue)"
      try write(compressed ? gzip(bytes) : bytes, to: compressed ? name + ".gz" : name)
    }
    return "\(path)/\(folder)"
  }
}

/// The content of the four files of a small data set.
let small: [ImageFile: [UInt8]] = [
  .trainImages: idx([4, 2, 3], Array(0..<24)), .trainLabels: idx([4], [0, 1, 2, 9]),
  .testImages: idx([2, 2, 3], Array(100..<112)), .testLabels: idx([2], [3, 3]),
]

/// An IDX file that claims `dimensions` and goes on with `elements`.
func idx(_ dimensions: [UInt32], _ elements: [UInt8], type: UInt8 = 8, rank: UInt8? = nil) -> [UInt8] {
  [0, 0, type, rank ?? UInt8(dimensions.count)]
    + dimensions.flatMap { size in stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: size >> $0) } }
    + elements
}

/// `bytes` as one gzip member.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  let level: Int32 = 6, gzipOnly = MAX_WBITS + 16, memoryLevel: Int32 = 8
  precondition(
    deflateInit2_(
      &stream, level, Z_DEFLATED, gzipOnly, memoryLevel, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size)) == Z_OK)
  defer { deflateEnd(&stream) }
  var input = bytes
  var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, uLong(bytes.count))) + 32)
  return input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      stream.next_in = input.baseAddress
      stream.avail_in = uInt(input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = uInt(output.count)
      precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END)
      return Array(output.prefix(output.count - Int(stream.avail_out)))
    }
  }
}
