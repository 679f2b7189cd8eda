import Crypto

/// The uncompressed bytes of a file, inflated where its name ends in `.gz`.
struct FileContent: ~Copyable {
  private let file: OpenFile
  private var inflater: GzipInflater?

  init(path: String) throws(DatasetError) {
    file = try OpenFile(path: path)
    inflater = path.hasSuffix(".gz") ? GzipInflater() : nil
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
        hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: chunk[..<count]))
        return count
      }
      filled += count
      if count < range.count { break }
    }
    return filled
  }

  private mutating func read(into chunk: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    if inflater == nil { return try file.read(into: chunk) }
    return try inflater!.read(into: chunk, from: file)
  }
}
