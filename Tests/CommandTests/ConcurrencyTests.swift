import Foundation
import Testing

/// Commands at once in one package.
@Suite struct ConcurrencyTests {
  private static let gallery = ["good", "learning", "new-demo"]

  /// Starts all before it waits for any.
  private func typeAtOnce(_ lines: [[String]], in package: TemporaryPackage) throws -> [Transcript] {
    try lines.map { try package.start($0) }.map { try $0.finish() }
  }

  private func hiddenFiles(of folder: String, in package: TemporaryPackage) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: package.path + "/" + folder).filter { $0.hasPrefix(".") }
  }

  @Test func runsOfDifferentExperimentsMakeAWholeGallery() throws {
    for _ in 0..<8 {
      let package = try TemporaryPackage()
      let lines = Self.gallery.map { ["run", $0, "--tier", "smoke", "--quiet", "--output", "out"] }
      for transcript in try typeAtOnce(lines, in: package) {
        #expect(transcript.exitCode == 0 && transcript.errors == "")
      }
      let page = try #require(package.text("out/README.md"))
      for name in Self.gallery { #expect(page.contains("](\(name)/README.md)")) }
      #expect(try hiddenFiles(of: "out", in: package) == [])
    }
  }

  @Test func runsOfOneExperimentIntoDifferentFoldersBothGoOnWhereTheyWereStopped() throws {
    let package = try TemporaryPackage()
    let lines = ["one", "two"].map { folder in
      ["run", "learning", "--set", "steps=\(folder == "one" ? 40 : 50)", "--output", folder]
    }
    try package.hold("first 8")
    let commands = try lines.map { try package.start($0 + ["--checkpoint-interval", "0"]) }
    try package.waitUntilHeld(2)
    for command in commands { command.send(SIGTERM) }
    for command in commands { try command.hear("Stopping at the next step") }
    try package.letGo()
    for command in commands { #expect(try command.finish().exitCode == 143) }
    for transcript in try typeAtOnce(lines.reversed(), in: package) {
      #expect(transcript.exitCode == 0 && transcript.errors.contains(": continues at step "))
    }
    #expect(package.exists("one/learning/README.md") && package.exists("two/learning/README.md"))
  }

  @Test func rendersLoseNothing() throws {
    let package = try TemporaryPackage()
    _ = try package.type("run", "good", "--quiet")
    let files = try FileManager.default.subpathsOfDirectory(atPath: package.path + "/Reports").sorted()
    let page = try #require(package.text("Reports/good/README.md"))
    for _ in 0..<15 {
      try package.write("x", to: "Reports/good/README.md")
      for transcript in try typeAtOnce([["render", "good"], ["render", "good"]], in: package) {
        #expect(transcript.exitCode == 0 && transcript.errors == "")
      }
      #expect(try FileManager.default.subpathsOfDirectory(atPath: package.path + "/Reports").sorted() == files)
      #expect(package.text("Reports/good/README.md") == page)
    }
  }

  @Test func newExperimentsAreAllInTheCatalogue() throws {
    let package = try TemporaryPackage()
    let names = ["one", "two", "three", "four"]
    for transcript in try typeAtOnce(names.map { ["new", $0] }, in: package) { #expect(transcript.exitCode == 0) }
    let catalogue = try #require(package.text("Experiments/Catalogue.swift"))
    for name in names { #expect(catalogue.contains("  \(name)Experiment")) }
  }

  @Test func checksOfOneExperimentDoNotTakeEachOthersReports() throws {
    let package = try TemporaryPackage()
    _ = try package.type("run", "learning", "--set", "pause=0.005", "--quiet")
    let checks = try typeAtOnce([["check", "learning", "--quiet"], ["check", "learning", "--quiet"]], in: package)
    for check in checks {
      let isRefused = check.exitCode == 2 && check.errors.contains("is being checked. Process ")
      #expect(check.exitCode == 0 || isRefused, "\(check)")
    }
    #expect(checks.contains { $0.exitCode == 0 })
  }
}
