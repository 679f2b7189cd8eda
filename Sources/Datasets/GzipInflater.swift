import LabCZlib
import LabRequirements

/// Inflates a gzip file a chunk at a time.
///
/// The stream must be whole gzip members, one after another, with nothing after them; zlib checks the CRC and the length of
/// each. RFC 1952, section 2.2.
struct GzipInflater: ~Copyable {
  /// Deflate shrinks by no more than this factor, whatever the content.
  static let greatestRatio = 1032

  private let input: UnsafeMutableRawBufferPointer
  // zlib's state points back at its z_stream, so that must stay at one address.
  private let stream: UnsafeMutablePointer<z_stream>
  private var hasStarted = false
  private var isAtEnd = false

  init() {
    input = .allocate(byteCount: 1 << 16, alignment: 16)
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let gzipOnly = MAX_WBITS + 16
    let status = inflateInit2_(stream, gzipOnly, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    require(status == Z_OK, "zlib \(ZLIB_VERSION) does not start (status \(status))")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  /// Fills `output` with the next uncompressed bytes of `file`, always the same one, and returns how many: fewer only at
  /// the end of the stream.
  mutating func read(
    into output: UnsafeMutableRawBufferPointer, from file: borrowing OpenFile
  ) throws(DatasetError) -> Int {
    guard !output.isEmpty else { return 0 }
    stream.pointee.next_out = output.baseAddress!.assumingMemoryBound(to: Bytef.self)
    stream.pointee.avail_out = uInt(output.count)
    while !isAtEnd && stream.pointee.avail_out > 0 {
      if stream.pointee.avail_in == 0 { try refill(from: file) }
      switch inflate(stream, Z_NO_FLUSH) {
      case Z_OK: continue
      case Z_STREAM_END:
        if stream.pointee.avail_in == 0 { try refill(from: file, orEnd: true) }
        guard !isAtEnd else { break }
        // Another member begins as the first did.
        guard stream.pointee.next_in[0] == 0x1f else { throw file.failure(.bytesAfterGzip) }
        inflateReset(stream)
      case let status:
        let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)"
        throw file.failure(.corruptGzip(reason: reason))
      }
    }
    return output.count - Int(stream.pointee.avail_out)
  }

  /// Reads the next bytes of the file. Where there are none the stream is truncated, or at its end where it may be.
  private mutating func refill(from file: borrowing OpenFile, orEnd mayEnd: Bool = false) throws(DatasetError) {
    let count = try file.read(into: input)
    if mayEnd, count == 0 {
      isAtEnd = true
      return
    }
    if !hasStarted {
      guard count > 0 else { throw file.failure(.empty) }
      guard count >= 2, input[0] == 0x1f, input[1] == 0x8b else { throw file.failure(.notGzip) }
      hasStarted = true
    }
    guard count > 0 else { throw file.failure(.truncatedGzip) }
    stream.pointee.avail_in = uInt(count)
    stream.pointee.next_in = input.baseAddress!.assumingMemoryBound(to: Bytef.self)
  }
}
