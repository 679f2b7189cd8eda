import Foundation
import Testing

/// A citation that leads nowhere stops whoever would spread it.
@Suite struct CitationTests {
  private static let message = """
    Error: Counting.swift cites @adams1797, and the bibliography has no reference of that key. Did you mean “adams1979”? Add it to \
    the bibliography, which the laboratory is given: Laboratory.main(catalogue, bibliography: …); or write \\@adams1797 where \
    nothing is cited.

    """

  @Test(arguments: [["run", "counting"], ["run", "good"], ["render", "counting"], ["list"], ["list", "--json"]])
  func anUnknownKeyIsAnErrorWhicheverEssayHasIt(_ command: [String]) throws {
    let package = try TemporaryPackage()
    try package.write(package.counting(prose: "It counts [@adams1797]."), to: "Experiments/Counting.swift")
    let transcript = try package.start(command).finish()
    #expect(transcript.errors == Self.message)
    #expect(transcript.exitCode == 2)
    // The list is one all the same.
    #expect(transcript.output.contains("An experiment that counts") == (command[0] == "list"))
    #expect(!package.exists("runs"))
  }

  @Test func aReportEndsWithWhatItCites() throws {
    let package = try TemporaryPackage()
    #expect(try package.type("run", "good", "counting", "--quiet").exitCode == 0)
    let page = try #require(package.text("Reports/good/README.md"))
    #expect(page.contains("\n\nAfter [Adams (1979)](#ref-adams1979).\n"))
    #expect(
      page.hasSuffix(
        """

        ## References

        - <a id="ref-adams1979"></a>**Adams 1979**: Douglas Adams, “The Hitchhiker's Guide to the Galaxy”, Pan Books.

        """))
    #expect(package.text("Reports/counting/README.md")?.contains("References") == false)
  }

  /// In its own package a report links to its essay, and one that lies outside names it.
  @Test func linksLeadSomewhere() throws {
    let package = try TemporaryPackage()
    let elsewhere = try TemporaryPackage()
    for folder in ["Reports", "other/place", elsewhere.path + "/out"] {
      #expect(try package.type("run", "counting", "--quiet", "--output", folder).exitCode == 0)
      let report = (folder.hasPrefix("/") ? folder : package.path + "/" + folder) + "/counting"
      let page = try String(contentsOfFile: report + "/README.md", encoding: .utf8)
      let targets = page.matches(of: /\]\(([^#)<>][^)<>]*)\)/).map { String($0.1) }
      #expect(targets.count == (folder.hasPrefix("/") ? 2 : 3))
      for target in targets {
        #expect(FileManager.default.fileExists(atPath: report + "/" + target), "\(folder): \(target)")
      }
    }
  }
}
