import LabRequirements

/// Why a data set could not be loaded. Its description names the file or the places looked at, and what to do next.
public enum DatasetError: Error, Equatable, Sendable {
  /// A file is there (or should be) but cannot be used.
  case unusableFile(path: String, problem: FileProblem)
  /// An image file and its label file hold different numbers of items.
  case unpairedLabels(imagePath: String, imageCount: Int, labelPath: String, labelCount: Int)
  /// A folder holds another known data set, whose files have the same names.
  case otherDataset(path: String, expected: String, found: String)
  /// No place that was looked at holds the data set.
  case notFound(dataset: String, searched: [SearchedPlace], remedy: String)
}

/// What is wrong with one file of a data set.
public enum FileProblem: Equatable, Sendable {
  /// The file does not exist.
  case missing
  /// A folder, device or pipe stands where the file should be.
  case notAFile
  /// The operating system refuses to open or read it, for this reason.
  case unreadable(reason: String)
  /// The file has no bytes.
  case empty
  /// The name ends in .gz but the content is not a gzip stream.
  case notGzip
  /// The gzip stream stops before its end.
  case truncatedGzip
  /// The gzip stream is damaged, as zlib says.
  case corruptGzip(reason: String)
  /// Bytes follow the end of the gzip stream.
  case bytesAfterGzip
  /// The first bytes are not the magic number of an IDX file.
  case notIDX(firstBytes: [UInt8])
  /// The items are not unsigned bytes (IDX element type 0x08).
  case elementType(UInt8)
  /// The array has another number of dimensions than images (3) or labels (1) have.
  case rank(found: Int, expected: Int)
  /// The file stops inside the IDX header.
  case truncatedHeader
  /// A dimension in the header is zero.
  case noItems(dimensions: [Int])
  /// The header claims more bytes than the file can hold, or than are ever read.
  case implausibleSize(dimensions: [Int], storedBytes: Int)
  /// Fewer bytes follow the header than it claims.
  case tooFewBytes(expected: Int, found: Int)
  /// More bytes follow the header than it claims.
  case tooManyBytes(expected: Int)
  /// A label is not one of the classes `0..<classCount`.
  case label(value: UInt8, index: Int, classCount: Int)
  /// The test images differ in height or width from the training images.
  case imageSize(found: [Int], expected: [Int])
  /// The images are not of the size that an experiment needs.
  case otherImageSize(found: [Int], needed: [Int])
  /// There are fewer images than an experiment needs.
  case tooFewImages(found: Int, needed: Int)
  /// The content of a file that is no image file is not the published one.
  case otherContent(sha256: String, published: String)
  /// There are fewer images of a class than an experiment needs.
  case tooFewOfClass(String, found: Int, needed: Int)
}

extension DatasetError: CustomStringConvertible {
  /// The message for a reader: what is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .unusableFile(let path, let problem):
      "\(path): \(problem). \(problem.remedy)"
    case .unpairedLabels(let imagePath, let imageCount, let labelPath, let labelCount):
      """
      \(labelPath): holds \(labelCount) labels, but \(imagePath) holds \(imageCount) images. \
      Replace both with files of one data set.
      """
    case .otherDataset(let path, let expected, let found):
      """
      \(path): belongs to \(found), not to \(expected), whose files have the same names. \
      Point to the folder of \(expected), or to the folder above it.
      """
    case .notFound(let dataset, let searched, let remedy):
      "\(dataset) was not found. Looked in:\n"
        + searched.map { "  \($0)\n" }.joined()
        + remedy
    }
  }
}

extension FileProblem: CustomStringConvertible {
  /// What is wrong, as the predicate of a sentence about the file.
  public var description: String {
    switch self {
    case .missing: "does not exist"
    case .notAFile: "is not a file but a folder or a device"
    case .unreadable(let reason): "cannot be read (\(reason))"
    case .empty: "is empty"
    case .notGzip: "is not a gzip file, though its name ends in .gz"
    case .truncatedGzip: "is truncated: the gzip stream stops before its end"
    case .corruptGzip(let reason): "is a damaged gzip file (\(reason))"
    case .bytesAfterGzip: "has further bytes after the end of its gzip stream"
    case .notIDX(let firstBytes):
      "is not an IDX file: it begins with \(Self.hexadecimal(firstBytes)), where 00 00 is expected"
    case .elementType(let code):
      "holds IDX elements of type \(Self.hexadecimal([code])), where unsigned bytes (08) are expected"
    case .rank(let found, let expected):
      "holds an array of \(found) dimensions, where \(expected) (\(expected == 1 ? "labels" : "images")) are expected"
    case .truncatedHeader: "stops inside its IDX header"
    case .noItems(let dimensions):
      "holds nothing: its header says \(Self.product(dimensions))"
    case .implausibleSize(let dimensions, let storedBytes):
      "claims \(Self.product(dimensions)) bytes, more than a file of \(storedBytes) bytes can hold or is read here"
    case .tooFewBytes(let expected, let found):
      "is too short: its header says \(expected) bytes follow, but there are \(found)"
    case .tooManyBytes(let expected):
      "is too long: its header says \(expected) bytes follow, but there are more"
    case .label(let value, let index, let classCount):
      "has the label \(value) at index \(index), where labels are 0 to \(classCount - 1)"
    case .imageSize(let found, let expected):
      "has images of \(Self.product(found)) pixels, but the training images have \(Self.product(expected))"
    case .otherImageSize(let found, let needed):
      "has images of \(Self.product(found)) pixels, and the experiment needs \(Self.product(needed))"
    case .tooFewImages(let found, let needed):
      "has \(found) images, and the experiment needs \(needed)"
    case .otherContent(let sha256, let published):
      "has the SHA-256 \(sha256), where \(published) is published"
    case .tooFewOfClass(let name, let found, let needed):
      "has \(found) images of class “\(name)”, and the experiment needs \(needed) of each class"
    }
  }

  var remedy: String {
    switch self {
    case .unreadable: "Check its permissions and the disk."
    case .otherImageSize, .tooFewOfClass: "Name another folder with --data."
    case .tooFewImages:
      "Name another folder with --data, or ask for fewer with --set; `\(Program.name) list NAME` has the settings."
    default: "Put an intact copy in its place; `\(Program.name) data fetch` says how to get one."
    }
  }

  private static func product(_ dimensions: [Int]) -> String {
    dimensions.map(String.init).joined(separator: " × ")
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }
}
