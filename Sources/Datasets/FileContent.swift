import LabChecksums

/// The uncompressed bytes of a file, inflated where its name ends in `.gz`.
struct FileContent: ~Copyable {
  private let file: OpenFile
  private var inflater: GzipInflater?

  /// - Parameter inflates: whether a name in `.gz` tells of gzip; else the bytes are taken as they are.
  init(path: String, inflates: Bool = true) throws(DatasetError) {
    file = try OpenFile(path: path)
    inflater = inflates && path.hasSuffix(".gz") ? GzipInflater() : nil
  }

  /// Bytes on disk.
  var storedSize: Int { file.size }

  /// No more uncompressed bytes than this can be in the file.
  var greatestSize: Int {
    let ratio = inflater == nil ? 1 : GzipInflater.greatestRatio
    return min(storedSize, Int.max / ratio) * ratio
  }

  /// Fills `bytes`, as far as the content goes, adds them to `hash`, and returns how many there are.
  mutating func fill(_ bytes: inout [UInt8], hashing hash: inout SHA256) throws(DatasetError) -> Int {
    // A chunk is hashed while it is still in the cache.
    let chunkSize = 1 << 18
    var filled = 0
    while filled < bytes.count {
      let range = filled..<min(filled + chunkSize, bytes.count)
      let count = try bytes.withUnsafeMutableBufferPointer { buffer throws(DatasetError) in
        let chunk = UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[range]))
        let count = try read(into: chunk)
        hash.update(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
        return count
      }
      filled += count
      if count < range.count { break }
    }
    return filled
  }

  /// The SHA-256 of all the content that is left, in hexadecimal, and how many bytes that is.
  mutating func checksum() throws(DatasetError) -> (sha256: String, size: Int) {
    var size = 0
    let sha256 = try forEachChunk { size += $0.count }
    return (sha256, size)
  }

  /// All the content that is left, and its SHA-256 in hexadecimal.
  mutating func whole() throws(DatasetError) -> (bytes: [UInt8], sha256: String) {
    var bytes: [UInt8] = []
    let sha256 = try forEachChunk { bytes += $0 }
    return (bytes, sha256)
  }

  private mutating func forEachChunk(_ body: (ArraySlice<UInt8>) -> Void) throws(DatasetError) -> String {
    var hash = SHA256(), chunk = [UInt8](repeating: 0, count: 1 << 20), count = 0
    repeat {
      count = try fill(&chunk, hashing: &hash)
      body(chunk[..<count])
    } while count == chunk.count
    return hash.hexadecimal
  }

  private mutating func read(into chunk: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    if inflater == nil { return try file.read(into: chunk) }
    return try inflater!.read(into: chunk, from: file)
  }
}
