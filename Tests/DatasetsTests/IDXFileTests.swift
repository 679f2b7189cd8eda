import Foundation
import LabTestSupport
import Testing

@testable import LabDatasets

/// Content that is not a whole IDX file of images, and what the reader must say about it.
struct UnusableContent: CustomTestStringConvertible {
  let testDescription: String
  let name: String
  let bytes: [UInt8]
  let problem: FileProblem
  let message: String

  init(_ what: String, name: String = "images.gz", _ bytes: [UInt8], _ problem: FileProblem, says message: String) {
    testDescription = what
    self.name = name
    self.bytes = bytes
    self.problem = problem
    self.message = message
  }

  static let images = idx([2, 2, 3], Array(0..<12))

  /// The gzip stream with the bit of one byte turned.
  static func damaged(at index: Int) -> [UInt8] {
    var bytes = gzip(images)
    bytes[index] ^= 0x10
    return bytes
  }

  static let all: [UnusableContent] = [
    .init("empty", [], .empty, says: "is empty"),
    .init("empty, plain", name: "images", [], .empty, says: "is empty"),
    .init("gzip of nothing", gzip([]), .empty, says: "is empty"),
    .init("text", Array("hello, world".utf8), .notGzip, says: "is not a gzip file"),
    .init("a plain IDX file called .gz", images, .notGzip, says: "is not a gzip file"),
    .init("one byte", [0x1f], .notGzip, says: "is not a gzip file"),
    .init("gzip cut in its header", Array(gzip(images).prefix(5)), .truncatedGzip, says: "truncated"),
    .init("gzip cut in its middle", Array(gzip(images).prefix(20)), .truncatedGzip, says: "truncated"),
    .init("gzip without its last byte", gzip(images).dropLast(), .truncatedGzip, says: "truncated"),
    .init("gzip without its checksums", gzip(images).dropLast(8), .truncatedGzip, says: "truncated"),
    .init(
      "wrong gzip checksum", damaged(at: gzip(images).count - 8), .corruptGzip(reason: "incorrect data check"),
      says: "incorrect data check"),
    .init(
      "wrong gzip length", damaged(at: gzip(images).count - 4), .corruptGzip(reason: "incorrect length check"),
      says: "incorrect length check"),
    .init(
      "wrong gzip method", damaged(at: 2), .corruptGzip(reason: "unknown compression method"), says: "damaged gzip"),
    .init("bytes after the gzip stream", gzip(images) + [0], .bytesAfterGzip, says: "further bytes"),
    .init("a second gzip member cut in its header", gzip(images) + [0x1f, 0x8b], .truncatedGzip, says: "truncated"),
    .init("a second member with more content", gzip(images) + gzip([1]), .tooManyBytes(expected: 12), says: "too long"),
    .init(
      "wrong magic number", gzip([0x89, 0x50, 0x4e, 0x47, 0x0d]), .notIDX(firstBytes: [0x89, 0x50, 0x4e, 0x47]),
      says: "begins with 89 50 4e 47"),
    .init(
      "gzip not called .gz", name: "images", gzip(images), .notIDX(firstBytes: [0x1f, 0x8b, 0x08, 0x00]),
      says: "begins with 1f 8b 08 00"),
    .init("floats", gzip(idx([2, 2, 3], [], type: 0x0d)), .elementType(0x0d), says: "of type 0d"),
    .init("labels", gzip(idx([2], [0, 1])), .rank(found: 1, expected: 3), says: "1 dimensions, where 3 (images)"),
    .init("half a magic number", gzip([0, 0, 8]), .truncatedHeader, says: "inside its IDX header"),
    .init("half a header", gzip(idx([2, 2], [0, 0], rank: 3)), .truncatedHeader, says: "inside its IDX header"),
    .init("no images", gzip(idx([0, 28, 28], [])), .noItems(dimensions: [0, 28, 28]), says: "0 × 28 × 28"),
    .init("no rows", gzip(idx([5, 0, 28], [])), .noItems(dimensions: [5, 0, 28]), says: "5 × 0 × 28"),
    .init(
      "one byte too few", gzip(images.dropLast()), .tooFewBytes(expected: 12, found: 11),
      says: "says 12 bytes follow, but there are 11"),
    .init("one byte too many", gzip(images + [7]), .tooManyBytes(expected: 12), says: "says 12 bytes follow"),
    .init("one byte too many, plain", name: "images", images + [7], .tooManyBytes(expected: 12), says: "too long"),
    .init(
      "a little too few, plain", name: "images", images.dropLast(), .tooFewBytes(expected: 12, found: 11),
      says: "too short"),
    .init(
      "a size beyond 64 bits", name: "images", idx([.max, .max, .max], [1, 2, 3]),
      .implausibleSize(dimensions: [4_294_967_295, 4_294_967_295, 4_294_967_295], storedBytes: 19),
      says: "4294967295 × 4294967295 × 4294967295 bytes"),
    .init(
      "a size beyond the file, plain", name: "images", idx([60_000, 28, 28], [1, 2, 3]),
      .implausibleSize(dimensions: [60_000, 28, 28], storedBytes: 19), says: "a file of 19 bytes"),
  ]
}

@Suite struct IDXFileTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: ["images.gz", "images"])
  func readsDimensionsAndElements(name: String) throws {
    let elements = (0..<60).map { UInt8($0 * 4) }
    let content = idx([5, 3, 4], elements)
    let path = try folder.write(name.hasSuffix(".gz") ? gzip(content) : content, to: name)
    let file = try IDXFile(path: path, rank: 3)
    #expect(file.dimensions == [5, 3, 4])
    #expect(file.bytes == elements)
    #expect(file.storedSize == (name.hasSuffix(".gz") ? gzip(content).count : content.count))
  }

  @Test func readsFilesOfManyChunks() throws {
    // 3 MB: several chunks of input and output, none of them full at the end.
    let elements = (0..<3_000_003).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 11) }
    let path = try folder.write(gzip(idx([3_000_003], elements)), to: "labels.gz")
    #expect(try IDXFile(path: path, rank: 1).bytes == elements)
  }

  @Test func checksumIsOfTheUncompressedContent() throws {
    // printf '\0\0\10\1\0\0\0\2\3\3' | sha256sum
    let expected = "6dbe84962bf170991501095ff52f0dbc064787b4bc0e7322f728f3e8cf3d05d1"
    for (name, bytes) in [("labels", small[.testLabels]!), ("labels.gz", gzip(small[.testLabels]!))] {
      #expect(try IDXFile(path: folder.write(bytes, to: name), rank: 1).sha256 == expected)
    }
  }

  @Test(arguments: UnusableContent.all)
  func refusesUnusableContent(content: UnusableContent) throws {
    let path = try folder.write(content.bytes, to: content.name)
    let error = #expect(throws: DatasetError.self) { try IDXFile(path: path, rank: 3) }
    #expect(error == .unusableFile(path: path, problem: content.problem))
    let message = try #require(error).description
    #expect(message.hasPrefix(path + ": "), "names the file")
    #expect(message.contains(content.message), "\(message)")
    #expect(message.hasSuffix("Put an intact copy in its place; `experiments data fetch` says how to get one."))
  }

  @Test func refusesAnAbsurdSizeWithoutAllocatingIt() throws {
    // Allocating 3.4 terabytes of zeros would end the process.
    let path = try folder.write(gzip(idx([.max, 28, 28], [1, 2, 3])), to: "images.gz")
    let error = #expect(throws: DatasetError.self) { try IDXFile(path: path, rank: 3) }
    #expect(error?.description.contains("claims 4294967295 × 28 × 28 bytes") == true)
  }

  @Test func refusesMoreThanIsEverRead() throws {
    // A sparse file of the size that its header claims, a quarter beyond the limit.
    let path = try folder.write(idx([5, 1 << 14, 1 << 14], []), to: "images")
    try #require(truncate(path, 16 + 5 << 28) == 0)
    let error = #expect(throws: DatasetError.self) { try IDXFile(path: path, rank: 3) }
    #expect(
      error
        == .unusableFile(
          path: path, problem: .implausibleSize(dimensions: [5, 1 << 14, 1 << 14], storedBytes: 16 + 5 << 28)))
  }

  @Test func acceptsTheGreatestCompression() throws {
    let zeros = [UInt8](repeating: 0, count: 1 << 22)
    let path = try folder.write(gzip(idx([1 << 22], zeros)), to: "labels.gz")
    #expect(try IDXFile(path: path, rank: 1).bytes == zeros)
  }

  @Test func everyDamageIsRefusedOrHarmless() throws {
    // Whatever the bytes: every prefix, and every single byte turned, is either refused by name or read whole.
    let whole = gzip(UnusableContent.images)
    for length in whole.indices {
      let path = try folder.write(Array(whole.prefix(length)), to: "prefix.gz")
      #expect(throws: DatasetError.self) { try IDXFile(path: path, rank: 3) }
    }
    for index in whole.indices {
      for bit in 0..<8 {
        var bytes = whole
        bytes[index] ^= 1 << bit
        let path = try folder.write(bytes, to: "turned.gz")
        do {
          let file = try IDXFile(path: path, rank: 3)
          // The gzip header's time and system and the padding of the last byte say nothing about the content.
          #expect(file.bytes == Array(0..<12), "byte \(index) bit \(bit)")
        } catch {
          #expect("\(error)".hasPrefix(path))
        }
      }
    }
  }

  @Test func refusesWhatIsNotAReadableFile() throws {
    let missing = folder.path + "/none.gz"
    expect(.missing, at: missing, says: "does not exist")

    try FileManager.default.createDirectory(atPath: folder.path + "/folder.gz", withIntermediateDirectories: false)
    expect(.notAFile, at: folder.path + "/folder.gz", says: "not a file but a folder")

    let pipe = folder.path + "/pipe.gz"
    try #require(mkfifo(pipe, 0o600) == 0)
    expect(.notAFile, at: pipe, says: "not a file")

    let loop = folder.path + "/loop.gz"
    try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: loop)
    expect(.unreadable(reason: "Too many levels of symbolic links"), at: loop, says: "Check its permissions")
  }

  @Test func reportsAnErrorWhileReading() {
    // A process's memory opens as a regular file, and its first page never reads.
    expect(.unreadable(reason: "Input/output error"), at: "/proc/self/mem", says: "Input/output error")
  }

  private func expect(
    _ problem: FileProblem, at path: String, says message: String, _ location: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: DatasetError.self, sourceLocation: location) { try IDXFile(path: path, rank: 1) }
    #expect(error == .unusableFile(path: path, problem: problem), sourceLocation: location)
    #expect(error?.description.hasPrefix(path) == true, sourceLocation: location)
    #expect(error?.description.contains(message) == true, sourceLocation: location)
  }
}
