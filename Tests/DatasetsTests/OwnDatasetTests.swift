import Foundation
import LabDatasets
import LabTestSupport
import Testing

/// Data sets that a laboratory adds, by what is public.
@Suite struct OwnDatasetTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  // printf abc | sha256sum
  private static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

  private let letters = KnownDataset(
    "letters", title: "Letters", credit: "nobody",
    files: [DatasetFile("abc.txt", sha256: abc), DatasetFile("more/abc.txt", sha256: abc.uppercased())],
    folders: ["letters", "Letters-1.0"], howToGet: "Write them down.")

  private func locations(package: String? = nil, cache: Bool = false) -> DataLocations {
    DataLocations(
      environment: cache ? ["XDG_CACHE_HOME": folder.path + "/cache"] : [:], packageFolder: package,
      systemFolder: "/nonexistent")
  }

  @Test(arguments: ["data/letters", "data/Letters-1.0", "data", "letters"])
  func filesAreFoundInThePackage(_ place: String) throws {
    try folder.write(Array("abc".utf8), to: place + "/abc.txt")
    try folder.write(Array("abc".utf8), to: place + "/more/abc.txt")
    let locations = locations(package: folder.path)
    #expect(try letters.contents(of: "more/abc.txt", from: locations) == Array("abc".utf8))
    let inspection = letters.inspect(in: locations)
    #expect(inspection.isIntact && inspection.place == "the package" && inspection.folder == folder.path + "/" + place)
    let catalogue = DataCatalogue(adding: [letters])
    #expect(catalogue.sha256(of: "letters/more/abc.txt", in: locations, root: "/nonexistent") == Self.abc)
  }

  @Test func theCacheFolderComesBeforeThePackage() throws {
    try folder.write([1], to: "data/letters/abc.txt")
    try folder.write(Array("abc".utf8), to: "cache/experiments/letters/abc.txt")
    let locations = locations(package: folder.path, cache: true)
    #expect(try letters.contents(of: "abc.txt", from: locations) == Array("abc".utf8))
  }

  @Test func otherContentAndMissingFilesAreRefused() throws {
    let path = try folder.write(Array("abcd".utf8), to: "data/letters/abc.txt")
    let locations = locations(package: folder.path)
    let error = #expect(throws: DatasetError.self) { try letters.contents(of: "abc.txt", from: locations) }
    #expect(
      error?.description.hasPrefix(
        "\(path): has the SHA-256 88d4266fd4e6338d13b845fcf289579d209c897823b9217da3e161936f031589, where \(Self.abc)"
          + " is published.") == true)
    #expect(
      throws: DatasetError.unusableFile(path: folder.path + "/data/letters/more/abc.txt", problem: .missing)
    ) { try letters.contents(of: "more/abc.txt", from: locations) }
  }

  @Test func itSaysHowToGetIt() throws {
    #expect(
      letters.instructions(for: locations(cache: true)) == """
        Write them down. Put these 2 files, as published, into \(folder.path)/cache/experiments/letters:
          abc.txt
          more/abc.txt
        Then `experiments data verify` compares them with the published checksums.
        """)
  }

  @Test func fourFilesOfImagesAreLoadedByTheirOwnNames() throws {
    let unknown = String(repeating: "0", count: 64)
    func file(_ name: String) -> DatasetFile { DatasetFile("emnist-\(name)-ubyte", sha256: unknown) }
    let emnist = KnownDataset(
      "emnist", title: "EMNIST", credit: "nobody", classNames: (0..<10).map { "class \($0)" },
      trainImages: file("train-images-idx3"), trainLabels: file("train-labels-idx1"),
      testImages: file("test-images-idx3"),
      testLabels: file("test-labels-idx1"), howToGet: "Look for it.")
    for (name, bytes) in [
      ("train-images.idx3", idx([3, 2, 2], Array(0..<12))), ("train-labels-idx1", idx([3], [0, 9, 1])),
      ("test-images-idx3", idx([1, 2, 2], [1, 2, 3, 4])), ("test-labels-idx1", idx([1], [4])),
    ] {
      try folder.write(gzip(bytes), to: "data/emnist/emnist-\(name)-ubyte.gz")
    }
    let data = try emnist.load(from: locations(package: folder.path))
    #expect(data.train.labels == [0, 9, 1] && data.test.pixels == [1, 2, 3, 4])
    #expect(!data.isAsPublished)
    let error = #expect(throws: DatasetError.self) { try data.demand(training: 4, test: 1, height: 2, width: 2) }
    #expect(error?.description.contains("emnist-train-images.idx3-ubyte.gz: has 3 images") == true)
  }

  // MARK: Broken rules

  @Test func twoOfOneNameAreRefused() async {
    await #expect(processExitsWith: .exitCode(2)) {
      let mine = KnownDataset(
        "mnist", title: "", credit: "",
        files: [DatasetFile("a", sha256: String(repeating: "0", count: 64))], howToGet: "")
      _ = DataCatalogue(adding: [mine])
    }
  }

  @Test func aNameThatIsNoNameIsRefused() async {
    await #expect(processExitsWith: .exitCode(2)) {
      _ = KnownDataset(
        "My wines", title: "", credit: "",
        files: [DatasetFile("a", sha256: String(repeating: "0", count: 64))], howToGet: "")
    }
    await #expect(processExitsWith: .exitCode(2)) {
      _ = DatasetFile("../a", sha256: String(repeating: "0", count: 64))
    }
    await #expect(processExitsWith: .exitCode(2)) { _ = DatasetFile("a", sha256: "0123") }
  }
}
