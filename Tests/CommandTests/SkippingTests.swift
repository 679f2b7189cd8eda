import Foundation
import Testing

/// When a run is not needed, and what makes it needed.
@Suite struct SkippingTests {
  private let package: TemporaryPackage

  /// With a report of the experiment whose runs can be counted.
  init() throws {
    package = try TemporaryPackage()
    try package.write("1 2 3\n", to: "numbers/one")
    try #require(try package.type("run", "counting").exitCode == 0)
  }

  private var runs: Int { (package.text("runs") ?? "").split(separator: "\n").count }

  private let summary = ", 1 of 1 claims held\n  count  42\n"

  /// Runs once more and expects a run for one reason.
  private func expectRun(_ arguments: String..., because reason: String) throws {
    let transcript = try package.start(["run", "counting"] + arguments).finish()
    #expect(transcript.errors.split(separator: "\n").first.map(String.init) == "counting runs: \(reason)")
    #expect(transcript.exitCode == 0)
    #expect(runs == 2)
  }

  private func expectNoRun() throws {
    #expect(
      try package.type("run", "counting")
        == Transcript(
          output: "counting: Reports/counting/README.md (current)\(summary)",
          errors: "counting: current; nothing to do (--force runs it again)\n", exitCode: 0))
    #expect(runs == 1)
  }

  @Test func whatIsCurrentIsNotRun() throws {
    let state = try package.state(of: "Reports")
    try expectNoRun()
    #expect(try package.state(of: "Reports") == state)
  }

  @Test func forceRunsItAllTheSame() throws {
    #expect(
      try package.type("run", "counting", "--force")
        == Transcript(
          output: "counting: Reports/counting/README.md (unchanged)\(summary)",
          errors: "counting: An experiment that counts, standard tier\n", exitCode: 0))
    #expect(runs == 2)
  }

  @Test func aSkippedReportWithAFailedClaimStillExitsWith1() throws {
    _ = try package.type("run", "lying", "--quiet")
    #expect(
      try package.type("run", "lying", "counting", "--quiet")
        == Transcript(
          output: """
            lying: Reports/lying/README.md (current), 1 of 2 claims held
              answer  42
              claim failed: Two is more than 42.
            counting: Reports/counting/README.md (current)\(summary)
            """, errors: "", exitCode: 1))
  }

  @Test func aCommentInTheLibraryChangesNothing() throws {
    try package.write(
      "/// The answer.\n\npublic let answer  = 42  // found by counting\n", to: "Sources/Tensors/Answer.swift")
    try package.write("# Notes\n", to: "Sources/Tensors/Notes.md")
    try package.write("let command = 1\n", to: "Sources/Command/Command.swift")
    try package.write("// swift-tools-version: 6.2\n// The flags.\n", to: "Package.swift")
    try package.write("public let catalogue: [Experiment] = [counting]\n", to: "Experiments/Catalogue.swift")
    try expectNoRun()
  }

  @Test(arguments: [
    ("Sources/Tensors/Answer.swift", "public let answer = 43\n", "Tensors"),
    ("Sources/Distributions/New.swift", "let new = 1\n", "Distributions"),
    ("Experiments/Models/Network.swift", "let depth = 3\n", "Models"),
    ("Package.swift", "// swift-tools-version: 6.3\n", "Package"),
  ])
  func aChangedLibraryRuns(_ file: String, _ text: String, _ module: String) throws {
    try package.write(text, to: file)
    try expectRun(because: "the library has changed (\(module))")
  }

  @Test func changedCodeRuns() throws {
    try package.write(package.counting(code: "show(other)"), to: "Experiments/Counting.swift")
    try expectRun(because: "the experiment's code has changed")
  }

  @Test func changedDataRun() throws {
    try package.write("1 2 4\n", to: "numbers/one")
    try expectRun(because: "the data have changed (numbers/one)")
  }

  @Test func dataThatAreGoneRun() throws {
    try FileManager.default.removeItem(atPath: package.path + "/numbers/one")
    try expectRun(because: "the data have changed (numbers/one is not here)")
  }

  @Test func whatIsAskedForRuns() throws {
    try expectRun(
      "--tier", "smoke", "--seed", "2", "--set", "top=8",
      because: "it is of another tier (standard, now smoke); it is of another seed (1, now 2); "
        + "it is of other settings (top 42, now 8)")
    // And is current then, where it is asked for again.
    let again = try package.type("run", "counting", "--tier", "smoke", "--seed", "2", "--set", "top=8")
    #expect(again.errors == "counting: current; nothing to do (--force runs it again)\n")
  }

  @Test func repetitionsAreAskedForToo() throws {
    let repeated = ["run", "counting", "--seeds", "3"]
    let transcript = try package.start(repeated).finish()
    #expect(transcript.errors.hasPrefix("counting runs: it is of another seed (1, now 1 to 3)\n"))
    #expect(runs == 4)
    #expect(try package.start(repeated).finish().errors == "counting: current; nothing to do (--force runs it again)\n")
    #expect(runs == 4)
    #expect(try package.type("list", "counting").output.contains(" claims held, current.\n"))
  }

  @Test func anotherFolderHasItsOwnReport() throws {
    #expect(try package.type("run", "counting", "--output", "Elsewhere", "--quiet").exitCode == 0)
    #expect(runs == 2)
    #expect(package.text("Elsewhere/counting/record.json") == package.text("Reports/counting/record.json"))
  }

  @Test func aMissingFigureRuns() throws {
    try FileManager.default.removeItem(atPath: package.path + "/Reports/counting/figures/curve.png")
    try expectRun(because: "it lacks figures (curve)")
  }

  @Test func withoutTheLibrarysSourcesNothingIsTakenForCurrent() throws {
    try FileManager.default.removeItem(atPath: package.path + "/Sources")
    try expectRun(because: "the library's sources are not here, so that nothing is known of them")
    // What ran without them is no better known when they are back.
    try package.write("public let answer = 42\n", to: "Sources/Tensors/Answer.swift")
    let transcript = try package.type("run", "counting")
    #expect(transcript.errors.hasPrefix("counting runs: its record does not name the library that it was made with\n"))
    #expect(runs == 3)
  }

  @Test func aRecordThatCannotBeReadRuns() throws {
    try package.write("{}", to: "Reports/counting/record.json")
    try expectRun(
      because: "\(package.path)/Reports/counting/record.json: is not the record of a run. "
        + "Restore it, or run “counting” again.")
  }

  @Test func changedProseIsRenderedAndNotRun() throws {
    let state = try package.state(of: "Reports/counting")
    try package.write(package.counting(prose: "It counted to {count}."), to: "Experiments/Counting.swift")
    #expect(
      try package.type("run", "counting")
        == Transcript(
          output: "counting: Reports/counting/README.md (rendered)\(summary)",
          errors: "counting: only its prose has changed; rendered, not run (--force runs it again)\n", exitCode: 0))
    #expect(runs == 1)
    let after = try package.state(of: "Reports/counting")
    let changed = state.keys.filter { after[$0] != state[$0] }.map { URL(fileURLWithPath: $0).lastPathComponent }
    #expect(changed.filter { $0 != "figures" } == ["README.md"], "the folder of the figures is another, they are not")
    #expect(package.text("Reports/counting/README.md")?.contains("\nIt counted to 42.\n") == true)
    #expect(package.text("Reports/README.md")?.contains("\nIt counted to 42.\n") == true)
    try expectNoRun()
  }

  @Test func proseThatCannotBeRenderedIsAnError() throws {
    let state = try package.state(of: "Reports")
    try package.write(package.counting(prose: "It found {cuont}."), to: "Experiments/Counting.swift")
    #expect(
      try package.type("run", "counting")
        == Transcript(
          output: "",
          errors: """
            Error: “counting” cannot be rendered. The prose mentions {cuont}, and no measured value, setting or output \
            has that name. Did you mean “count”?
            The committed report is untouched.

            """, exitCode: 2))
    #expect(runs == 1)
    #expect(try package.state(of: "Reports") == state)
  }
}
