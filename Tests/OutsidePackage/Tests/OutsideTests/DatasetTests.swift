import Laboratory
import Outside
import Testing

/// A data set of one's own: it is found, checked and read.
@Suite struct DatasetTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tides-\(UUID().uuidString)")

  /// The table in the `data` folder of a package, and where that package looks.
  private func locations(of table: String) throws -> DataLocations {
    let data = folder.appendingPathComponent("data/tides")
    try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
    try Data(table.utf8).write(to: data.appendingPathComponent("heights.csv"))
    return DataLocations(environment: [:], packageFolder: folder.path, systemFolder: "/nonexistent")
  }

  @Test func itIsReadWhereItsChecksumIsRight() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let locations = try locations(of: "hour,height\n0,1.5\n6,-0.5\n12,1.25\n")
    let bytes = try tides.contents(of: "heights.csv", from: locations)
    #expect(try DataTable(csv: bytes, named: "heights.csv").doubles("height") == [1.5, -0.5, 1.25])
    #expect(tides.inspect(in: locations).isIntact)
    let catalogue = Laboratory([], datasets: [tides]).data
    #expect(catalogue.dataset(named: "tides") != nil && catalogue.dataset(named: "mnist") != nil)
    let checksum = catalogue.sha256(of: "tides/heights.csv", in: locations, root: folder.path)
    #expect(checksum == tides.files[0].sha256)
  }

  @Test func itIsRefusedWhereOneNumberIsAnother() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let locations = try locations(of: "hour,height\n0,1.5\n6,-0.5\n12,1.75\n")
    let error = #expect(throws: DatasetError.self) { try tides.contents(of: "heights.csv", from: locations) }
    #expect(error?.description.contains("heights.csv: has the SHA-256 ") == true)
    #expect(!tides.inspect(in: locations).isIntact)
  }
}
