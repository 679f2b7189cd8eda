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
  /// What the user should know of where they were found: that a folder that was named holds none of them.
  public let notice: String?

  /// Whether the content of every file is that of the published one (of the embedded subset, where that is in use).
  public var isAsPublished: Bool { files.allSatisfy { $0.isAsPublished } }
}

extension ImageDataset {
  /// Checks that the data have what an experiment needs, before its work: images of a size, so many of them to train and to
  /// test on, and among these so many of each class.
  ///
  /// - Throws: `DatasetError.unusableFile`, which names the file, what it has and what is needed.
  public func demand(
    training: Int, test: Int, ofEachClass: Int = 1, height: Int, width: Int
  ) throws(DatasetError) {
    for (images, needed, file, labels) in [
      (train, training, ImageFile.trainImages, ImageFile.trainLabels),
      (self.test, test, .testImages, .testLabels),
    ] {
      guard (images.height, images.width) == (height, width) else {
        throw failure(file, .otherImageSize(found: [images.height, images.width], needed: [height, width]))
      }
      guard images.count >= needed else { throw failure(file, .tooFewImages(found: images.count, needed: needed)) }
      let counts = images.classCounts
      if let label = counts.indices.first(where: { counts[$0] < ofEachClass }) {
        let className = images.classNames[label]
        throw failure(labels, .tooFewOfClass(className, found: counts[label], needed: ofEachClass))
      }
    }
  }

  private func failure(_ file: ImageFile, _ problem: FileProblem) -> DatasetError {
    .unusableFile(
      path: zip(ImageFile.allCases, files).first { $0.0 == file }?.1.path ?? file.rawValue, problem: problem)
  }
}

/// One file of a data set as it was read.
public struct DataFile: Equatable, Sendable {
  /// The name without `.gz`, such as `train-images-idx3-ubyte`.
  public let name: String
  /// Where it was read from.
  public let path: String
  /// Bytes on disk, compressed or not.
  public let size: Int
  /// SHA-256 in hexadecimal; of a file of images, of the uncompressed content: the same however it is compressed, and what
  /// `zcat FILE | sha256sum` prints.
  public let sha256: String
  /// SHA-256 of the published file, in the same way.
  public let publishedSHA256: String

  /// Whether the content is that of the published file.
  public var isAsPublished: Bool { sha256 == publishedSHA256 }
}
