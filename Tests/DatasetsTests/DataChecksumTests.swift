import LabTestSupport
import Testing

@testable import LabDatasets

/// The checksums of data that run records name.
@Suite struct DataChecksumTests {
  private func checksum(_ name: String, _ folder: TemporaryFolder) -> String? {
    DataCatalogue.library.sha256(
      of: name, in: DataLocations(explicitFolder: folder.path, environment: [:]), root: "/nonexistent")
  }

  @Test(arguments: [true, false]) func theyAreThoseOfTheFilesThatARunLoads(compressed: Bool) throws {
    let folder = try TemporaryFolder()
    try folder.writeDataset(to: "fashion-mnist", compressed: compressed)
    let data = try FashionMNIST.load(from: DataLocations(explicitFolder: folder.path, environment: [:]))
    #expect(data.files.count == 4)
    for file in data.files { #expect(checksum("fashion-mnist/\(file.name)", folder) == file.sha256) }
  }

  @Test func aChangedFileHasAnotherAndADamagedOneNone() throws {
    let folder = try TemporaryFolder()
    let name = "fashion-mnist/t10k-labels-idx1-ubyte"
    try folder.writeDataset(to: "fashion-mnist")
    let before = checksum(name, folder)
    try folder.writeDataset(to: "fashion-mnist", replacing: [.testLabels: idx([2], [3, 4])])
    #expect(before != nil && checksum(name, folder) != nil && checksum(name, folder) != before)
    try folder.write([1, 2, 3], to: name + ".gz")
    #expect(checksum(name, folder) == nil)
  }

  @Test(arguments: ["fashion-mnist", "fashion-mnist/other", "unknown/train-images-idx3-ubyte", "", "/"])
  func whatIsNoFileOfADataSetHasNone(_ name: String) throws {
    let folder = try TemporaryFolder()
    try folder.writeDataset(to: "fashion-mnist")
    #expect(checksum(name, folder) == nil)
  }

  @Test func theInstalledOnesAreThePublished() {
    #expect(
      DataCatalogue.library.sha256(
        of: "fashion-mnist/t10k-labels-idx1-ubyte", in: PublishedDatasetTests.installed, root: "/nonexistent")
        == "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34")
  }
}
