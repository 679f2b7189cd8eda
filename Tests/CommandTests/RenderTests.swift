import Foundation
import Testing

/// Reports written again from their records.
@Suite struct RenderTests {
  private let package: TemporaryPackage

  init() throws {
    package = try TemporaryPackage()
    try #require(try package.type("run", "counting", "lying", "--quiet").exitCode == 1)
  }

  @Test func nothingChangesWhereNothingHas() throws {
    let state = try package.state(of: "Reports")
    #expect(
      try package.type("render", "--all")
        == Transcript(
          output: "lying: Reports/lying/README.md (unchanged)\ncounting: Reports/counting/README.md (unchanged)\n",
          errors: "", exitCode: 0))
    #expect(try package.state(of: "Reports") == state)
  }

  @Test func theProseIsThatOfTheSourceAndTheNumbersThoseOfTheRecord() throws {
    let record = try #require(package.text("Reports/counting/record.json"))
    try package.write(
      record.replacing("\"text\": \"42\"", with: "\"text\": \"43\""), to: "Reports/counting/record.json")
    try package.write(package.counting(prose: "It counted to {count}."), to: "Experiments/Counting.swift")
    #expect(
      try package.type("render", "counting")
        == Transcript(output: "counting: Reports/counting/README.md\n", errors: "", exitCode: 0))
    #expect(package.text("runs") == "run\n")
    for page in ["Reports/counting/README.md", "Reports/README.md"] {
      #expect(package.text(page)?.contains("\nIt counted to 43.\n") == true)
    }
  }

  @Test func aLostPageIsMadeAgain() throws {
    let page = package.text("Reports/counting/README.md")
    try FileManager.default.removeItem(atPath: package.path + "/Reports/counting/README.md")
    #expect(try package.type("render", "counting").exitCode == 0)
    #expect(package.text("Reports/counting/README.md") == page)
  }

  @Test func aReportOfOtherCodeIsNotRendered() throws {
    try package.write(package.counting(code: "show(other)"), to: "Experiments/Counting.swift")
    let state = try package.state(of: "Reports")
    #expect(
      try package.type("render", "counting")
        == Transcript(
          output: "",
          errors: """
            Error: The code of “counting” has changed since the run that its record tells of, and the record says where \
            in the code each output belongs. Run it: experiments run counting

            """, exitCode: 2))
    #expect(try package.state(of: "Reports") == state)
  }

  @Test func aReportThatIsNotThereIsAnErrorWhereItIsNamed() throws {
    #expect(
      try package.type("render", "counting", "good")
        == Transcript(
          output: "counting: Reports/counting/README.md (unchanged)\n",
          errors: "Error: “good” has no report in Reports. Run it: experiments run good\n", exitCode: 2))
    #expect(
      try package.type("render", "--all", "--output", "Elsewhere")
        == Transcript(output: "", errors: "", exitCode: 0))
    #expect(!package.exists("Elsewhere"))
  }

  @Test(arguments: [
    ("not JSON", "is not the record of a run. Restore it, or run “counting” again."),
    ("{\"format\": 4}", "the record has layout 4, and this version reads up to 3; update the package."),
  ])
  func aRecordThatCannotBeReadIsNamed(_ text: String, _ problem: String) throws {
    try package.write(text, to: "Reports/counting/record.json")
    #expect(
      try package.type("render", "counting")
        == Transcript(
          output: "", errors: "Error: \(package.path)/Reports/counting/record.json: \(problem)\n", exitCode: 2))
  }
}
