import Testing

@testable import LabComparison
@testable import LabNotebooks

/// Settings, code, prose and the numbers in it.
@Suite struct WordingTests {
  @Test func aSettingIsReportedWithWhereItsValueComesFrom() throws {
    let given = try #require(
      try comparison { $0.record.settings[0] = .init(name: "beta", value: "2", explanation: "", isDefault: false) })
    #expect(given.settings.map(\.text) == ["beta 4 → 2"])
    #expect(given.settings.map(\.origin) == ["given with --set"])
    let edited = try #require(try comparison { $0.record.settings[0].value = "2" })
    #expect(edited.settings.map(\.origin) == ["its default"])
  }

  @Test func codeIsReportedByTheLinesThatTheReportShows() throws {
    let found = try #require(
      try comparison { report in
        report.code[0] = "let beta = 2.0"
        report.record.fingerprint.code = "other"
      })
    #expect(found.code?.lines.map(\.text) == ["let beta = 4.0", "let beta = 2.0"])
    #expect(found.prose == nil)
  }

  @Test func aProseLineIsReportedAsAnEdit() throws {
    let found = try #require(try comparison { $0.prose[1] = "Nothing more is said." })
    #expect(found.prose?.lines.map(\.text) == ["Nothing else is said.", "Nothing more is said."])
    #expect(found.prose?.attribution.text == "the essay's prose was edited")
    #expect(!found.hasOtherResults && found.code == nil)
  }

  @Test func aUnitInsideOfAValuesTextIsTheValues() throws {
    var base = SampleReport()
    base.record.metrics["gain"] = .init(value: 0.2, text: "undecided (0.2 ± 0.8)", unit: "nats", tolerance: .exact)
    base.prose[0] = "What it gains: undecided (0.2 ± 0.8 nats)."
    for (text, prose) in [("undecided (0.3 ± 0.9)", "undecided (0.3 ± 0.9 nats)"), ("2.0 ± 0.1", "2.0 ± 0.1 nats")] {
      let found = try comparison(from: base) { report in
        report.record.metrics["gain"]?.text = text
        report.prose[0] = "What it gains: \(prose)."
      }
      #expect(try #require(found).prose == nil)
    }
  }

  @Test func proseThatOnlyShowsAnotherValueIsTheSameProse() throws {
    let found = try #require(
      try comparison { report in
        report.prose[0] = "The area is 0.570 square metres."
        report.record.metrics["area"]?.text = "0.570"
        report.record.metrics["area"]?.value = 0.57
      })
    #expect(found.prose == nil)
    #expect(found.quotedNumbers.isEmpty)
  }

  @Test(arguments: [
    ("", "", true), ("a 4 b", "a 5 b", true), ("a 4 b 4", "a 5 b 4", true), ("44", "45", true),
    ("a 4 b", "a 6 b", false),
    ("a 4 b", "a 5 c", false), ("a 4", "a 5 more", false), ("1.140 of 1.14", "1.142 of 1.14", true),
  ])
  func valuesExplainTextsThatDifferInThemAlone(_ before: String, _ after: String, _ isExplained: Bool) {
    var (old, new) = (SampleReport().record, SampleReport().record)
    (old.settings[0].value, new.settings[0].value) = ("4", "5")
    new.metrics["area"]?.text = "1.142"
    #expect(LiveValues(from: old, to: new).explain(before, after) == isExplained)
  }

  @Test(arguments: [
    ("It was 1.140 once.", true), ("It was 1.140.", true), ("It was 1.1405.", false), ("It was 21.140.", false),
    ("It is 1.14.", false), ("It is {area}.", false),
  ])
  func aNumberInProseThatWasTheValueIsNoLongerTrue(_ sentence: String, _ isReported: Bool) throws {
    var base = SampleReport()
    base.prose = [sentence]
    let found = try #require(
      try comparison(from: base) { report in
        report.record.metrics["area"]?.text = "0.570"
        report.record.metrics["area"]?.value = 0.57
      })
    #expect(found.quotedNumbers.map(\.metric) == (isReported ? ["area"] : []))
  }

  @Test func outputsClaimsAndTheReportsEndingAreNoProse() throws {
    var sample = SampleReport()
    sample.show(table: [["a", "1"]], columns: ["model", "bound"], id: "bounds")
    let record = sample.record
    let markdown = """
      # Title

      Some prose.

      | model | bound |
      | ---: | ---: |
      | a | 1 |

      - ✅ The area is less than that of the box.

      ```swift
      let x = 1

      let y = 2
      ```

      - a list
      - of prose

      ## This run

      - ✅ The area is less than that of the box.

      """
    let text = ReportText(markdown: markdown, record: record)
    #expect(text.prose == ["# Title", "Some prose.", "- a list\n- of prose"])
    #expect(text.code == ["let x = 1", "", "let y = 2"])
  }
}
