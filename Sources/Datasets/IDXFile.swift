import LabChecksums

/// An array of unsigned bytes in the IDX format of the MNIST family, gzipped (`.gz`) or plain.
///
/// The format: two zero bytes, the element type (08: unsigned byte), the rank, each dimension as a big-endian 32-bit
/// integer, then the elements in row-major order.
struct IDXFile: Sendable {
  /// No file of more uncompressed bytes is read: twenty times the largest of the family.
  static let greatestSize = 1 << 30

  let dimensions: [Int]
  /// The elements, row-major.
  let bytes: [UInt8]
  /// Bytes on disk, compressed or not.
  let storedSize: Int
  /// SHA-256 of the uncompressed file, header included, in hexadecimal.
  let sha256: String

  /// Reads the file at `path`, whose array must have `rank` dimensions.
  init(path: String, rank: Int) throws(DatasetError) {
    func failure(_ problem: FileProblem) -> DatasetError { .unusableFile(path: path, problem: problem) }

    var content = try FileContent(path: path)
    var hash = SHA256()
    storedSize = content.storedSize

    var magic = [UInt8](repeating: 0, count: 4)
    let magicCount = try content.fill(&magic, hashing: &hash)
    guard magicCount > 0 else { throw failure(.empty) }
    guard magic[0] == 0, magic[1] == 0 else { throw failure(.notIDX(firstBytes: Array(magic.prefix(magicCount)))) }
    guard magicCount == magic.count else { throw failure(.truncatedHeader) }
    guard magic[2] == 0x08 else { throw failure(.elementType(magic[2])) }
    guard magic[3] == rank else { throw failure(.rank(found: Int(magic[3]), expected: rank)) }

    var sizes = [UInt8](repeating: 0, count: 4 * rank)
    guard try content.fill(&sizes, hashing: &hash) == sizes.count else { throw failure(.truncatedHeader) }
    dimensions = (0..<rank).map { axis in sizes[4 * axis..<4 * axis + 4].reduce(0) { $0 << 8 | Int($1) } }
    guard !dimensions.contains(0) else { throw failure(.noItems(dimensions: dimensions)) }
    guard let count = Self.product(of: dimensions, atMost: min(content.greatestSize, Self.greatestSize)) else {
      throw failure(.implausibleSize(dimensions: dimensions, storedBytes: storedSize))
    }

    var bytes = [UInt8](repeating: 0, count: count)
    let found = try content.fill(&bytes, hashing: &hash)
    guard found == count else { throw failure(.tooFewBytes(expected: count, found: found)) }
    var beyond: [UInt8] = [0]
    var ignored = SHA256()
    guard try content.fill(&beyond, hashing: &ignored) == 0 else { throw failure(.tooManyBytes(expected: count)) }

    self.bytes = bytes
    sha256 = hash.hexadecimal
  }

  /// What a file may also be called: with a dash as its authors have it or with the dot that others unpack it with,
  /// compressed or not.
  static func names(like name: String) -> [String] {
    let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
    let other =
      plain.contains("-idx") ? plain.replacing("-idx", with: ".idx") : plain.replacing(".idx", with: "-idx")
    return (other == plain ? [plain] : [plain, other]).flatMap { [$0 + ".gz", $0] }
  }

  private static func product(of dimensions: [Int], atMost limit: Int) -> Int? {
    var product = 1
    for dimension in dimensions {
      let (next, overflow) = product.multipliedReportingOverflow(by: dimension)
      guard !overflow, next <= limit else { return nil }
      product = next
    }
    return product
  }
}
