import LabCZlib
import LabRequirements

/// The files in a zip archive, stored or deflated (PKWARE, APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16).
///
/// What it holds is what its central directory says. No archives of several parts, of encrypted files or beyond 4 GB are read.
struct ZipArchive {
  private struct Entry {
    let method: Int
    let checksum: UInt32
    let storedSize: Int
    let size: Int
    /// Where its local header is.
    let offset: Int
  }

  private let bytes: [UInt8]
  private let path: String
  private var entries: [String: Entry] = [:]
  /// The files' names, in the archive's order.
  private(set) var names: [String] = []

  init(_ bytes: [UInt8], named path: String) throws(DataError) {
    (self.bytes, self.path) = (bytes, path)
    guard let end = Self.endRecord(in: bytes) else {
      throw failure(
        "byte \(bytes.count)", "ends the file, which has no directory of a zip archive: it is none, or cut off")
    }
    let count = number(2, at: end + 10), size = number(4, at: end + 12), start = number(4, at: end + 16)
    guard count < 0xffff, size < 0xffff_ffff, start < 0xffff_ffff else {
      throw failure("byte \(end)", "ends an archive beyond 4 GB or 65,534 files", "Save each array with numpy.save.")
    }
    guard number(2, at: end + 4) == 0, number(2, at: end + 8) == count, start + size <= end else {
      throw failure("byte \(end)", "ends the archive with a directory that is not in it")
    }
    var index = start
    for _ in 0..<count { index = try readEntry(at: index, before: end) }
  }

  /// Where the record stands that ends the directory: at the end of the file, but for a comment.
  private static func endRecord(in bytes: [UInt8]) -> Int? {
    guard bytes.count >= 22 else { return nil }
    return (max(0, bytes.count - 22 - 0xffff)...bytes.count - 22).reversed().first { index in
      bytes[index] == 0x50 && bytes[index + 1] == 0x4b && bytes[index + 2] == 5 && bytes[index + 3] == 6
        && index + 22 + Int(bytes[index + 20]) + Int(bytes[index + 21]) << 8 == bytes.count
    }
  }

  /// Reads one entry of the directory and returns where the next is.
  private mutating func readEntry(at index: Int, before end: Int) throws(DataError) -> Int {
    guard index + 46 <= end, number(4, at: index) == 0x0201_4b50 else {
      throw failure("byte \(index)", "begins no entry of the archive's directory")
    }
    let nameLength = number(2, at: index + 28)
    let next = index + 46 + nameLength + number(2, at: index + 30) + number(2, at: index + 32)
    guard next <= end else { throw failure("byte \(index)", "begins an entry that the archive's directory cuts off") }
    let name = String(decoding: bytes[index + 46..<index + 46 + nameLength], as: UTF8.self)
    let flags = number(2, at: index + 8), method = number(2, at: index + 10)
    let entry = Entry(
      method: method, checksum: UInt32(number(4, at: index + 16)), storedSize: number(4, at: index + 20),
      size: number(4, at: index + 24), offset: number(4, at: index + 42))
    guard flags & 1 == 0 else { throw failure("the file \(name.quoted)", "is encrypted") }
    guard method == 0 || method == 8 else {
      throw failure("the file \(name.quoted)", "is compressed by method \(method), where 0 and 8 (deflate) are known")
    }
    guard entry.storedSize < 0xffff_ffff, entry.size < 0xffff_ffff, entry.offset < 0xffff_ffff else {
      throw failure("the file \(name.quoted)", "is larger than 4 GB", "Save the array with numpy.save.")
    }
    guard entries.updateValue(entry, forKey: name) == nil else {
      throw failure("the file \(name.quoted)", "is in the archive twice")
    }
    names.append(name)
    return next
  }

  /// The uncompressed content of a file of the archive, its checksum compared.
  func content(of name: String) throws(DataError) -> [UInt8] {
    let place = "the file \(name.quoted)"
    guard let entry = entries[name] else { throw failure(place, "is not in the archive") }
    let header = entry.offset
    guard header + 30 <= bytes.count, number(4, at: header) == 0x0403_4b50 else {
      throw failure("\(place), byte \(header)", "is said to begin there, and does not")
    }
    let start = header + 30 + number(2, at: header + 26) + number(2, at: header + 28)
    guard start + entry.storedSize <= bytes.count else { throw failure(place, "is cut off at byte \(bytes.count)") }
    let stored = bytes[start..<start + entry.storedSize]
    // Before anything of the size is allocated.
    guard
      entry.method == 0
        ? entry.size == entry.storedSize : entry.size <= (entry.storedSize + 1) * GzipInflater.greatestRatio
    else {
      throw failure(place, "is said to hold \(entry.size) bytes in \(entry.storedSize), which it cannot")
    }
    let content = entry.method == 0 ? Array(stored) : try inflated(stored, to: entry.size, place)
    let checksum = content.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }
    guard UInt32(truncatingIfNeeded: checksum) == entry.checksum else {
      throw failure(place, "is damaged: its checksum differs from the one in the archive's directory")
    }
    return content
  }

  private func inflated(_ stored: ArraySlice<UInt8>, to size: Int, _ place: String) throws(DataError) -> [UInt8] {
    var stream = z_stream()
    let status = inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    require(status == Z_OK, "zlib \(ZLIB_VERSION) does not start (status \(status))")
    defer { inflateEnd(&stream) }
    var input = Array(stored)
    var ending = Z_OK
    // A byte more than it should have, so that what is too long is seen.
    let content = [UInt8](unsafeUninitializedCapacity: size + 1) { output, count in
      input.withUnsafeMutableBufferPointer { input in
        stream.next_in = input.baseAddress
        stream.avail_in = uInt(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = uInt(size + 1)
        ending = inflate(&stream, Z_FINISH)
        count = size + 1 - Int(stream.avail_out)
      }
    }
    guard ending == Z_STREAM_END, content.count == size, stream.avail_in == 0 else {
      let reason = stream.msg.map { String(cString: $0) }
      throw failure(
        place, "is damaged: " + (reason ?? "it does not end after the \(size) bytes that the archive says"))
    }
    return content
  }

  /// A little-endian number of so many bytes.
  private func number(_ size: Int, at index: Int) -> Int {
    bytes[index..<index + size].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  private func failure(
    _ place: String, _ problem: String, _ remedy: String = "Save it again with numpy.savez or numpy.savez_compressed."
  ) -> DataError { DataError(path, place, problem, remedy: remedy) }
}
