import Foundation
import Testing

/// `diff` in a throw-away repository.
@Suite struct DiffTests {
  private let package: TemporaryPackage

  /// A repository whose commit has two reports.
  init() throws {
    package = try TemporaryPackage()
    _ = try package.type("run", "good", "new-demo", "--quiet")
    try package.write(".experiments/\n", to: ".gitignore")
    try package.commit()
  }

  private func head() throws -> String {
    try package.git("rev-parse", "--short", "HEAD").output.trimmingCharacters(in: .newlines)
  }

  @Test func theSameCommitTwiceHasNotChanged() throws {
    let head = try head()
    #expect(
      try package.type("diff", "HEAD", "HEAD")
        == Transcript(
          output: "HEAD (\(head)) → HEAD (\(head))\nNothing changed: 2 reports.\n", errors: "", exitCode: 0))
    #expect(
      try package.type("diff")
        == Transcript(
          output: "main (\(head)) → the working tree\nNothing changed: 2 reports.\n", errors: "", exitCode: 0))
  }

  @Test func aChangedSettingIsReportedWithWhatItChanged() throws {
    _ = try package.type("run", "good", "--set", "beta=2", "--quiet")
    let transcript = try package.type("diff")
    #expect(transcript.exitCode == 1)
    let head = try head()
    #expect(
      transcript.output == """
        main (\(head)) → the working tree
        1 of 2 reports differs: 1 value beyond its tolerance, 1 figure.

        good: A good experiment
          Put down to: setting beta 4 → 2.
          Measured values
            area 1.140 square metres → 0.570 square metres (−0.5700, −50%), beyond its tolerance of 0.1%, noise unknown
          Figures
            curve: line, y: largest change 3.240 → 1.620 at 10, 50% of its range; it first differs at 2
          Settings
            beta 4 → 2, given with --set

        Unchanged: new-demo.

        """)
    // As a commit, it is the same comparison.
    try package.commit()
    #expect(
      try package.type("diff", "HEAD~", "HEAD").output
        == transcript.output.replacingOccurrences(
          of: "main (\(head)) → the working tree", with: "HEAD~ (\(head)) → HEAD (\(try self.head()))"))
  }

  @Test func aChangedCaptionIsReportedAsOne() throws {
    try package.edit("Reports/good/record.json", "It rises to {beta}.", "Up to {beta}.")
    try package.edit("Reports/good/README.md", "It rises to 4.", "Up to 4.")
    try package.edit("Reports/good/record.json", "\"code\": \"", "\"code\": \"0")
    let transcript = try package.type("diff")
    #expect(transcript.exitCode == 1)
    #expect(
      transcript.output.contains(
        """
          Put down to: the experiment's code.
          Captions
            curve has another caption or description
              - It rises to {beta}.
              + Up to {beta}.
          Code
            The code differs in lines that the report does not show
        """))
  }

  @Test func aChangedLibraryIsWhatAChangedValueIsPutDownTo() throws {
    try package.edit("Reports/good/record.json", "\"Tensors\": \"", "\"Tensors\": \"0")
    try package.edit("Reports/good/record.json", "\"value\": 1.14", "\"value\": 1.15")
    let transcript = try package.type("diff")
    #expect(transcript.exitCode == 1)
    #expect(
      transcript.output.contains("  Put down to: library (Tensors).\n  Measured values\n    area 1.14 → 1.15 (+0.01"))
    #expect(!transcript.output.contains("UNEXPLAINED"))
  }

  @Test func aValueThatNothingExplainsIsUnexplained() throws {
    try package.edit("Reports/good/record.json", "\"value\": 1.14", "\"value\": 1.15")
    let transcript = try package.type("diff", "good")
    #expect(transcript.exitCode == 1)
    #expect(transcript.output.contains("Put down to: UNEXPLAINED."))
  }

  @Test func aChangedLineOfProseIsReportedAsOne() throws {
    try package.edit("Reports/good/README.md", "With β = 4 the area is", "At β = 4 the area is")
    let transcript = try package.type("diff")
    #expect(transcript.exitCode == 1)
    #expect(
      transcript.output.contains(
        """
          The runs depend on the same things, as far as the records say.
          Prose
            The prose was edited [the essay's prose was edited]
              - With β = 4 the area is 1.140 square metres.
              + At β = 4 the area is 1.140 square metres.
        """))
  }

  @Test func reportsComeAndGo() throws {
    _ = try package.type("run", "lying", "--quiet")
    try FileManager.default.removeItem(atPath: package.path + "/Reports/new-demo")
    let transcript = try package.type("diff")
    #expect(transcript.exitCode == 1)
    #expect(transcript.output.contains("2 of 3 reports differ: 1 new report, 1 report gone."))
    #expect(transcript.output.contains("\nNew: lying.\n\nGone: new-demo.\n\nUnchanged: good.\n"))
  }

  @Test func onABranchTheBaseIsTheLastCommitSharedWithMain() throws {
    let base = try head()
    try package.git("checkout", "--quiet", "-b", "topic")
    _ = try package.type("run", "good", "--set", "beta=2", "--quiet")
    try package.commit()
    try package.git("checkout", "--quiet", "main")
    _ = try package.type("run", "new-demo", "--set", "terms=30", "--quiet")
    try package.commit()
    try package.git("checkout", "--quiet", "topic")
    let output = try package.type("diff").output
    #expect(output.hasPrefix("main (\(base)) → the working tree\n1 of 2 reports differs"))
    #expect(output.hasSuffix("Unchanged: new-demo.\n"))
  }

  @Test func namesRestrictTheComparison() throws {
    _ = try package.type("run", "good", "--set", "beta=2", "--quiet")
    #expect(try package.type("diff", "new-demo").exitCode == 0)
    #expect(try package.type("diff", "HEAD", "good").exitCode == 1)
    #expect(try package.type("diff", "HEAD", "--only", "new-demo").exitCode == 0)
  }

  @Test func aWordThatIsBothARevisionAndANameMustBeSaidToBeOne() throws {
    try package.git("branch", "good")
    let transcript = try package.type("diff", "good")
    #expect(transcript.exitCode == 64)
    #expect(transcript.errors.hasPrefix("Error: “good” is both a revision and an experiment. Write refs/heads/good"))
    #expect(try package.type("diff", "refs/heads/good").exitCode == 0)
    #expect(try package.type("diff", "--only", "good").exitCode == 0)
  }

  @Test(arguments: [
    (["goof"], 2, "Error: goof: is neither a commit nor an experiment. Did you mean “good”?\n"),
    (["--only", "main"], 2, "Error: main: is no experiment.\n"),
    (["main..HEAD"], 2, "Error: main..HEAD: is neither a commit nor an experiment. Write the two commits"),
    (["HEAD", "HEAD", "HEAD"], 64, "Error: There are 3 revisions; give at most two.\n"),
    (["no-such-revision", "HEAD"], 2, "Error: no-such-revision: is neither a commit nor an experiment.\n"),
    (["HEAD", "no-such-revision"], 2, "Error: no-such-revision: is neither a commit nor an experiment.\n"),
    (["good", "HEAD"], 64, "Error: The revision “HEAD” must come before the names.\n"),
  ])
  func aWordThatIsNeitherIsRefused(_ words: [String], _ exitCode: Int32, _ message: String) throws {
    let transcript = try package.start(["diff"] + words).finish()
    #expect(transcript.exitCode == exitCode)
    #expect(transcript.output == "")
    #expect(transcript.errors.hasPrefix(message))
  }

  @Test func aCorruptRecordIsNamed() throws {
    try package.write("{\"format\": 2", to: "Reports/good/record.json")
    #expect(
      try package.type("diff")
        == Transcript(
          output: """
            main (\(try head())) → the working tree
            Nothing changed: 1 report. 1 of 2 reports cannot be read.

            Cannot be read: good: \(package.path)/Reports/good/record.json: is no run record that can be read. \
            Restore the file, or run the experiment again.

            Unchanged: new-demo.

            """,
          errors: """
            Error: \(package.path)/Reports/good/record.json: is no run record that can be read. \
            Restore the file, or run the experiment again.

            """, exitCode: 2))
    try package.commit()
    _ = try package.type("run", "good", "--quiet")
    #expect(
      try package.type("diff").errors.hasPrefix(
        "Error: main:Reports/good/record.json: is no run record that can be read."))
  }

  /// Whatever else there is to tell is told, in every format, and the exit code is that of the worst.
  @Test func aCorruptRecordHindersNoOther() throws {
    _ = try package.type("run", "learning", "--quiet")
    try package.edit("Reports/new-demo/record.json", "\"title\": \"", "\"title\": \"No ")
    try package.write("{", to: "Reports/good/record.json")
    for (format, words) in [
      ("text", ["1 of 3 reports cannot be read.", "Cannot be read: good: ", "title: ", "New: learning."]),
      ("markdown", ["1 of 3 reports cannot be read.**", "**Cannot be read:** `good`: ", "New: learning."]),
      ("html", ["1 of 3 reports cannot be read.", "<strong>Cannot be read:</strong> <code>good</code>: "]),
      ("json", ["\"name\": \"good\",\n      \"problem\": ", "\"added\": [\"learning\"]"]),
    ] {
      let transcript = try package.type("diff", "--format", format)
      #expect(transcript.exitCode == 2, "\(transcript)")
      for word in words { #expect(transcript.output.contains(word), "\(format): \(transcript.output)") }
      #expect(
        transcript.errors.hasPrefix("Error: ")
          && transcript.errors.contains("Reports/good/record.json: is no run record"))
    }
  }

  @Test func aRecordOfALaterLayoutIsRefused() throws {
    try package.edit("Reports/good/record.json", "\"format\": 3", "\"format\": 99")
    let transcript = try package.type("diff")
    #expect(transcript.exitCode == 2)
    #expect(transcript.errors.contains("Reports/good/record.json: the record has layout 99"))
  }

  @Test func theComparisonIsWrittenToAFileInEachFormat() throws {
    _ = try package.type("run", "good", "--set", "beta=2", "--quiet")
    for (format, start) in [
      ("text", "main ("), ("markdown", "<!-- experiments diff -->\n## Reports: `main ("), ("html", "<!DOCTYPE html>\n"),
      ("json", "{\n  \"added\": [],"),
    ] {
      let transcript = try package.type("diff", "--format", format, "--output", "out")
      #expect(transcript == Transcript(output: "", errors: "", exitCode: 1))
      #expect(package.text("out")?.hasPrefix(start) == true, "\(format)")
    }
    #expect(try package.type("diff", "--output", "no/such/folder").exitCode == 2)
  }
}

/// `diff` where there is nothing to compare with.
@Suite struct DiffTroubleTests {
  @Test func withoutARepositoryThereIsNothingToCompare() throws {
    let package = try TemporaryPackage()
    let transcript = try package.type("diff")
    #expect(transcript.exitCode == 2)
    #expect(transcript.errors.hasPrefix("Error: \(package.path) is in no git repository that can be read (not a git"))
  }

  @Test func withoutACommitThereIsNothingToCompare() throws {
    let package = try TemporaryPackage()
    try package.git("init", "--quiet")
    #expect(
      try package.type("diff")
        == Transcript(
          output: "", errors: "Error: The repository has no commit yet, so there is nothing to compare with.\n",
          exitCode: 2))
  }

  @Test func withoutGitThereIsNothingToCompare() throws {
    let package = try TemporaryPackage()
    let transcript = try package.start(["diff"], environment: ["PATH": package.path]).finish()
    #expect(
      transcript
        == Transcript(
          output: "", errors: "Error: There is no git command on the path. Install git: apt-get install git\n",
          exitCode: 2))
  }

  @Test func withoutAMainBranchTheBaseMustBeNamed() throws {
    let package = try TemporaryPackage()
    try package.commit()
    try package.git("branch", "--move", "trunk")
    let transcript = try package.type("diff")
    #expect(transcript.exitCode == 2)
    #expect(
      transcript.errors == "Error: There is no branch main or master to compare with; name the base.\n")
    #expect(try package.type("diff", "trunk").output.hasSuffix("There are no reports to compare.\n"))
  }
}

/// Where `--output` leads to.
@Suite struct OutputFileTests {
  private let package: TemporaryPackage

  init() throws {
    package = try EveryCommand.package()
    try package.write("changed\n", to: "Reports/good/README.md")
  }

  private static let lines = [["diff"], ["diff", "--format", "html"], ["export", "learning", "--weights"]]

  @Test(arguments: lines)
  func aPipeIsWrittenInto(_ line: [String]) throws {
    let plain = try package.start(line + ["--output", "plain"]).finish()
    let script = #"mkfifo pipe && (timeout 60 cat pipe >read &) && "$0" "$@"; code=$?; test -p pipe && exit $code"#
    let transcript = try package.start(line + ["--output", "pipe"], by: script).finish()
    #expect(transcript.exitCode == plain.exitCode)
    try package.wait(until: "the reader has all of it") { package.bytes("read") == package.bytes("plain") }
  }

  @Test(arguments: lines)
  func aLinkAndAModeStay(_ line: [String]) throws {
    try package.write("old", to: "elsewhere/file")
    let script = #"ln -s elsewhere/file link && chmod 604 link && "$0" "$@"; test -h link && stat -L -c %a link >mode"#
    _ = try package.start(line + ["--output", "link"], by: script).finish()
    #expect(package.text("mode") == "604\n")
    _ = try package.start(line + ["--output", "plain"]).finish()
    #expect(package.bytes("elsewhere/file") == package.bytes("plain"))
  }

  @Test(arguments: lines)
  func aDeviceThatIsFullIsAnErrorAndStays(_ line: [String]) throws {
    let transcript = try package.start(line + ["--output", "/dev/full"]).finish()
    #expect(transcript.exitCode == 2)
    #expect(transcript.errors == "Error: /dev/full: cannot write: No space left on device.\n")
    #expect(try package.start(["/dev/full"], by: #"test -c "$1" && test -c /dev/null"#).finish().exitCode == 0)
    #expect(try package.start(line + ["--output", "/dev/null"]).finish().exitCode < 2)
    #expect(try package.start(["/dev/null"], by: #"test -c "$1""#).finish().exitCode == 0)
  }
}
