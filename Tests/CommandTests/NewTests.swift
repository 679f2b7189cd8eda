import Foundation
import Testing

@Suite struct NewTests {
  /// The file that the fixture compiles and runs is the one that the command writes.
  @Test func aNewExperimentIsTheOneThatTheFixtureRuns() throws {
    let package = try TemporaryPackage()
    #expect(
      try package.type("new", "new-demo", in: "Experiments", program: .experiments)
        == Transcript(
          output: """
            Wrote NewDemo.swift and added it to Catalogue.swift. Next:
              swift run experiments run new-demo

            """, errors: "", exitCode: 0))
    let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("FixtureExperiments/NewDemo.swift")
    #expect(try package.text("Experiments/NewDemo.swift") == String(contentsOf: fixture, encoding: .utf8))

    let run = try package.type("run", "new-demo", "--quiet")
    #expect(run.exitCode == 0)
    #expect(run.output.contains("1 of 1 claims held"))
    #expect(package.text("Reports/new-demo/README.md")?.contains("<img src=\"figures/sums.png\"") == true)
  }

  @Test func theCatalogueListsItLast() throws {
    let package = try TemporaryPackage()
    _ = try package.type("new", "first-idea")
    #expect(package.text("Experiments/Catalogue.swift")?.hasSuffix(" = [\n  firstIdeaExperiment\n]\n") == true)
    _ = try package.type("new", "another")
    #expect(
      package.text("Experiments/Catalogue.swift") == """
        import Notebooks

        /// The experiments.
        public let catalogue: [Experiment] = [
          firstIdeaExperiment,
          anotherExperiment,
        ]

        """)
  }

  @Test func aListOnOneLineIsTakenToo() throws {
    let package = try TemporaryPackage()
    try package.write("public let catalogue: [Experiment] = [betaVAE, iwae]\n", to: "Experiments/Catalogue.swift")
    #expect(try package.type("new", "third").exitCode == 0)
    #expect(
      package.text("Experiments/Catalogue.swift")
        == "public let catalogue: [Experiment] = [\n  betaVAE,\n  iwae,\n  thirdExperiment,\n]\n")
  }

  @Test func anExistingFileIsNotOverwritten() throws {
    let package = try TemporaryPackage()
    try package.write("precious", to: "Experiments/Idea.swift")
    let catalogue = package.text("Experiments/Catalogue.swift")
    #expect(
      try package.type("new", "idea")
        == Transcript(
          output: "", errors: "Error: Experiments/Idea.swift: is already there. Choose another name.\n", exitCode: 2))
    #expect(package.text("Experiments/Idea.swift") == "precious")
    #expect(package.text("Experiments/Catalogue.swift") == catalogue)
  }

  @Test func aCatalogueWithoutItsListIsLeftAlone() throws {
    let package = try TemporaryPackage()
    try package.write("let nothing = 1\n", to: "Experiments/Catalogue.swift")
    let transcript = try package.type("new", "idea")
    #expect(transcript.exitCode == 2)
    #expect(transcript.errors.contains("has no list of the form `public let catalogue: [Experiment] = [...]`"))
    #expect(!package.exists("Experiments/Idea.swift"))
  }
}
