import LabRequirements

/// One published file of a data set.
public struct DatasetFile: Equatable, Sendable {
  /// Its name in the data set's folder, such as `wines.csv`.
  public let name: String
  /// Its SHA-256 in hexadecimal, as `sha256sum` prints it; of an IDX file, of the uncompressed content.
  public let sha256: String

  /// A file of this name and checksum. A name that leads out of the data set's folder, and what is no SHA-256, are
  /// programming errors.
  public init(_ name: String, sha256: String) {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    require(
      !parts.contains { ["", ".", ".."].contains($0) },
      "a file of a data set is called “\(name)”: write its path from the data set's folder, such as red/wines.csv")
    require(
      sha256.utf8.count == 64 && sha256.allSatisfy { $0.isASCII && $0.isHexDigit },
      "the SHA-256 of “\(name)” is written as 64 hexadecimal digits, as sha256sum prints them; not as “\(sha256)”")
    (self.name, self.sha256) = (name, sha256.lowercased())
  }
}

/// A data set that this program knows how to find, check and load: four IDX files of labelled grey images, or any files.
///
/// ```swift
/// let wines = KnownDataset(
///   "wines", title: "Wines", credit: "A. Grower; CC BY 4.0",
///   files: [DatasetFile("wines.csv", sha256: "9f86d08…")], howToGet: "Download it from https://example.org/wines.")
/// Laboratory.main(catalogue, datasets: [wines])
/// ```
public struct KnownDataset: Sendable {
  /// The name in commands and paths, such as `fashion-mnist`.
  public let name: String
  /// The name in prose, such as Fashion-MNIST.
  public let title: String
  /// Who made it, and the licence.
  public let credit: String
  /// Its files: of images, those to train on, their labels, those to test on, and theirs.
  public let files: [DatasetFile]
  /// What each label means; none where it is not of images.
  public let classNames: [String]
  /// The folders it is looked for in, below each place.
  let folderNames: [String]
  /// The Debian package that installs it, if there is one.
  let debianPackage: String?
  /// Where that package puts its files, below /usr/share, if not among Debian's data sets.
  let debianFolder: String?
  /// What its author says of how to get it: a sentence or more.
  let howToGet: String?
  /// The subset that comes with this library, if there is one, used where the whole is nowhere.
  let embeddedSubset: EmbeddedSubset?

  /// A data set of any files, each used as it is.
  ///
  /// - Parameters:
  ///   - name: lower-case letters, digits and hyphens.
  ///   - title: what lists call it.
  ///   - credit: who made it, and under which licence.
  ///   - files: its files, with their checksums.
  ///   - folders: what its folder may be called, below each place; its name where left out.
  ///   - howToGet: where the files are to be had, for a reader: one sentence or more.
  public init(
    _ name: String, title: String, credit: String, files: [DatasetFile], folders: [String]? = nil, howToGet: String
  ) {
    self.init(
      name: name, title: title, credit: credit, files: files, classNames: [], folderNames: folders ?? [name],
      howToGet: howToGet)
  }

  /// A data set of grey images with labels in four IDX files, which may be compressed with gzip and have `.idx` for `-idx`.
  ///
  /// - Parameters:
  ///   - name: lower-case letters, digits and hyphens.
  ///   - title: what lists call it.
  ///   - credit: who made it, and under which licence.
  ///   - classNames: what each label means, from 0 on; at most 256.
  ///   - trainImages: the images to train on.
  ///   - trainLabels: their labels.
  ///   - testImages: the images to test on.
  ///   - testLabels: their labels.
  ///   - folders: what its folder may be called, below each place; its name where left out.
  ///   - howToGet: where the files are to be had, for a reader: one sentence or more.
  public init(
    _ name: String, title: String, credit: String, classNames: [String], trainImages: DatasetFile,
    trainLabels: DatasetFile, testImages: DatasetFile, testLabels: DatasetFile, folders: [String]? = nil,
    howToGet: String
  ) {
    require(1...256 ~= classNames.count, "the data set “\(name)” has \(classNames.count) classes; it can have 1 to 256")
    self.init(
      name: name, title: title, credit: credit, files: [trainImages, trainLabels, testImages, testLabels],
      classNames: classNames, folderNames: folders ?? [name], howToGet: howToGet)
  }

  init(
    name: String, title: String, credit: String, files: [DatasetFile], classNames: [String], folderNames: [String],
    debianPackage: String? = nil, debianFolder: String? = nil, howToGet: String? = nil,
    embeddedSubset: EmbeddedSubset? = nil
  ) {
    require(
      !name.isEmpty && name.utf8.allSatisfy { Self.nameCharacters.contains($0) },
      "a data set is called “\(name)”: use lower-case letters, digits and hyphens")
    require(
      !files.isEmpty && Set(files.map(\.name)).count == files.count,
      "the data set “\(name)” has no files, or two of one name")
    require(
      !folderNames.isEmpty && !folderNames.contains(""), "the data set “\(name)” has no name for its folder")
    (self.name, self.title, self.credit, self.files) = (name, title, credit, files)
    (self.classNames, self.folderNames, self.debianPackage) = (classNames, folderNames, debianPackage)
    (self.debianFolder, self.howToGet, self.embeddedSubset) = (debianFolder, howToGet, embeddedSubset)
  }

  private static let nameCharacters = Set("abcdefghijklmnopqrstuvwxyz0123456789-".utf8)

  /// Whether it is of images in IDX files.
  var isOfImages: Bool { !classNames.isEmpty }

  /// Loads the images from the first place that has them. That it is a data set of other files is a programming error.
  ///
  /// - Throws: where no place has it, or where the first that has any of its files does not have all four intact.
  public func load(from locations: DataLocations) throws(DatasetError) -> ImageDataset {
    require(isOfImages, "the data set “\(name)” is not of images: read its files one by one")
    guard let found = locate(in: locations) else { throw notFound(in: locations) }
    let (trainFiles, train) = try loadHalf(.trainImages, .trainLabels, from: found)
    let (testFiles, test) = try loadHalf(.testImages, .testLabels, from: found)
    guard (test.height, test.width) == (train.height, train.width) else {
      throw .unusableFile(
        path: found.path(of: names(of: files[ImageFile.testImages.index])),
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

  /// The content of one of its files, the same as published.
  ///
  /// - Throws: where no place has the data set, or the first that has any of its files does not have this one as published.
  public func contents(of name: String, from locations: DataLocations) throws(DatasetError) -> [UInt8] {
    guard let index = files.firstIndex(where: { $0.name == name }) else {
      brokenRule("the data set “\(self.name)” has no file “\(name)”; it has \(files.map(\.name).listed)")
    }
    guard let found = locate(in: locations) else { throw notFound(in: locations) }
    let path = found.path(of: names(of: files[index]))
    var content = try FileContent(path: path, inflates: isOfImages)
    let (bytes, sha256) = try content.whole()
    let published = published(index, in: found)
    guard sha256 == published else {
      throw .unusableFile(path: path, problem: .otherContent(sha256: sha256, published: published))
    }
    return bytes
  }

  /// One of its files as it was found, read whole.
  func file(at index: Int, in found: FoundDataset) throws(DatasetError) -> DataFile {
    if isOfImages { return try read(ImageFile.allCases[index], in: found).file }
    let path = found.path(of: names(of: files[index]))
    var content = try FileContent(path: path, inflates: false)
    let (sha256, size) = try content.checksum()
    return DataFile(
      name: files[index].name, path: path, size: size, sha256: sha256, publishedSHA256: published(index, in: found))
  }

  /// Reads one file of images or labels, with its checksum compared.
  func read(_ file: ImageFile, in found: FoundDataset) throws(DatasetError) -> (file: DataFile, content: IDXFile) {
    let path = found.path(of: names(of: files[file.index]))
    let content = try IDXFile(path: path, rank: file.rank)
    let published = published(file.index, in: found)
    if content.sha256 != published, let other = DataCatalogue.library.owner(of: content.sha256), other.name != name {
      throw .otherDataset(path: path, expected: title, found: other.title)
    }
    return (
      DataFile(
        name: files[file.index].name, path: path, size: content.storedSize, sha256: content.sha256,
        publishedSHA256: published),
      content
    )
  }

  private func published(_ index: Int, in found: FoundDataset) -> String {
    found.subset?.checksums[ImageFile.allCases[index]] ?? files[index].sha256
  }

  /// What a file may be called, in the order of preference: IDX files may be compressed, and have a dot for the dash.
  func names(of file: DatasetFile) -> [String] { isOfImages ? IDXFile.names(like: file.name) : [file.name] }

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

/// The four files of a data set of images, by the name that those of the MNIST family have.
enum ImageFile: String, CaseIterable, Sendable {
  case trainImages = "train-images-idx3-ubyte"
  case trainLabels = "train-labels-idx1-ubyte"
  case testImages = "t10k-images-idx3-ubyte"
  case testLabels = "t10k-labels-idx1-ubyte"

  /// Its place among the four.
  var index: Int {
    switch self {
    case .trainImages: 0
    case .trainLabels: 1
    case .testImages: 2
    case .testLabels: 3
    }
  }

  /// Dimensions of its array: count × height × width, or count.
  var rank: Int { self == .trainImages || self == .testImages ? 3 : 1 }

  /// The four files, of these checksums.
  static func files(_ checksums: [ImageFile: String]) -> [DatasetFile] {
    allCases.map { DatasetFile($0.rawValue, sha256: checksums[$0, default: ""]) }
  }
}
