import Testing

@testable import LabDatasets

/// The data sets themselves: Fashion-MNIST as the bootstrap script installs it, and the embedded digits.
@Suite struct PublishedDatasetTests {
  /// Places with nothing but what Debian packages install.
  static let installed = DataLocations(environment: [:])
  static let nowhere = DataLocations(environment: [:], systemFolder: "/nonexistent")

  @Test func fashionMNISTIsWholeAndAsPublished() throws {
    let data = try FashionMNIST.load(from: Self.installed)
    #expect(data.train.count == 60_000 && data.test.count == 10_000)
    #expect((data.train.height, data.train.width) == (28, 28))
    #expect(data.train.classCounts == [Int](repeating: 6_000, count: 10))
    #expect(data.test.classCounts == [Int](repeating: 1_000, count: 10))
    #expect(Array(data.train.labels.prefix(8)) == [9, 0, 0, 3, 0, 2, 7, 2])
    #expect(Array(data.test.labels.prefix(8)) == [9, 2, 1, 1, 6, 1, 4, 6])
    #expect(data.train.className(of: 0) == "Ankle boot" && data.train.className(of: 1) == "T-shirt/top")
    #expect(data.isAsPublished)
    // The mean grey of the training images, known in the field as 0.2860.
    let sum = data.train.pixels.reduce(0) { $0 + Int($1) }
    #expect(abs(Double(sum) / Double(data.train.pixels.count) / 255 - 0.2860) < 0.00005)
    #expect(
      data.source == """
        Fashion-MNIST: 60,000 training and 10,000 test images of 28 × 28 pixels in 10 classes \
        (H. Xiao, K. Rasul and R. Vollgraf; MIT licence).
        """)
  }

  @Test func fashionMNISTVerifies() {
    let inspection = FashionMNIST.dataset.inspect(in: Self.installed)
    #expect(inspection.isIntact)
    #expect(inspection.place == "Debian's data sets")
    #expect(inspection.folder == "/usr/share/datasets/fashion-mnist")
  }

  @Test func fortunesAreTextsByFile() throws {
    let texts = try Fortunes.load(from: Self.installed)
    // As the package's files hold lines of % alone.
    #expect(texts.count == 15_207 && texts.classNames.count == 42)
    #expect(texts.classNames.prefix(3) == ["art", "computers", "cookie"] && texts.classCounts[0] > 400)
    #expect(Fortunes.dataset.inspect(in: Self.installed).folder == "/usr/share/games/fortunes")
    let error = #expect(throws: DatasetError.self) { try Fortunes.load(from: Self.nowhere) }
    #expect(error?.description.contains("sudo apt-get install fortunes") == true)
  }

  @Test func theEmbeddedDigitsStandInForMNISTAndSaySo() throws {
    let data = try MNIST.load(from: Self.nowhere)
    #expect(data.train.count == 4_000 && data.test.count == 1_000)
    #expect(data.train.classCounts == [Int](repeating: 400, count: 10))
    #expect(data.test.classCounts == [Int](repeating: 100, count: 10))
    #expect((data.train.height, data.train.width) == (28, 28))
    #expect(data.isAsPublished)
    #expect(
      data.source == """
        A subset of MNIST of 5,000 digits, not the whole of it: 4,000 training and 1,000 test images \
        of 28 × 28 pixels in 10 classes (Y. LeCun, C. Cortes and C. Burges; CC BY-SA 3.0).
        """)
  }

  @Test func everyBeginningOfTheEmbeddedDigitsIsBalanced() throws {
    let data = try MNIST.load(from: Self.nowhere)
    #expect(Array(data.train.labels.prefix(12)) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1])
    #expect(data.train.prefix(250).classCounts == [Int](repeating: 25, count: 10))
  }

  @Test func noEmbeddedDigitIsBothTrainedOnAndTestedOn() throws {
    let data = try MNIST.load(from: Self.nowhere)
    let trained = Set((0..<data.train.count).map { Array(data.train.pixels(of: $0)) })
    #expect(trained.count == 4_000)
    #expect(!(0..<data.test.count).contains { trained.contains(Array(data.test.pixels(of: $0))) })
  }

  @Test func inspectionTellsTheEmbeddedDigitsFromTheWhole() {
    let inspection = MNIST.dataset.inspect(in: Self.nowhere)
    #expect(inspection.isEmbeddedSubset && inspection.isIntact)
    #expect(inspection.place == "the subset that comes with this program")
  }

  @Test func aDemandedFolderIsNeverReplacedByTheEmbeddedDigits() {
    let demanded = DataLocations(explicitFolder: "/nonexistent", environment: [:])
    #expect(throws: DatasetError.self) { try MNIST.load(from: demanded) }
  }

  @Test func catalogueKnowsBothByName() {
    #expect(DataCatalogue.library.datasets.map(\.name) == ["fashion-mnist", "mnist", "fortunes"])
    #expect(DataCatalogue.library.dataset(named: "mnist")?.title == "MNIST")
    #expect(DataCatalogue.library.dataset(named: "nist") == nil)
    #expect(MNIST.dataset.classNames == ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
  }

  @Test func instructionsTellHowToGetEach() {
    let locations = DataLocations(environment: ["HOME": "/home/ada"])
    #expect(
      FashionMNIST.dataset.instructions(for: locations) == """
        To get Fashion-MNIST, install its Debian package:
          sudo apt-get install dataset-fashion-mnist
        """)
    #expect(
      MNIST.dataset.instructions(for: locations) == """
        No Debian package holds MNIST. Put these four files, as its authors published them, into \
        /home/ada/.cache/experiments/mnist:
          train-images-idx3-ubyte.gz
          train-labels-idx1-ubyte.gz
          t10k-images-idx3-ubyte.gz
          t10k-labels-idx1-ubyte.gz
        Then `experiments data verify` compares them with the published checksums.
        A subset of MNIST of 5,000 digits stands in for it until then, where no --data is given.
        """)
  }
}
