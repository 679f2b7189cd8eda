/// A data set in memory: images to train on, images to test on, and where they come from.
public struct ImageDataset: Sendable {
  /// The name in commands and paths, such as `fashion-mnist`.
  public let name: String
  /// What the images are, in one sentence fit for a report: the same wherever the files were found. It says so where
  /// they are a subset, or differ from the published files.
  public let source: String
  /// The images to train on.
  public let train: LabelledImages
  /// The images to test on.
  public let test: LabelledImages
  /// The four files read, with their checksums.
  public let files: [DataFile]

  /// Whether the content of every file is that of the published one (of the embedded subset, where that is in use).
  public var isAsPublished: Bool { files.allSatisfy { $0.isAsPublished } }
}

/// One file of a data set as it was read.
public struct DataFile: Equatable, Sendable {
  /// The name without `.gz`, such as `train-images-idx3-ubyte`.
  public let name: String
  /// Where it was read from.
  public let path: String
  /// Bytes on disk, compressed or not.
  public let size: Int
  /// SHA-256 of the uncompressed content in hexadecimal: the same however the file is compressed, and what
  /// `zcat FILE | sha256sum` prints.
  public let sha256: String
  /// SHA-256 of the published file's uncompressed content.
  public let publishedSHA256: String

  /// Whether the content is that of the published file.
  public var isAsPublished: Bool { sha256 == publishedSHA256 }
}
