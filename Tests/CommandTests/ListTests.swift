import Foundation
import Testing

@Suite struct ListTests {
  @Test func theListShowsWhichReportsAreCurrent() throws {
    let package = try TemporaryPackage()
    _ = try package.type("run", "good", "lying", "new-demo", "counting", "--tier", "smoke", "--quiet")
    // As if the code had changed since, and the library been another.
    let record = try #require(package.text("Reports/new-demo/record.json"))
    try package.write(
      record.replacing(/"(code|Tensors)": "[0-9a-f]*"/) { "\"\($0.1)\": \"other\"" }, to: "Reports/new-demo/record.json"
    )
    try package.write("not JSON", to: "Reports/failing/record.json")
    try package.write(package.counting(prose: "New."), to: "Experiments/Counting.swift")
    #expect(
      try package.type("list")
        == Transcript(
          output: """
            NAME           TITLE                        LAST RESULT                     REPORT
            new-demo       New demo                     smoke tier, 1 of 1 claims held  stale: code, library (Tensors)
            good           A good experiment            smoke tier, 1 of 1 claims held  current
            failing        An experiment that fails                                     unreadable: is not the record of a run
            diverging      An experiment that diverges                                  none
            lying          An experiment that lies      smoke tier, 1 of 2 claims held  current
            forgetful      An experiment that forgets                                   none
            waiting        An experiment that waits                                     none
            learning       An experiment that learns                                    none
            counting       An experiment that counts    smoke tier, 1 of 1 claims held  prose
            new-training   New training                                                 none
            new-inference  New inference                                                none
            reading        An experiment that reads                                     none

            """, errors: "", exitCode: 0))
  }

  @Test func withoutTheLibrarysSourcesNothingIsKnown() throws {
    let package = try TemporaryPackage()
    _ = try package.type("run", "good", "--quiet")
    try FileManager.default.removeItem(atPath: package.path + "/Sources")
    #expect(
      try package.type("list", "good").output.contains(
        "\nLast report: standard tier, 1 of 1 claims held, unknown: library (no sources here).\n"))
  }

  @Test func aNamedExperimentIsShownWithItsSettings() throws {
    let package = try TemporaryPackage()
    _ = try package.type("run", "good", "--tier", "smoke", "--quiet")
    #expect(
      try package.type("list", "good", "waiting")
        == Transcript(
          output: """
            good: A good experiment
            It succeeds.
            Last report: smoke tier, 1 of 1 claims held, current.

            SETTING  SMOKE  STANDARD  PAPER  MEANING
            beta     4      4         4      height of the curve
            points   3      10        1000   points of the curve

            waiting: An experiment that waits
            It takes longer than any test.

            It has no settings.

            """, errors: "", exitCode: 0))
  }

  @Test func groupsOfSettingsHaveHeadings() throws {
    #expect(
      try TemporaryPackage().type("list", "forgetful").output.hasSuffix(
        """
        SETTING  SMOKE  STANDARD  PAPER  MEANING
        beta     4      4         4      never read

        Towers
        sizes    5      5,10      5,10   floors of each tower
        height   3      3         3      metres of a floor

        Weather
        rain     false  false     false  whether it rains

        """))
  }

  @Test func jsonHasTheSettings() throws {
    struct Entry: Decodable, Equatable {
      struct Setting: Decodable, Equatable { let name, explanation, smoke, standard, paper: String }
      let name, title, summary, status, lastResult: String
      let reasons: [String]
      let settings: [Setting]
    }
    let transcript = try TemporaryPackage().type("list", "--json")
    let entries = try JSONDecoder().decode([Entry].self, from: Data(transcript.output.utf8))
    #expect(entries.count == 12)
    #expect(
      entries[1]
        == Entry(
          name: "good", title: "A good experiment", summary: "It succeeds.", status: "none", lastResult: "",
          reasons: [],
          settings: [
            .init(name: "beta", explanation: "height of the curve", smoke: "4", standard: "4", paper: "4"),
            .init(name: "points", explanation: "points of the curve", smoke: "3", standard: "10", paper: "1000"),
          ]))
  }

  @Test func jsonHasEveryReason() throws {
    struct Entry: Decodable { let status: String, reasons: [String] }
    let package = try TemporaryPackage()
    _ = try package.type("run", "counting", "--quiet")
    try package.write(package.counting(code: "show(other)"), to: "Experiments/Counting.swift")
    try package.write("let answer = 43\n", to: "Sources/Tensors/Answer.swift")
    try package.write("let new = 1\n", to: "Sources/Distributions/New.swift")
    let transcript = try package.type("list", "counting", "--json")
    let entries = try JSONDecoder().decode([Entry].self, from: Data(transcript.output.utf8))
    #expect(entries.map(\.status) == ["stale"])
    #expect(
      entries.first?.reasons == [
        "the experiment's code has changed", "the library has changed (Distributions, Tensors)",
      ])
  }
}
