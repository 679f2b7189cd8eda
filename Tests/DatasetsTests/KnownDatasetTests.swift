import Foundation
import LabTestSupport
import Testing

@testable import LabDatasets

/// A made-up data set whose published files are the small generated ones.
private func shapes(checksums: [ImageFile: String] = [:], package: String? = "dataset-shapes") -> KnownDataset {
  KnownDataset(
    name: "shapes", title: "Shapes", credit: "nobody",
    files: ImageFile.allCases.map { DatasetFile($0.rawValue, sha256: checksums[$0] ?? unknown) },
    classNames: (0..<10).map { "shape \($0)" }, folderNames: ["shapes", "Shapes/raw"], debianPackage: package)
}

private let unknown = String(repeating: "0", count: 64)

private let classNames = (0..<10).map { "shape \($0)" }

@Suite struct KnownDatasetTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// Places that hold nothing: every folder is below the temporary one.
  private func locations(explicit: String? = nil, environment: String? = nil) -> DataLocations {
    var variables = ["HOME": folder.path + "/home"]
    variables["EXPERIMENTS_DATA"] = environment
    return DataLocations(
      explicitFolder: explicit, environment: variables, systemFolder: folder.path + "/usr/share/datasets")
  }

  private func load(_ folder: String) throws(DatasetError) -> ImageDataset {
    try shapes().load(from: locations(explicit: folder))
  }

  @Test(arguments: [true, false])
  func loadsImagesWithTheirLabels(compressed: Bool) throws {
    let data = try load(folder.writeDataset(to: "shapes", compressed: compressed))
    #expect(
      data.train
        == LabelledImages(
          pixels: Array(0..<24), labels: [0, 1, 2, 9], height: 2, width: 3, classNames: classNames))
    #expect(
      data.test
        == LabelledImages(pixels: Array(100..<112), labels: [3, 3], height: 2, width: 3, classNames: classNames))
    #expect(data.name == "shapes")
    #expect(data.files.map(\.name) == ImageFile.allCases.map(\.rawValue))
    for file in data.files {
      #expect(file.path == "\(folder.path)/shapes/\(file.name)\(compressed ? ".gz" : "")")
      #expect(file.size == FileManager.default.contents(atPath: file.path)?.count)
    }
  }

  @Test func sourceTellsOfFilesThatDifferAndNeverWhereTheyAre() throws {
    let path = try folder.writeDataset(to: "shapes")
    let data = try load(path)
    let sentence = "Shapes: 4 training and 2 test images of 2 × 3 pixels in 10 classes (nobody)"
    #expect(data.source == sentence + "; the files differ from the published ones.")

    let published = Dictionary(uniqueKeysWithValues: zip(ImageFile.allCases, data.files.map(\.sha256)))
    let same = try shapes(checksums: published).load(from: locations(explicit: path))
    #expect(same.source == sentence + ".")
    #expect(same.isAsPublished)
  }

  // MARK: Where it is looked for

  @Test func looksInOrder() throws {
    let last = try folder.writeDataset(to: "usr/share/datasets/shapes")
    #expect(shapes().locate(in: locations(environment: folder.path + "/data"))?.folder == last)
    let cache = try folder.writeDataset(to: "home/.cache/experiments/shapes")
    #expect(shapes().locate(in: locations(environment: folder.path + "/data"))?.folder == cache)
    let variable = try folder.writeDataset(to: "data/shapes")
    #expect(shapes().locate(in: locations(environment: folder.path + "/data"))?.folder == variable)
    #expect(shapes().locate(in: locations(environment: ""))?.folder == cache, "empty is not set")
    let option = try folder.writeDataset(to: "mine/shapes")
    let demanded = locations(explicit: folder.path + "/mine", environment: folder.path + "/data")
    #expect(shapes().locate(in: demanded)?.folder == option)
  }

  @Test(arguments: ["data/shapes", "data/Shapes/raw", "data"])
  func acceptsTheFolderItselfOrOneBelowByName(name: String) throws {
    let path = try folder.writeDataset(to: name)
    #expect(shapes().locate(in: locations(explicit: folder.path + "/data"))?.folder == path)
    #expect(shapes().locate(in: locations(environment: folder.path + "/data"))?.folder == path)
  }

  @Test func prefersTheXDGCacheFolderIfAbsolute() {
    func cache(_ environment: [String: String]) -> String? { DataLocations(environment: environment).cacheFolder }
    #expect(cache(["HOME": "/home/ada"]) == "/home/ada/.cache/experiments")
    #expect(cache(["HOME": "/home/ada", "XDG_CACHE_HOME": "/fast"]) == "/fast/experiments")
    #expect(cache(["HOME": "/home/ada", "XDG_CACHE_HOME": "fast"]) == "/home/ada/.cache/experiments")
    #expect(cache([:]) == nil)
  }

  @Test func saysWhereItLookedAndHowToGetIt() throws {
    let root = folder.path
    let error = #expect(throws: DatasetError.self) { try shapes().load(from: locations(environment: root + "/data")) }
    #expect(
      error?.description == """
        Shapes was not found. Looked in:
          $EXPERIMENTS_DATA: \(root)/data/shapes, \(root)/data/Shapes/raw, \(root)/data
          the cache folder: \(root)/home/.cache/experiments/shapes, \(root)/home/.cache/experiments/Shapes/raw
          Debian's data sets: \(root)/usr/share/datasets/shapes, \(root)/usr/share/datasets/Shapes/raw
        To get Shapes, install its Debian package:
          sudo apt-get install dataset-shapes
        """)
    let bare = DataLocations(environment: [:], systemFolder: root)
    #expect(throws: DatasetError.self) { try shapes().load(from: bare) }
    #expect(shapes().notFound(in: bare).description.contains("$EXPERIMENTS_DATA: not set"))
  }

  @Test(arguments: ["absent", ""])
  func aDemandedFolderWithoutItIsAnErrorThoughOthersHaveIt(name: String) throws {
    try folder.writeDataset(to: "usr/share/datasets/shapes")
    let path = name.isEmpty ? "" : folder.path + "/" + name
    let error = #expect(throws: DatasetError.self) { try load(path) }
    let looked = name.isEmpty ? "not set" : "\(path)/shapes, \(path)/Shapes/raw, \(path)"
    #expect(error?.description.contains("Looked in:\n  --data: \(looked)\nTo get Shapes") == true)
  }

  @Test func aFileMayHaveADotInItsName() throws {
    let path = try folder.writeDataset(to: "shapes")
    for file in ImageFile.allCases {
      let old = "\(path)/\(file.rawValue).gz"
      try FileManager.default.moveItem(atPath: old, toPath: old.replacing("-idx", with: ".idx"))
    }
    let data = try load(path)
    #expect(data.train.count == 4 && data.test.count == 2)
    #expect(data.files.map(\.name) == ImageFile.allCases.map(\.rawValue))
  }

  @Test func membersOfAGzipFileAreReadOneAfterAnother() throws {
    let whole = try #require(small[.trainImages])
    for cut in [1, 7, 16, whole.count - 1] {
      let path = try folder.writeDataset(to: "shapes")
      let members = gzip(Array(whole[..<cut])) + gzip(Array(whole[cut...]))
      try folder.write(members, to: "shapes/\(ImageFile.trainImages.rawValue).gz")
      #expect(try load(path).train.pixels == Array(0..<24))
    }
  }

  @Test func aFolderOfTheEnvironmentThatIsPassedOverIsTold() throws {
    let last = try folder.writeDataset(to: "usr/share/datasets/shapes")
    let empty = folder.path + "/data"
    #expect(
      try shapes().load(from: locations(environment: empty)).notice
        == "$EXPERIMENTS_DATA (\(empty)) holds no file of Shapes; it is taken from \(last).")
    #expect(try shapes().load(from: locations(environment: last)).notice == nil)
    #expect(try shapes().load(from: locations(explicit: last, environment: empty)).notice == nil)
  }

  // MARK: What an experiment needs

  /// Numbers of images, sizes and classes that the small data set has not, the file that is named, and what is said of it.
  static let demands:
    [(training: Int, test: Int, ofEachClass: Int, height: Int, width: Int, file: String, says: String)] =
      [
        (4, 2, 0, 28, 28, "train-images-idx3-ubyte", "has images of 2 × 3 pixels, and the experiment needs 28 × 28"),
        (5, 2, 0, 2, 3, "train-images-idx3-ubyte", "has 4 images, and the experiment needs 5"),
        (4, 3, 0, 2, 3, "t10k-images-idx3-ubyte", "has 2 images, and the experiment needs 3"),
        (
          4, 2, 1, 2, 3, "train-labels-idx1-ubyte",
          "has 0 images of class “shape 3”, and the experiment needs 1 of each"
        ),
      ]

  @Test(arguments: demands.indices) func whatIsMissingIsNamed(_ index: Int) throws {
    let demand = Self.demands[index], data = try load(folder.writeDataset(to: "shapes"))
    try data.demand(training: 4, test: 2, ofEachClass: 0, height: 2, width: 3)
    let error = #expect(throws: DatasetError.self) {
      try data.demand(
        training: demand.training, test: demand.test, ofEachClass: demand.ofEachClass, height: demand.height,
        width: demand.width)
    }
    #expect(error?.description.contains("/shapes/\(demand.file).gz: \(demand.says)") == true)
    #expect(error?.description.contains("--data") == true)
  }

  // MARK: What makes it unusable

  @Test(arguments: ImageFile.allCases)
  func oneOfTheFourFilesIsMissing(file: ImageFile) throws {
    let path = try folder.writeDataset(to: "shapes") + "/\(file.rawValue).gz"
    try FileManager.default.removeItem(atPath: path)
    #expect(throws: DatasetError.unusableFile(path: path, problem: .missing)) { try load(folder.path + "/shapes") }
  }

  @Test(arguments: ImageFile.allCases)
  func oneOfTheFourFilesIsDamaged(file: ImageFile) throws {
    let path = try folder.writeDataset(to: "shapes") + "/\(file.rawValue).gz"
    try folder.write(gzip(small[file]!).dropLast(), to: "shapes/\(file.rawValue).gz")
    #expect(throws: DatasetError.unusableFile(path: path, problem: .truncatedGzip)) {
      try load(folder.path + "/shapes")
    }
  }

  @Test(arguments: [
    (ImageFile.trainImages, "train-labels-idx1-ubyte.gz"), (.testImages, "t10k-labels-idx1-ubyte.gz"),
  ])
  func imagesAndLabelsDifferInNumber(images: ImageFile, labelName: String) throws {
    let path = try folder.writeDataset(to: "shapes", replacing: [images: idx([1, 2, 3], Array(0..<6))])
    let error = #expect(throws: DatasetError.self) { try load(path) }
    let count = images == .trainImages ? 4 : 2
    #expect(
      error
        == .unpairedLabels(
          imagePath: "\(path)/\(images.rawValue).gz", imageCount: 1, labelPath: "\(path)/\(labelName)",
          labelCount: count))
    #expect(
      error?.description == """
        \(path)/\(labelName): holds \(count) labels, but \(path)/\(images.rawValue).gz holds 1 images. \
        Replace both with files of one data set.
        """)
  }

  @Test func aLabelIsOutOfRange() throws {
    let path = try folder.writeDataset(to: "shapes", replacing: [.testLabels: idx([2], [9, 10])])
    let error = #expect(throws: DatasetError.self) { try load(path) }
    let message = "\(path)/t10k-labels-idx1-ubyte.gz: has the label 10 at index 1, where labels are 0 to 9."
    #expect(error?.description.hasPrefix(message) == true)
  }

  @Test func testImagesHaveAnotherSize() throws {
    let path = try folder.writeDataset(to: "shapes", replacing: [.testImages: idx([2, 3, 2], Array(0..<12))])
    let error = #expect(throws: DatasetError.self) { try load(path) }
    let message = "t10k-images-idx3-ubyte.gz: has images of 3 × 2 pixels, but the training images have 2 × 3."
    #expect(error?.description.contains(message) == true)
  }

  @Test func theFilesAreThoseOfAnotherDataset() throws {
    // They have the same names; only their checksums tell them apart.
    let fashion = try #require(FashionMNIST.dataset.locate(in: DataLocations(environment: [:])))
    let stolen = locations(explicit: fashion.folder)
    let error = #expect(throws: DatasetError.self) { try MNIST.load(from: stolen) }
    #expect(
      error
        == .otherDataset(
          path: fashion.folder + "/train-images-idx3-ubyte.gz", expected: "MNIST", found: "Fashion-MNIST"))
  }

  // MARK: Inspection

  @Test func inspectionComparesEachFile() throws {
    let path = try folder.writeDataset(to: "shapes", replacing: [.testImages: idx([2, 3, 2], Array(0..<12))])
    try folder.write(gzip(small[.testLabels]!) + [1], to: "shapes/t10k-labels-idx1-ubyte.gz")
    let trainImages = try IDXFile(path: path + "/train-images-idx3-ubyte.gz", rank: 3)
    try FileManager.default.removeItem(atPath: path + "/train-labels-idx1-ubyte.gz")
    let dataset = shapes(checksums: [.trainImages: trainImages.sha256])
    let inspection = dataset.inspect(in: locations(explicit: path))

    #expect(inspection.place == "--data" && inspection.folder == path && !inspection.isEmbeddedSubset)
    #expect(!inspection.isIntact)
    #expect(inspection.files.map(\.name) == ImageFile.allCases.map(\.rawValue))
    guard case .matching(let file) = inspection.files[0].state else { Issue.record("\(inspection.files[0])"); return }
    #expect(file.sha256 == trainImages.sha256 && file.size == trainImages.storedSize)
    #expect(inspection.files[1].state == .missing)
    guard case .different(let other) = inspection.files[2].state else { Issue.record("\(inspection.files[2])"); return }
    #expect(other.publishedSHA256 == unknown)
    #expect(
      inspection.files[3].state
        == .unusable(.unusableFile(path: path + "/t10k-labels-idx1-ubyte.gz", problem: .bytesAfterGzip)))
  }

  @Test func inspectionOfWhatIsNowhereMissesEveryFile() {
    let inspection = shapes().inspect(in: locations())
    #expect(inspection.place == nil && inspection.folder == nil && !inspection.isIntact)
    #expect(inspection.files.map(\.state) == [.missing, .missing, .missing, .missing])
  }
}
