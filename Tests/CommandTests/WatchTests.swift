import Foundation
import Testing

/// A package whose `swift build` is a script: it notes its calls in `builds`, fails with what `build-fails` holds, and takes
/// as long as there is a `hold`, with a compiler in a process group of its own that never ends.
final class WatchedPackage {
  let package: TemporaryPackage
  let command: RunningCommand

  /// Starts to watch, and waits until the reports are there or, on request, for other words.
  init(_ words: [String] = ["counting"], until last: String = "done in", files: [String: String] = [:]) throws {
    package = try TemporaryPackage()
    for (file, text) in files { try package.write(text, to: file) }
    try package.write(
      """
      #!/bin/bash
      case "$*" in
      *--show-bin-path*) echo "\(package.path)/.build/debug"; exit ;;
      esac
      echo "$$" >>builds
      if [ -e hold ]; then
        set -m
        sleep 1000 &
        echo "$!" >>compilers
        set +m
        while [ -e hold ]; do sleep 0.02; done
        kill "$!"
      fi
      if [ -e build-fails ]; then cat build-fails; exit 1; fi
      mkdir -p .build/debug
      ln -sf '\(Program.fixture.path)' .build/debug/experiments

      """, to: "bin/swift")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: package.path + "/bin/swift")
    let path = package.path + "/bin:" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
    command = try package.start(["run"] + words + ["--watch"], environment: ["PATH": path])
    if !last.isEmpty { try command.hear(last) }
  }

  /// How many builds were begun, and how many runs.
  var builds: Int { lines(of: "builds").count }
  var runs: Int { lines(of: "runs").count }

  private func lines(of file: String) -> [Substring] { (package.text(file) ?? "").split(separator: "\n") }

  /// Saves code, and waits for what is said of it.
  func saveCode(_ number: Int, until last: String = "done in") throws {
    try package.write(package.counting(code: "show(\(number))"), to: "Experiments/Counting.swift")
    try command.hear(last)
  }

  /// Saves prose, and waits for the page.
  func saveProse(_ prose: String) throws {
    try package.write(package.counting(prose: prose), to: "Experiments/Counting.swift")
    try command.hear("counting: rendered (prose)")
  }

  var page: String { package.text(".experiments/watch/counting/README.md") ?? "" }

  /// Waits for a file that a process writes.
  func wait(for file: String, line: String = "") throws {
    try package.wait(until: "\(file) has \(line)") {
      line.isEmpty ? package.exists(file) : package.text(file)?.contains(line) == true
    }
  }

  /// Whether a process does anything: one that has ended stays on the list until the system has noted its end.
  private static func isAlive(_ process: Int32) -> Bool {
    let status = FileManager.default.contents(atPath: "/proc/\(process)/status").map {
      String(decoding: $0, as: UTF8.self)
    }
    return status?.contains("State:\tZ") == false
  }

  /// Presses Ctrl-C, or sends another signal, and expects that nothing is left.
  @discardableResult
  func end(_ signal: Int32 = SIGINT) throws -> Transcript {
    command.send(signal)
    let transcript = try command.finish()
    #expect(transcript.exitCode == 128 + signal, "\(transcript)")
    for process in (lines(of: "builds") + lines(of: "compilers")).compactMap({ Int32($0) }) {
      #expect(!Self.isAlive(process), "of a build there is something left")
    }
    let left = (try? FileManager.default.subpathsOfDirectory(atPath: package.path + "/.experiments")) ?? []
    #expect(!left.contains { $0.contains(".lock") || $0.contains(".staging") }, "\(left)")
    return transcript
  }
}

/// `run --watch`.
@Suite struct WatchTests {
  @Test func theFirstRunIsAtTheSmokeTierAndLeavesTheReports() throws {
    let watched = try WatchedPackage()
    let transcript = try watched.end()
    #expect(
      transcript.output == """
        counting: watching; reports go to .experiments/watch. Ctrl-C ends it.
        counting: .experiments/watch/counting/README.md, 1 of 1 claims held
          count  7

        """)
    #expect(
      transcript.errors.wholeMatch(
        of: /counting: building …\ncounting: An experiment that counts, smoke tier\ncounting: done in \d\.\d s\n/)
        != nil,
      "\(transcript.errors)")
    #expect(watched.builds == 1 && watched.runs == 1)
    #expect(!watched.package.exists("Reports"))
    #expect(watched.page.contains("src=\"figures/curve.png\""))
    #expect(watched.package.exists(".experiments/watch/counting/figures/curve.png"))
  }

  @Test func theOptionsOfTheRunAreHandedOn() throws {
    let watched = try WatchedPackage(
      [
        "counting", "--tier", "standard", "--set", "top=8", "--seed", "2", "--seeds", "2", "--output", "out", "--quiet",
      ],
      until: "")
    try watched.wait(for: "out/README.md")
    let transcript = try watched.end()
    #expect(transcript.errors == "" && transcript.output.hasPrefix("counting: watching; reports go to out."))
    let record = try #require(watched.package.text("out/counting/record.json"))
    #expect(record.contains("\"tier\": \"standard\"") && record.contains("\"value\": \"8\""))
    #expect(watched.runs == 2 && !watched.package.exists(".experiments/watch"))
  }

  @Test func savedCodeIsBuiltAndRun() throws {
    let watched = try WatchedPackage()
    for number in 1...2 { try watched.saveCode(number) }
    #expect(watched.builds == 3 && watched.runs == 3)
    #expect(watched.page.contains("show(2)"))
    try watched.end()
  }

  @Test func savedProseIsRenderedAtOnce() throws {
    let watched = try WatchedPackage()
    try watched.saveProse("It counted to {count}.")
    #expect(watched.page.contains("\nIt counted to 7.\n"))
    #expect(watched.builds == 1 && watched.runs == 1)
    // Then code again, with the lines of the prose where they are by now.
    try watched.saveProse("It counted.\n//: To {count}.")
    try watched.saveCode(3)
    #expect(watched.builds == 2 && watched.runs == 2)
    try watched.end()
  }

  @Test func proseThatCannotBeRenderedLeavesTheReport() throws {
    let watched = try WatchedPackage()
    let page = watched.page
    try watched.package.write(watched.package.counting(prose: "It is {cuont}."), to: "Experiments/Counting.swift")
    try watched.command.hear("The prose mentions {cuont}")
    try watched.command.hear("counting: not rendered; waiting for the next save\n")
    #expect(watched.page == page)
    try watched.saveProse("It is {count}.")
    #expect(watched.page.contains("\nIt is 7.\n") && watched.builds == 1)
    try watched.end()
  }

  /// As most editors save: a new file takes the place of the old one, which some of them have kept under another name.
  @Test func aSaveByRenamingIsNoticedOnce() throws {
    let watched = try WatchedPackage()
    let file = "Experiments/Counting.swift", path = watched.package.path + "/"
    for number in 1...2 {
      try watched.package.write(watched.package.counting(code: "show(\(number))"), to: "Experiments/.new.tmp")
      try? FileManager.default.removeItem(atPath: path + file + "~")
      try FileManager.default.moveItem(atPath: path + file, toPath: path + file + "~")
      // For a moment there is no file.
      Thread.sleep(forTimeInterval: 0.15)
      try FileManager.default.moveItem(atPath: path + "Experiments/.new.tmp", toPath: path + file)
      try watched.command.hear("done in")
    }
    #expect(watched.builds == 3 && watched.runs == 3)
    #expect(try watched.end().errors.components(separatedBy: "saved; ").count == 3)
  }

  /// One after another, for longer than the calm of a tenth of a second that ends a save. Where a busy machine lets this test
  /// itself pause for about as long, it has saved twice, and tries again.
  @Test func manyFilesAtOnceAreOneSave() throws {
    for _ in 0..<20 {
      let watched = try WatchedPackage()
      var last = ContinuousClock.now, longestPause = Duration.zero
      for number in 1...60 {
        try watched.package.write("let answer\(number) = \(number)\n", to: "Sources/Tensors/Answer\(number).swift")
        Thread.sleep(forTimeInterval: 0.005)
        longestPause = max(longestPause, last.duration(to: .now))
        last = .now
      }
      try watched.command.hear("done in")
      let (builds, runs) = (watched.builds, watched.runs)
      try watched.end()
      if longestPause < .milliseconds(70) {
        #expect(builds == 2 && runs == 2)
        return
      }
    }
    Issue.record("sixty files were never written without a pause")
  }

  @Test func aSaveWithoutAChangeIsNone() throws {
    let watched = try WatchedPackage()
    let path = watched.package.path + "/"
    try watched.package.write(watched.package.counting(), to: "Experiments/Counting.swift")
    // What editors and scripts leave beside the sources.
    for file in [".Counting.swift.swp", "Counting.swift~", "#Counting.swift#", "4913", "Counting.swift.orig"] {
      try watched.package.write("x", to: "Experiments/" + file)
    }
    for folder in [".git", ".build", "Reports", "Tests", ".experiments"] {
      try watched.package.write("x", to: folder + "/x.swift")
    }
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: path + "Sources/Tensors/Answer.swift")
    Thread.sleep(forTimeInterval: 1)
    try watched.saveProse("It is {count}.")
    #expect(watched.builds == 1 && watched.runs == 1)
    #expect(try watched.end().errors.components(separatedBy: "saved; ").count == 2)
  }

  @Test func filesThatComeGoAndMoveAreSaves() throws {
    let watched = try WatchedPackage(), path = watched.package.path + "/"
    try watched.package.write("let more = 1\n", to: "Experiments/Models/More.swift")
    try watched.command.hear("done in")
    try FileManager.default.moveItem(atPath: path + "Experiments/Models", toPath: path + "Sources/Models")
    try watched.command.hear("done in")
    try FileManager.default.removeItem(atPath: path + "Sources/Models")
    try watched.command.hear("done in")
    #expect(watched.builds == 4)
    // The essay goes, and comes back: the run says that it is missing.
    try FileManager.default.moveItem(atPath: path + "Experiments/Counting.swift", toPath: path + "Counting.swift")
    try watched.command.hear("cannot read the experiment's source")
    try watched.command.hear("waiting for the next save")
    try FileManager.default.moveItem(atPath: path + "Counting.swift", toPath: path + "Experiments/Counting.swift")
    try watched.command.hear("done in")
    try watched.end()
  }

  /// What the compiler says, with its warnings, notes, repetitions and the steps of the build.
  private static let refusal = """
    Building for debugging...
    error: emit-module command failed with exit code 1 (use -v to see invocation)
    [4/9] Emitting module Catalogue
    PATH/Experiments/Counting.swift:9:3: error: cannot find 'shw' in scope
    8 | private func essay(_ notebook: Notebook) throws {
    9 |   shw(figure)
      |   `- error: cannot find 'shw' in scope
    10 | }

    PATH/Experiments/Counting.swift:9:3: error: cannot find 'shw' in scope
    8 | private func essay(_ notebook: Notebook) throws {

    PATH/Sources/Tensors/Answer.swift:1:12: warning: it was never used
    1 | public let answer = 42
    PATH/Sources/Tensors/Answer.swift:1:12: note: here
    /elsewhere/a.swift:2:1: error: extra argument
    [5/10] Compiling Catalogue Counting.swift

    """

  @Test func anErrorOfTheCompilerIsShownAndMended() throws {
    let watched = try WatchedPackage()
    let page = watched.page
    try watched.package.write(
      Self.refusal.replacing("PATH", with: watched.package.path), to: "build-fails")
    try watched.saveCode(1, until: "counting: does not build; waiting for the next save\n")
    #expect(watched.page == page && watched.runs == 1)
    // Prose alone does not mend it.
    try watched.package.write(watched.package.counting(prose: "It.", code: "show(1)"), to: "Experiments/Counting.swift")
    try watched.command.hear("counting: does not build; waiting for the next save\n")
    try FileManager.default.removeItem(atPath: watched.package.path + "/build-fails")
    try watched.saveCode(2)
    #expect(watched.builds == 4 && watched.runs == 2)
    let errors = try watched.end().errors
    #expect(
      errors.contains(
        """
        counting: saved; building …
        Experiments/Counting.swift:9:3: error: cannot find 'shw' in scope
        8 | private func essay(_ notebook: Notebook) throws {
        9 |   shw(figure)
          |   `- error: cannot find 'shw' in scope
        10 | }
        /elsewhere/a.swift:2:1: error: extra argument
        counting: does not build; waiting for the next save

        """), "\(errors)")
  }

  @Test(arguments: [
    (
      "Building for debugging...\nerror: link command failed with exit code 1\nPATH/main.swift:3: error: undefined reference\n",
      "main.swift:3: error: undefined reference\n"
    ),
    ("[0/1] Planning build\nerror: 'lab': no such package\n", "error: 'lab': no such package\n"),
    ("The disk is full.\n", "The disk is full.\n"),
  ])
  func otherErrorsOfTheBuildAreShown(_ output: String, _ shown: String) throws {
    let watched = try WatchedPackage()
    try watched.package.write(output.replacing("PATH", with: watched.package.path), to: "build-fails")
    try watched.saveCode(1, until: "counting: saved; building …\n\(shown)counting: does not build")
    try watched.end()
  }

  @Test func aSaveDuringABuildBeginsItAnew() throws {
    let watched = try WatchedPackage()
    try watched.package.write("", to: "hold")
    try watched.saveCode(1, until: "saved; building …\n")
    try watched.package.wait(until: "the second build has begun") { watched.builds == 2 }
    try watched.saveCode(2, until: "saved; building …\n")
    try watched.package.wait(until: "the third build has begun") { watched.builds == 3 }
    try FileManager.default.removeItem(atPath: watched.package.path + "/hold")
    try watched.command.hear("done in")
    #expect(watched.runs == 2 && watched.page.contains("show(2)"))
    try watched.end()
  }

  private static let slow = ["learning", "--set", "pause=0.05", "--set", "steps=100000"]

  @Test func aSaveDuringARunStopsItAndStartsTheNext() throws {
    let watched = try WatchedPackage(Self.slow, until: "learning: An experiment that learns", files: ["trace": ""])
    try watched.wait(for: "trace", line: "first 3\n")
    try watched.package.write("public let answer = 43\n", to: "Sources/Tensors/Answer.swift")
    try watched.command.hear("saved; stopping the run …\n")
    try watched.command.hear("Interrupted at step ")
    try watched.command.hear("learning: building …\n")
    try watched.command.hear("learning: An experiment that learns")
    try watched.package.wait(until: "the next run has come as far") {
      watched.package.steps.count { $0 == "first 3" } == 2
    }
    #expect(watched.builds == 2)
    try watched.end()
  }

  /// Prose, too: the run goes on from its checkpoint with what was saved.
  @Test func proseSavedDuringARunStartsItAgain() throws {
    let watched = try WatchedPackage(Self.slow, until: "learning: An experiment that learns", files: ["trace": ""])
    try watched.wait(for: "trace", line: "first 3\n")
    try watched.package.write(
      watched.package.counting(prose: "It found {count} things."), to: "Experiments/Counting.swift")
    try watched.command.hear("saved; stopping the run …\n")
    try watched.command.hear("Interrupted at step ")
    try watched.command.hear("learning: building …\n")
    try watched.command.hear("learning: An experiment that learns")
    try watched.end()
  }

  @Test func aRunThatFailsAndAClaimThatFailsAreTold() throws {
    let failing = try WatchedPackage(["failing"], until: "failing: failed after ")
    try failing.package.write("public let answer = 43\n", to: "Sources/Tensors/Answer.swift")
    try failing.command.hear("failing: failed after ")
    #expect(try failing.end().errors.contains("Error: “failing” failed. The well ran dry.\n"))
    let lying = try WatchedPackage(["lying"])
    let transcript = try lying.end()
    #expect(transcript.errors.hasSuffix(" s; a claim failed\n"))
    #expect(transcript.output.contains("  claim failed: Two is more than 42.\n"))
  }

  @Test func severalExperimentsRunWhereTheirReportsAreStale() throws {
    let watched = try WatchedPackage(["good", "counting"])
    try watched.package.write(watched.package.counting(code: "show(1)"), to: "Experiments/Counting.swift")
    try watched.command.hear("good: current; nothing to do")
    try watched.command.hear("counting runs: the experiment's code has changed\n")
    try watched.command.hear("good, counting: done in")
    #expect(watched.runs == 2)
    try watched.end()
  }
}
