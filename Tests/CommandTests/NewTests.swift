import Foundation
import Testing

@Suite struct NewTests {
  /// The files that the fixture compiles and runs are those that the command writes, of each kind.
  @Test(arguments: [
    ("new-demo", ["--kind", "computation"], "NewDemo", "figures/sums.png"),
    ("new-demo", [], "NewDemo", "figures/sums.png"),
    ("new-training", ["--kind", "training"], "NewTraining", "figures/fit.png"),
    ("new-inference", ["--kind", "inference"], "NewInference", "figures/posterior.png"),
  ])
  func aNewExperimentIsTheOneThatTheFixtureRuns(
    _ name: String, _ kind: [String], _ file: String, _ figure: String
  ) throws {
    let package = try TemporaryPackage()
    #expect(
      try package.start(["new", name] + kind, in: "Experiments", program: .experiments).finish()
        == Transcript(
          output: """
            Wrote \(file).swift and added it to Catalogue.swift. Next:
              swift run experiments run \(name)

            """, errors: "", exitCode: 0))
    let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("FixtureExperiments/\(file).swift")
    #expect(try package.text("Experiments/\(file).swift") == String(contentsOf: fixture, encoding: .utf8))

    let run = try package.type("run", name, "--tier", "smoke", "--quiet")
    #expect(run.exitCode == 0)
    #expect(run.output.contains("1 of 1 claims held"))
    #expect(package.text("Reports/\(name)/README.md")?.contains("<img src=\"\(figure)\"") == true)
  }

  @Test func anotherKindIsRefused() throws {
    let transcript = try TemporaryPackage().type("new", "idea", "--kind", "poetry")
    #expect(transcript.exitCode == 64)
    #expect(transcript.errors.contains("computation") && transcript.errors.contains("inference"))
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

  /// What else stands in the list stays as it is: comments, and calls with commas of their own.
  @Test func commentsAndCallsStay() throws {
    for (list, expected) in [
      (
        "[\n  firstExperiment,  // the tutorial's, kept [short]\n  wines(red: true, of: \"Bordeaux ] 1\"),\n]",
        "[\n  firstExperiment,  // the tutorial's, kept [short]\n  wines(red: true, of: \"Bordeaux ] 1\"),\n  thirdExperiment,\n]"
      ),
      (
        "[\n  wines(of: [1, 2])  // all\n]", "[\n  wines(of: [1, 2]),  // all\n  thirdExperiment,\n]"
      ),
      ("[\n  /* none, yet */\n]", "[\n  /* none, yet */\n  thirdExperiment,\n]"),
    ] {
      let package = try TemporaryPackage(), head = "public let catalogue: [Experiment] = "
      try package.write("\(head)\(list)\nlet more = [1]\n", to: "Experiments/Catalogue.swift")
      #expect(try package.type("new", "third").exitCode == 0)
      #expect(package.text("Experiments/Catalogue.swift") == "\(head)\(expected)\nlet more = [1]\n")
    }
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
