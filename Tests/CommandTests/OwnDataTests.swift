import Foundation
import Testing

/// What a report that rests on files of one's own is called: current while they are the same, else stale, and because of what.
@Suite struct OwnDataTests {
  private let package: TemporaryPackage

  /// A kind of data, what of it is changed, and how the record names it.
  struct Kind: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let file: String
    let name: String
    let sum: String

    init(_ kind: String, file: String, named name: String? = nil, sum: String) {
      (testDescription, self.file, self.name, self.sum) = (kind, file, name ?? file, sum)
    }

    static let all = [
      Kind("table", file: "own/table.csv", sum: "12,011.0"),
      Kind("npy", file: "own/array.npy", sum: "3.0"),
      Kind("npz", file: "own/arrays.npz", sum: "10.0"),
      Kind("images", file: "own/faces/b/2.png", named: "own/faces", sum: "16,049.0"),
      Kind("idx", file: "own/train-labels.idx1-ubyte", sum: "11.0"),
      Kind("bytes", file: "own/bytes", sum: "294.0"),
      Kind("known", file: "data/wines/red.csv", named: "wines/red.csv", sum: "25.5"),
    ]
  }

  init() throws {
    package = try TemporaryPackage()
    for (fixture, file) in [
      ("tables/semicolons.csv", "own/table.csv"), ("arrays/bool.npy", "own/array.npy"),
      ("arrays/stored.npz", "own/arrays.npz"), ("pictures/gray", "own/faces"),
      ("idx/emnist-train-images.idx3-ubyte", "own/train-images.idx3-ubyte"),
      ("idx/emnist-train-labels.idx1-ubyte", "own/train-labels.idx1-ubyte"),
    ] {
      try FileManager.default.createDirectory(atPath: package.path + "/own", withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: Self.fixtures + "/" + fixture, toPath: package.path + "/" + file)
    }
    try package.write("abc", to: "own/bytes")
    try package.write(Self.red, to: "data/wines/red.csv")
  }

  private static let red = "alcohol\n12.5\n13\n"
  private static let fixtures =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .path + "/DatasetsTests/Fixtures"

  private func run(_ kind: String, in folder: String = "") throws -> Transcript {
    try package.type("run", "reading", "--quiet", "--set", "kind=\(kind)", in: folder)
  }

  private func state(in folder: String = "") throws -> String {
    let page = try package.type("list", "reading", in: folder).output
    let line = page.split(separator: "\n").first { $0.hasPrefix("Last report: ") }
    return String(line?.dropFirst("Last report: standard tier, ".count).dropLast() ?? "")
  }

  @Test(arguments: Kind.all) func aReportIsCurrentExactlyWhileItsDataAreTheSame(_ kind: Kind) throws {
    let path = package.path + "/" + kind.file
    let original = try #require(package.bytes(kind.file))
    let transcript = try run(kind.testDescription)
    #expect(transcript.exitCode == 0, "\(transcript)")
    #expect(transcript.output.contains("  sum  \(kind.sum)\n"), "\(transcript)")
    #expect(package.text("Reports/reading/record.json")?.contains("\"\(kind.name)\": \"") == true)
    #expect(try state() == "current")
    // From whatever folder of the package.
    #expect(try state(in: "own") == "current")

    try (original + Data([10])).write(to: URL(fileURLWithPath: path))
    #expect(try state() == "stale: data (\(kind.name))")
    try original.write(to: URL(fileURLWithPath: path))
    #expect(try state() == "current")

    let isFolder = kind.name == "own/faces"
    try FileManager.default.removeItem(atPath: isFolder ? package.path + "/own/faces" : path)
    #expect(try state() == "stale: data (\(kind.name) is not here)")
  }

  @Test func aFileMoreInAFolderMakesItsReportStaleAndAHiddenOneDoesNot() throws {
    _ = try run("images")
    try package.write("hidden", to: "own/faces/a/.DS_Store")
    #expect(try state() == "current")
    let move = { try FileManager.default.moveItem(atPath: package.path + $0, toPath: package.path + $1) }
    try move("/own/faces/a", "/own/faces/c")
    #expect(try state() == "stale: data (own/faces)")
    try move("/own/faces/c", "/own/faces/a")
    #expect(try state() == "current")
  }

  @Test func aMissingFileIsNamedWithThePlaceThatWasLookedAt() throws {
    try FileManager.default.removeItem(atPath: package.path + "/own")
    for kind in ["table", "images", "idx"] {
      let transcript = try run(kind, in: "data")
      #expect(transcript.exitCode == 2)
      #expect(transcript.errors.contains(" is not here (\(package.path)/own/"), "\(transcript)")
      #expect(transcript.errors.contains("Check the path: it begins at the root of the package."), "\(transcript)")
    }
  }

  // MARK: Data sets of the laboratory

  @Test func itsDataSetsAreListedVerifiedAndFetched() throws {
    let listed = try package.type("data", "list").output.split(separator: "\n").last
    #expect(
      listed?.split(separator: " ") == ["wines", "as", "published", "0.0", "MB", "\(package.path)/data/wines"])
    let verified = try package.type("data", "verify", "wines")
    #expect(verified.exitCode == 0 && verified.output.hasPrefix("wines: as published in \(package.path)/data/wines\n"))
    #expect(verified.output.hasSuffix("  16 bytes  ok\n"))
    #expect(try package.type("doctor").output.contains("ok       wines: as published in \(package.path)/data/wines\n"))

    try package.write("alcohol\n1\n", to: "data/wines/red.csv")
    let altered = try package.type("data", "verify", "wines")
    #expect(altered.exitCode == 2 && altered.output.hasPrefix("wines: altered in "))
    let refused = try run("known")
    #expect(refused.exitCode == 2)
    #expect(refused.errors.contains("/data/wines/red.csv: has the SHA-256 "), "\(refused)")

    try FileManager.default.removeItem(atPath: package.path + "/data")
    #expect(
      try package.type("data", "fetch", "wines")
        == Transcript(
          output: "",
          errors: """
            They are made in the tests. Put this file, as published, into \(package.path)/.cache/experiments/wines:
              red.csv
            Then `experiments data verify` compares them with the published checksums.

            """, exitCode: 2))
    #expect(try run("known").errors.contains("Wines was not found. Looked in:\n"))
  }

  @Test(arguments: ["mine", "mine/wines"]) func aDataSetIsTakenFromTheFolderThatIsNamed(_ folder: String) throws {
    try FileManager.default.removeItem(atPath: package.path + "/data")
    try package.write(Self.red, to: "mine/wines/red.csv")
    let transcript = try package.type("run", "reading", "--quiet", "--set", "kind=known", "--data", folder)
    #expect(transcript.exitCode == 0, "\(transcript)")
    #expect(try state() == "stale: data (wines/red.csv is not here)")
    let environment = ["EXPERIMENTS_DATA": package.path + "/" + folder]
    #expect(try package.type("list", "reading", environment: environment).output.contains(", current.\n"))
  }

  // MARK: Names that nothing could look up

  @Test func aDataSetThatTheLaboratoryDoesNotKnowIsRefused() throws {
    try package.write("a\n1\n", to: "data/strangers/a.csv")
    let transcript = try run("unknown")
    #expect(transcript.exitCode == 2)
    #expect(
      transcript.errors.contains(
        "The record would call data “strangers/a.csv”, by which nothing is found, so that the report could never be current. "
          + "Hand a data set of your own to the laboratory: Laboratory.main(catalogue, datasets: […])."),
      "\(transcript)")
  }

  @Test func aPathThatIsAlsoADataSetsFileIsRefused() throws {
    try package.write("alcohol\n1\n", to: "wines/red.csv")
    let transcript = try run("clash")
    #expect(transcript.exitCode == 2)
    #expect(transcript.errors.contains("write the path of a file as “./wines/red.csv”"), "\(transcript)")
  }
}
