import Foundation
import Testing

@Suite struct ListTests {
  @Test func theListShowsWhichReportsAreCurrent() throws {
    let package = try TemporaryPackage()
    _ = try package.type("run", "good", "lying", "new-demo", "--tier", "smoke", "--quiet")
    // As if the code had changed since.
    let record = try #require(package.text("Reports/new-demo/record.json"))
    try package.write(
      record.replacing(/"code": "[0-9a-f]*"/, with: "\"code\": \"other\""), to: "Reports/new-demo/record.json")
    try package.write("not JSON", to: "Reports/failing/record.json")
    #expect(
      try package.type("list")
        == Transcript(
          output: """
            NAME       TITLE                        REPORT      LAST RESULT
            new-demo   New demo                     outdated    smoke tier, 1 of 1 claims held
            good       A good experiment            current     smoke tier, 1 of 1 claims held
            failing    An experiment that fails     unreadable
            diverging  An experiment that diverges  none
            lying      An experiment that lies      current     smoke tier, 1 of 2 claims held
            forgetful  An experiment that forgets   none
            waiting    An experiment that waits     none
            learning   An experiment that learns    none

            """, errors: "", exitCode: 0))
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

  @Test func jsonHasTheSettings() throws {
    struct Entry: Decodable, Equatable {
      struct Setting: Decodable, Equatable { let name, explanation, smoke, standard, paper: String }
      let name, title, summary, status, lastResult: String
      let settings: [Setting]
    }
    let transcript = try TemporaryPackage().type("list", "--json")
    let entries = try JSONDecoder().decode([Entry].self, from: Data(transcript.output.utf8))
    #expect(entries.count == 8)
    #expect(
      entries[1]
        == Entry(
          name: "good", title: "A good experiment", summary: "It succeeds.", status: "none", lastResult: "",
          settings: [
            .init(name: "beta", explanation: "height of the curve", smoke: "4", standard: "4", paper: "4"),
            .init(name: "points", explanation: "points of the curve", smoke: "3", standard: "10", paper: "1000"),
          ]))
  }
}
