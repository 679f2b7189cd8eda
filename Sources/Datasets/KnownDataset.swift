/// A data set that this program knows how to find, check and load: four IDX files of labelled grey images.
public struct KnownDataset: Sendable {
  /// The name in commands and paths, such as `fashion-mnist`.
  public let name: String
  /// The name in prose, such as Fashion-MNIST.
  public let title: String
  /// Who made it, and the licence.
  public let credit: String
  /// What each label means.
  public let classNames: [String]
  /// The folders it is looked for in, below each place.
  let folderNames: [String]
  /// SHA-256 of each published file's uncompressed content.
  let checksums: [ImageFile: String]
  /// The Debian package that installs it, if there is one.
  let debianPackage: String?
  /// The subset that comes with this library, if there is one, used where the whole is nowhere.
  let embeddedSubset: EmbeddedSubset?

  /// Loads the data set from the first place that has it.
  ///
  /// - Throws: where no place has it, or where the first that has any of its files does not have all four intact.
  public func load(from locations: DataLocations) throws(DatasetError) -> ImageDataset {
    guard let found = locate(in: locations) else { throw notFound(in: locations) }
    let (trainFiles, train) = try loadHalf(.trainImages, .trainLabels, from: found)
    let (testFiles, test) = try loadHalf(.testImages, .testLabels, from: found)
    guard (test.height, test.width) == (train.height, train.width) else {
      throw .unusableFile(
        path: found.path(of: .testImages),
        problem: .imageSize(found: [test.height, test.width], expected: [train.height, train.width]))
    }
    let files = trainFiles + testFiles
    let isAsPublished = files.allSatisfy { $0.isAsPublished }
    return ImageDataset(
      name: name, source: sentence(about: found, train: train, test: test, isAsPublished: isAsPublished),
      train: train, test: test, files: files, notice: notice(of: found, in: locations))
  }

  /// That a folder which the user named in the environment was passed over.
  private func notice(of found: FoundDataset, in locations: DataLocations) -> String? {
    guard locations.explicitFolder == nil, let folder = locations.environmentFolder,
      !found.folder.hasPrefix(folder)
    else { return nil }
    let instead = found.subset == nil ? found.folder : found.place
    return "$EXPERIMENTS_DATA (\(folder)) holds no file of \(title); it is taken from \(instead)."
  }

  /// Reads one file, with its checksum compared.
  func read(_ file: ImageFile, in found: FoundDataset) throws(DatasetError) -> (file: DataFile, content: IDXFile) {
    let path = found.path(of: file)
    let content = try IDXFile(path: path, rank: file.rank)
    if let other = DataCatalogue.owner(of: content.sha256), other.name != name {
      throw .otherDataset(path: path, expected: title, found: other.title)
    }
    let published = found.subset?.checksums[file] ?? checksums[file]!
    return (
      DataFile(
        name: file.rawValue, path: path, size: content.storedSize, sha256: content.sha256, publishedSHA256: published),
      content
    )
  }

  private func loadHalf(
    _ imageFile: ImageFile, _ labelFile: ImageFile, from found: FoundDataset
  ) throws(DatasetError) -> ([DataFile], LabelledImages) {
    let (images, imageContent) = try read(imageFile, in: found)
    let (labels, labelContent) = try read(labelFile, in: found)
    guard imageContent.dimensions[0] == labelContent.dimensions[0] else {
      throw .unpairedLabels(
        imagePath: images.path, imageCount: imageContent.dimensions[0],
        labelPath: labels.path, labelCount: labelContent.dimensions[0])
    }
    if let index = labelContent.bytes.firstIndex(where: { $0 >= classNames.count }) {
      let problem = FileProblem.label(
        value: labelContent.bytes[index], index: index, classCount: classNames.count)
      throw .unusableFile(path: labels.path, problem: problem)
    }
    return (
      [images, labels],
      LabelledImages(
        pixels: imageContent.bytes, labels: labelContent.bytes,
        height: imageContent.dimensions[1], width: imageContent.dimensions[2], classNames: classNames)
    )
  }

  private func sentence(
    about found: FoundDataset, train: LabelledImages, test: LabelledImages, isAsPublished: Bool
  ) -> String {
    let name = found.subset.map { "\($0.title), not the whole of it" } ?? title
    let alteration = isAsPublished ? "" : "; the files differ from the published ones"
    return """
      \(name): \(grouped(train.count)) training and \(grouped(test.count)) test images \
      of \(train.height) × \(train.width) pixels in \(classNames.count) classes (\(credit))\(alteration).
      """
  }

  /// The number, not negative, with commas between thousands, whatever the machine's locale.
  private func grouped(_ number: Int) -> String {
    guard number >= 1_000 else { return String(number) }
    return grouped(number / 1_000) + "," + String(number % 1_000 + 1_000).dropFirst()
  }
}

/// The four files of a data set of the MNIST family, by the name they have there.
enum ImageFile: String, CaseIterable, Sendable {
  case trainImages = "train-images-idx3-ubyte"
  case trainLabels = "train-labels-idx1-ubyte"
  case testImages = "t10k-images-idx3-ubyte"
  case testLabels = "t10k-labels-idx1-ubyte"

  /// Its names without `.gz`: with a dash as its authors have it, and with the dot that others unpack it with.
  var names: [String] { [rawValue, rawValue.replacing("-idx", with: ".idx")] }

  /// Dimensions of its array: count × height × width, or count.
  var rank: Int { self == .trainImages || self == .testImages ? 3 : 1 }
}
