import Foundation
import Testing

/// Runs that end well, with a failed claim, or in trouble.
@Suite struct RunTests {
  @Test func aRunWritesAReport() throws {
    let package = try TemporaryPackage()
    #expect(
      try package.type("run", "good")
        == Transcript(
          output: """
            good: Reports/good/README.md, 1 of 1 claims held
              area  1.140 square metres

            """,
          errors: """
            good: A good experiment, standard tier
            summing: 10 steps
            summing: 10 steps in 0:00, loss 1.1400

            """, exitCode: 0))
    #expect(package.text("Reports/good/README.md")?.contains("With β = 4 the area is 1.140 square metres.") == true)
    #expect(package.exists("Reports/good/figures/curve.png"))
    #expect(package.exists(".experiments/logs/good.log"))
  }

  @Test func aRepeatChangesNothing() throws {
    let package = try TemporaryPackage()
    _ = try package.type("run", "good", "--tier", "smoke", "--quiet")
    let state = try package.state(of: "Reports")
    #expect(
      try package.type("run", "good", "--tier", "smoke", "--quiet", "--force")
        == Transcript(
          output: """
            good: Reports/good/README.md (unchanged), 1 of 1 claims held
              area  0.741 square metres

            """, errors: "", exitCode: 0))
    #expect(try package.state(of: "Reports") == state)
  }

  @Test func theGalleryShowsEveryReportThatThereIs() throws {
    let package = try TemporaryPackage()
    _ = try package.type("run", "new-demo", "--quiet")
    _ = try package.type("run", "good", "--quiet")
    // In the order of the catalogue, whichever ran last.
    #expect(
      package.text("Reports/README.md") == """
        # Reports

        <!-- Written by `experiments run` from the reports beside it. -->

        ## [New demo](new-demo/README.md)

        The alternating sum $`1 - \\frac{1}{3} + \\frac{1}{5} - \\dots`$ tends to $`\\pi/4`$, slowly: after 200 terms it is
        still 0.0012 away.

        <img src="new-demo/figures/sums.png" width="600" alt="The sum jumps from one side of $\\pi/4$ to the other, by \
        less each time.">

        ## [A good experiment](good/README.md)

        With β = 4 the area is 1.140 square metres.

        <img src="good/figures/curve.png" width="600" alt="It rises to 4.">

        """)
    let state = try package.state(of: "Reports")
    _ = try package.type("run", "good", "--quiet")
    #expect(try package.state(of: "Reports") == state)
  }

  @Test func aPageOfTheUsersIsNoGallery() throws {
    let package = try TemporaryPackage()
    try package.write("my own", to: "Reports/README.md")
    #expect(try package.type("run", "good", "--quiet").exitCode == 0)
    #expect(package.text("Reports/README.md") == "my own")
  }

  @Test func settingsSeedAndOutputAreTheUsers() throws {
    let package = try TemporaryPackage()
    let transcript = try package.type(
      "run", "good", "--set", "beta=2", "--set", "points=20", "--seed", "9", "--threads", "1", "--output",
      "../Else/where/",
      "--quiet", in: "Experiments")
    #expect(transcript.exitCode == 0)
    #expect(transcript.output.hasPrefix("good: \(package.path)/Else/where/good/README.md, "))
    #expect(
      package.text("Else/where/good/README.md")?.contains(
        "swift run experiments run good --seed 9 --set beta=2 --set points=20\n") == true)
    #expect(!package.exists("Reports"))
  }

  @Test func aSettingGoesToTheExperimentsThatDeclareIt() throws {
    let package = try TemporaryPackage()
    let transcript = try package.type("run", "good", "new-demo", "--set", "terms=30", "--quiet")
    #expect(transcript.exitCode == 0)
    #expect(package.text("Reports/new-demo/README.md")?.contains("after 30 terms") == true)
  }

  @Test func aFailedClaimExitsWith1AndTheReportIsWritten() throws {
    let package = try TemporaryPackage()
    #expect(
      try package.type("run", "lying", "--quiet")
        == Transcript(
          output: """
            lying: Reports/lying/README.md, 1 of 2 claims held
              answer  42
              claim failed: Two is more than 42.

            """, errors: "", exitCode: 1))
    #expect(package.text("Reports/lying/README.md")?.contains("- ❌ **Failed:** Two is more than 42.") == true)
  }

  @Test(arguments: [
    ("failing", "The well ran dry."),
    ("diverging", "The loss is not a number at step 3 of 5 of training."),
    ("forgetful", "The setting “beta” is declared, and the experiment never read it. Use it or remove it."),
  ])
  func aFailedRunExitsWith2AndLeavesTheReport(_ name: String, _ message: String) throws {
    let package = try TemporaryPackage()
    try package.write("the committed report", to: "Reports/\(name)/README.md")
    try package.write("{}", to: "Reports/\(name)/record.json")
    let state = try package.state(of: "Reports")
    #expect(
      try package.type("run", name, "--quiet")
        == Transcript(
          output: "",
          errors: """
            Error: “\(name)” failed. \(message)
            What it had shown by then: .experiments/failed/\(name)/README.md
            The committed report is untouched.

            """, exitCode: 2))
    #expect(try package.state(of: "Reports") == state)
    #expect(
      package.text(".experiments/failed/\(name)/README.md")?.contains("> **This run failed.** \(message)") == true)
  }

  @Test func laterExperimentsRunWhereAnEarlierOneFails() throws {
    let package = try TemporaryPackage()
    let transcript = try package.type("run", "failing", "lying", "good", "--quiet")
    #expect(transcript.exitCode == 2)
    #expect(package.exists("Reports/good/README.md"))
    #expect(package.exists("Reports/lying/README.md"))
  }

  /// The page in front of the reports is none of them: a folder stands in its place.
  @Test func laterExperimentsRunWhereTheGalleryCannotBeWritten() throws {
    let package = try TemporaryPackage()
    try package.write("", to: "Reports/README.md/in-the-way")
    let transcript = try package.type("run", "lying", "good", "--quiet")
    #expect(transcript.exitCode == 2)
    #expect(package.exists("Reports/lying/README.md") && package.exists("Reports/good/README.md"))
    let complaint = "Error: the page that shows all reports is not written. \(package.path)/Reports/README.md: "
    #expect(transcript.errors.components(separatedBy: complaint).count == 3, "\(transcript)")
  }

  // The tests may run as root, whom no permission stops: a file stands where a folder must be.
  @Test func anOutputFolderThatCannotBeMadeIsRefusedBeforeTheWork() throws {
    let package = try TemporaryPackage()
    try package.write("a file", to: "occupied")
    #expect(
      try package.type("run", "good", "--output", "occupied/reports")
        == Transcript(
          output: "",
          errors: """
            good: A good experiment, standard tier
            Error: “good” failed. \(package.path)/occupied: is a file where a folder should be. \
            Choose a folder with --output.
            The committed report is untouched.

            """, exitCode: 2))
    #expect(package.text("occupied") == "a file")
  }

  @Test func aFullDiskLeavesTheReport() throws {
    let package = try TemporaryPackage()
    _ = try package.type("run", "good", "--quiet")
    let state = try package.state(of: "Reports")
    #expect(
      try package.typeOnFullDisk("run", "good", "--set", "beta=2", "--quiet")
        == Transcript(
          output: "",
          errors: """
            Error: “good” failed. \(package.path)/Reports/good/figures/curve.png: cannot write: File too large.
            The committed report is untouched.

            """, exitCode: 2))
    #expect(try package.state(of: "Reports") == state)
  }

  @Test func outsideAPackageAnOutputFolderMustBeNamed() throws {
    let package = try TemporaryPackage()
    try FileManager.default.removeItem(atPath: package.path + "/Package.swift")
    #expect(
      try package.type("run", "good")
        == Transcript(
          output: "",
          errors: """
            Error: \(package.path): is in no Swift package, so there is no Reports folder. \
            Go to the package, or name a folder with --output.

            """, exitCode: 2))
    #expect(try package.type("run", "good", "--output", "Reports", "--quiet").exitCode == 0)
    #expect(package.exists("Reports/good/README.md"))
  }
}

@Suite struct InterruptionTests {
  /// Starts the experiment that takes forever and waits until it is under way.
  private func underWay(_ package: TemporaryPackage) throws -> RunningCommand {
    let command = try package.start(["run", "waiting"])
    try wait(for: "step-12", in: package)
    return command
  }

  /// Waits until the experiment has written a file.
  private func wait(for file: String, in package: TemporaryPackage) throws {
    try package.wait(until: "the experiment has written \(file)") { package.exists(file) }
  }

  @Test func controlCEndsTheRunAtItsNextStepAndLeavesTheReport() throws {
    let package = try TemporaryPackage()
    try package.write("the committed report", to: "Reports/waiting/README.md")
    try package.write("{}", to: "Reports/waiting/record.json")
    let state = try package.state(of: "Reports")
    let command = try underWay(package)
    command.interrupt()
    let transcript = try command.finish()
    #expect(transcript.exitCode == 130)
    #expect(transcript.output == "")
    let lines = transcript.errors.split(separator: "\n")
    #expect(
      lines.dropLast() == [
        "waiting runs: \(package.path)/Reports/waiting/record.json: is not the record of a run. "
          + "Restore it, or run “waiting” again.",
        "waiting: An experiment that waits, standard tier", "training: 1,875 steps",
        "Stopping at the next step. Press Ctrl-C again to stop at once.",
      ])
    let end = lines.last?.wholeMatch(
      of: /Interrupted at step (\d+) of 1,875 of training\. The committed report is untouched\./)
    #expect(Int(end?.1 ?? "").map { $0 >= 12 } == true)
    #expect(try package.state(of: "Reports") == state)
  }

  @Test func aSecondControlCEndsItAtOnce() throws {
    let package = try TemporaryPackage()
    let command = try underWay(package)
    try package.write("", to: "never-end")
    try wait(for: "deaf", in: package)
    // Presses that come too fast are one to the system.
    command.interrupt()
    try command.hear("Stopping at the next step.")
    command.interrupt()
    try package.wait(until: "it has ended") { !command.isRunning }
    #expect(try command.finish().exitCode == 130)
    #expect(!package.exists("Reports/waiting"))
  }
}
