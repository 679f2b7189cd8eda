import LabTestSupport
import Testing

@testable import LabDatasets

@Suite struct IDXPairTests {
  private func pair(_ images: String, _ labels: String, classNames: [String]? = nil) throws -> LabelledImages {
    try LabelledImages(
      idx: DataPath.idx(images, in: Expected.folder + "/idx"),
      labels: DataPath.idx(labels, in: Expected.folder + "/idx"),
      classNames: classNames)
  }

  /// As they are called here, and as others call them.
  @Test(arguments: [
    "emnist-train-@.idx#-ubyte", "emnist-train-@-idx#-ubyte", "emnist-train-@-idx#-ubyte.gz",
    "gz-emnist-train-@-idx#-ubyte.gz", "gz-emnist-train-@-idx#-ubyte", "gz-emnist-train-@.idx#-ubyte",
  ])
  func eitherWayOfNamingIsFound(_ name: String) throws {
    let names = [("images", "3"), ("labels", "1")].map { name.replacing("@", with: $0).replacing("#", with: $1) }
    let images = try pair(names[0], names[1])
    #expect(images.pixels == Expected.all.idx.pixels && images.labels == Expected.all.idx.labels)
    #expect((images.height, images.width) == (3, 2))
    #expect(images.classNames == ["0", "1", "2", "3", "4"])
  }

  @Test func classesHaveTheNamesThatAreGiven() throws {
    let names = (0..<47).map { "class \($0)" }
    #expect(
      try pair("emnist-train-images.idx3-ubyte", "emnist-train-labels.idx1-ubyte", classNames: names).classNames
        == names)
  }

  private static let misfits: [(images: String, labels: String, names: [String]?, says: String)] = [
    (
      "emnist-train-images-idx3-ubyte", "emnist-train-labels-idx1-ubyte", ["a", "b", "c"],
      "emnist-train-labels.idx1-ubyte, item 3: is the label 4, where 3 classes are named."
    ),
    (
      "emnist-train-labels-idx1-ubyte", "emnist-train-labels-idx1-ubyte", nil,
      "emnist-train-labels.idx1-ubyte: holds an array of 1 dimensions, where 3 (images) are expected."
    ),
    ("none-images-idx3-ubyte", "none", nil, "none-images-idx3-ubyte: is not here ("),
  ]

  @Test(arguments: misfits.indices) func whatDoesNotFitIsNamed(_ index: Int) {
    let (images, labels, names, says) = Self.misfits[index]
    let error = #expect(throws: DataError.self) { try pair(images, labels, classNames: names) }
    #expect(error?.description.hasPrefix(says) == true, "\(String(describing: error))")
  }

  @Test func otherNumbersOfImagesAndLabelsAreNamed() throws {
    let folder = try TemporaryFolder()
    try folder.write(idx([2, 1, 1], [1, 2]), to: "images")
    try folder.write(idx([3], [0, 1, 1]), to: "labels")
    let error = #expect(throws: DataError.self) {
      try LabelledImages(idx: DataPath("images", in: folder.path), labels: DataPath("labels", in: folder.path))
    }
    #expect(
      error?.description == "labels: holds 3 labels, but images holds 2 images. Name two files that belong together.")
  }
}
