import Foundation
import Testing

/// `diff --between` two folders, where there is neither a repository nor a package.
@Suite struct DiffBetweenTests {
  private let package: TemporaryPackage

  /// Two folders of reports, in the second of which one is another and one is new.
  init() throws {
    package = try TemporaryPackage()
    _ = try package.type("run", "good", "counting", "--quiet", "--output", "a")
    _ = try package.type("run", "good", "--set", "beta=2", "--quiet", "--output", "b")
    _ = try package.type("run", "counting", "new-demo", "--quiet", "--output", "b")
    try FileManager.default.removeItem(atPath: package.path + "/Package.swift")
  }

  private func diff(_ words: String...) throws -> Transcript { try package.start(["diff"] + words).finish() }

  @Test func whatDiffersIsTold() throws {
    let transcript = try diff("--between", "a", "b")
    #expect(transcript.exitCode == 1 && transcript.errors == "")
    #expect(
      transcript.output.hasPrefix(
        """
        a → b
        2 of 3 reports differ: 1 value beyond its tolerance, 1 figure, 1 new report.

        good: A good experiment
          Put down to: setting beta 4 → 2.
          Measured values
            area 1.140 square metres → 0.570 square metres
        """), "\(transcript.output)")
    #expect(transcript.output.hasSuffix("\nNew: new-demo.\n\nUnchanged: counting.\n"))
    let reversed = try diff("--between", "b", "a")
    #expect(reversed.exitCode == 1 && reversed.output.contains("setting beta 2 → 4."))
    #expect(reversed.output.hasSuffix("\nGone: new-demo.\n\nUnchanged: counting.\n"))
  }

  /// On another machine what is within its tolerance, or the noise of its seeds, is no difference; what is beyond is one.
  @Test(arguments: [
    ("1.1401", Int32(0), "The same within noise: 1 of 1 report: "), ("1.2", 1, "1 of 1 report differs: "),
  ])
  func anotherMachinesRoundingIsNoDifference(_ value: String, _ exitCode: Int32, _ told: String) throws {
    try FileManager.default.copyItem(atPath: package.path + "/a", toPath: package.path + "/c")
    try package.edit("c/good/record.json", "\"value\": 1.14", "\"value\": \(value)")
    try package.edit("c/good/record.json", "\"instructions\": \"none\"", "\"instructions\": \"AVX\"")
    let transcript = try diff("--between", "a/good", "c/good")
    #expect(transcript.exitCode == exitCode && transcript.output.contains("\n\(told)"), "\(transcript)")
  }

  @Test(arguments: [
    ["--between", "a", "a"], ["--between", "a", "a/"], ["--between", "./a", "b/../a"],
    ["--between", "a", "b", "counting"], ["counting", "--between", "a", "b"],
    ["--between", "a", "b", "--only", "counting"], ["--between", "a/counting", "b"], ["--between", "a", "b/counting/"],
    ["--between", "a/counting", "b/counting"],
  ])
  func whatIsTheSameIsSaidToBe(_ words: [String]) throws {
    let transcript = try package.start(["diff"] + words).finish()
    #expect(transcript.exitCode == 0 && transcript.errors == "", "\(transcript)")
    let folders = words.filter { $0.contains("a") || $0.contains("b") }.filter {
      !$0.hasPrefix("--") && $0 != "counting"
    }
    let names = folders.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    #expect(transcript.output.hasPrefix("\(names[0]) → \(names[1])\nNothing changed: "))
  }

  @Test func aReportIsComparedByItsOwnFolder() throws {
    for words in [["a/good", "b/good"], ["a/good", "b"], ["a", "b/good"]] {
      let transcript = try diff("--between", words[0], words[1])
      #expect(transcript.exitCode == 1)
      #expect(
        transcript.output.hasPrefix("\(words[0]) → \(words[1])\n1 of 1 report differs: "), "\(transcript.output)")
    }
    // Whatever its folder is called.
    try FileManager.default.moveItem(atPath: package.path + "/a/good", toPath: package.path + "/before")
    #expect(try diff("--between", "before", "b").output.contains("\ngood: A good experiment\n"))
  }

  @Test func everyFormatIsWritten() throws {
    for (format, start) in [
      ("text", "a → b\n"), ("markdown", "<!-- experiments diff -->\n## Reports: `a`"), ("html", "<!DOCTYPE html>\n"),
      ("json", "{\n  \"added\": ["),
    ] {
      let transcript = try diff("--format", format, "--output", "out", "--between", "a", "b")
      #expect(transcript == Transcript(output: "", errors: "", exitCode: 1))
      #expect(package.text("out")?.hasPrefix(start) == true, "\(format): \(package.text("out")?.prefix(80) ?? "")")
    }
  }

  @Test(arguments: [
    (["--between", "a", "c"], "c: is not there. Name two folders of reports."),
    (["--between", "c", "a"], "c: is not there. Name two folders of reports."),
    (["--between", "a", "runs"], "runs: is a file where a folder of reports should be."),
    (["--between", "Sources", "a"], "Sources: holds no report: neither a record.json nor a folder with one."),
    (
      ["--between", "a", "b", "goof"], "goof: is the name of no report in these folders, and of no experiment. Did you"
    ),
    (["--between", "a", "b", "lying"], "lying: has no report on either side. Make one: experiments run lying\n"),
    (["--between", "a", "b", "counting", "--only", "lying"], "lying: has no report on either side. Make one: "),
    (
      ["--between", "a", "b", "--only", "xyz"], "xyz: is the name of no report in these folders, and of no experiment."
    ),
  ])
  func whatCannotBeComparedIsRefused(_ words: [String], _ message: String) throws {
    let transcript = try package.start(["diff"] + words).finish()
    #expect(transcript.exitCode == 2 && transcript.output == "")
    #expect(transcript.errors.hasPrefix("Error: " + message), "\(transcript.errors)")
  }

  @Test func aDamagedRecordIsNamed() throws {
    try package.write("{\"format\": 2", to: "b/good/record.json")
    for words in [["a", "b"], ["b", "a"], ["a", "b/good"], ["b/good", "a"]] {
      let transcript = try diff("--between", words[0], words[1])
      #expect(transcript.exitCode == 2)
      #expect(
        transcript.errors == """
          Error: \(package.path)/b/good/record.json: is no run record that can be read. \
          Restore the file, or run the experiment again.

          """)
      // Of a report by its own folder, its record says which it is.
      #expect(transcript.output.contains(": new-demo.\n") == !words.contains("b/good"), "\(transcript)")
    }
  }

  @Test func aRevisionIsNoName() throws {
    try package.commit()
    let transcript = try diff("HEAD", "--between", "a", "b")
    #expect(transcript.exitCode == 64 && transcript.output == "")
    #expect(
      transcript.errors.hasPrefix(
        "Error: “HEAD” is a revision, and --between compares folders. Give the one or the other.\n"))
  }

  /// An experiment that got another name is the same report's.
  @Test func twoReportsByTheirOwnFoldersAreMeantForEachOther() throws {
    let package = try TemporaryPackage()
    _ = try package.type("run", "good", "learning", "--quiet")
    let transcript = try package.type("diff", "--between", "Reports/good", "Reports/learning")
    #expect(transcript.exitCode == 1 && transcript.output.contains("good → learning"), "\(transcript)")
    #expect(!transcript.output.contains("Gone: "))
  }
}
