import Foundation
import Testing

/// Runs that are killed or stopped in their midst, and the same command after them.
@Suite struct ResumeTests {
  /// What the report is where nothing disturbs the run.
  private func undisturbedReport(_ arguments: [String] = []) throws -> [String: String] {
    let package = try TemporaryPackage()
    #expect(try package.start(["run", "learning", "--quiet"] + arguments).finish().exitCode == 0)
    return try bytes(of: package)
  }

  /// Every file that the reports have, hidden ones too, with its bytes.
  private func bytes(of package: TemporaryPackage) throws -> [String: String] {
    let root = package.path + "/Reports/"
    let names = try FileManager.default.subpathsOfDirectory(atPath: root)
    let contents = names.compactMap { name in
      FileManager.default.contents(atPath: root + name).map { (name, $0.base64EncodedString()) }
    }
    return Dictionary(uniqueKeysWithValues: contents)
  }

  /// Its first checkpoint.
  private func checkpoint(of package: TemporaryPackage) throws -> String {
    let folder = ".experiments/checkpoints/learning/"
    let files = try FileManager.default.subpathsOfDirectory(atPath: package.path + "/" + folder)
    return folder + (try #require(files.first { $0.hasSuffix("/seed-1-training-1.safetensors") }))
  }

  /// A run that was killed before this step, having kept a checkpoint after each.
  private func killed(before step: String) throws -> TemporaryPackage {
    let package = try TemporaryPackage()
    try package.hold(step)
    let command = try package.start(["run", "learning", "--checkpoint-interval", "0"])
    try package.waitUntilHeld()
    command.kill()
    #expect(try command.finish().exitCode == SIGKILL)
    try package.letGo()
    return package
  }

  /// Killed at twenty moments of its life, from before its first step to after its last, one run after another, the
  /// experiment comes to the same report as one that nothing disturbs.
  @Test func killedAtTwentyMomentsItComesToTheSameReport() throws {
    let arguments = ["--set", "pause=0.01", "--set", "steps=40"]
    let expected = try undisturbedReport(arguments)
    var moments = SeededMoments(seed: 20)
    var package = try TemporaryPackage(), kills = 0, endings = 0
    while kills < 20 {
      let command = try package.start(["run", "learning", "--quiet", "--checkpoint-interval", "0"] + arguments)
      // The whole run takes 0.8 seconds; its checkpoints add to that.
      let moment = Double.random(in: 0...0.7, using: &moments)
      Thread.sleep(forTimeInterval: moment)
      guard command.isRunning else {
        #expect(try command.finish().exitCode == 0)
        #expect(try bytes(of: package) == expected)
        (package, endings) = (try TemporaryPackage(), endings + 1)
        continue
      }
      command.kill()
      _ = try command.finish()
      kills += 1
    }
    #expect(try package.start(["run", "learning", "--quiet"] + arguments).finish().exitCode == 0)
    #expect(try bytes(of: package) == expected)
    let left = try FileManager.default.subpathsOfDirectory(atPath: package.path + "/.experiments")
    #expect(
      left.sorted() == [
        "checkpoints", "logs", "logs/learning.log", "weights", "weights/learning.safetensors",
      ])
  }

  /// A run may be killed when its report stands and its lock does too: the next has nothing to do but that.
  @Test func aLockBesideACurrentReportGoes() throws {
    let package = try TemporaryPackage(), run = ["run", "learning", "--quiet"]
    #expect(try package.start(run).finish().exitCode == 0)
    let reports = try bytes(of: package)
    try package.write("1\n", to: "Reports/.learning.lock")
    #expect(try package.start(run).finish().exitCode == 0)
    #expect(try bytes(of: package) == reports)
  }

  @Test func theSameCommandContinues() throws {
    let package = try killed(before: "second 13")
    let transcript = try package.type("run", "learning")
    let lines = transcript.errors.split(separator: "\n")
    #expect(lines[0] == "learning: An experiment that learns, standard tier")
    #expect(lines[1] == "first: 60 steps, done before")
    #expect(lines[2] == "second: continues at step 14 of 60")
    #expect(try bytes(of: package) == undisturbedReport())
    #expect(package.steps == ["first", "second"].flatMap { phase in (0..<60).map { "\(phase) \($0)" } })
  }

  /// Ctrl-C, what `kill` sends, and a terminal that is closed, which may say so twice.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func aSignalKeepsACheckpoint(_ signal: Int32) throws {
    let package = try TemporaryPackage()
    try package.hold("first 12")
    let command = try package.start(["run", "learning"])
    try package.waitUntilHeld()
    command.send(signal)
    try command.hear("Stopping at the next step.")
    if signal != SIGINT { command.send(signal) }
    try package.letGo()
    let transcript = try command.finish()
    #expect(transcript.exitCode == 128 + signal)
    #expect(
      transcript.errors.hasSuffix(
        """
        Interrupted at step 14 of 60 of first. The committed report is untouched. The same command goes on from there.

        """))
    #expect(!package.exists("Reports/.learning.lock"))
    let again = try package.type("run", "learning")
    #expect(again.errors.contains("first: continues at step 14 of 60\n"))
    #expect(package.steps.count == 120 && Set(package.steps).count == 120)
    #expect(try bytes(of: package) == undisturbedReport())
  }

  /// What the parent process has the command ignore, as `nohup` does, stays ignored.
  @Test func anIgnoredSignalIsIgnored() throws {
    let package = try TemporaryPackage()
    try package.hold("first 3")
    let command = try package.start(["run", "learning", "--quiet"], by: #"trap '' INT TERM HUP; exec "$0" "$@""#)
    try package.waitUntilHeld()
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGINT] { command.send(signal) }
    try package.letGo()
    let transcript = try command.finish()
    #expect(transcript.exitCode == 0 && transcript.errors == "")
    #expect(try bytes(of: package) == undisturbedReport())
  }

  /// A check is a run, too.
  @Test func aCheckEndsByTheSignalsCode() throws {
    let package = try TemporaryPackage()
    #expect(try package.type("run", "learning", "--quiet").exitCode == 0)
    let report = try package.state(of: "Reports")
    try package.hold("first 3")
    let command = try package.start(["check", "learning"])
    try package.waitUntilHeld()
    command.send(SIGTERM)
    try command.hear("Stopping at the next step.")
    try package.letGo()
    #expect(try command.finish().exitCode == 143)
    #expect(try package.state(of: "Reports") == report)
    let again = try package.type("check", "learning")
    #expect(again.exitCode == 0 && again.errors.contains("first: continues at step "))
  }

  @Test func aDamagedCheckpointEndsWith2AndNoResumeBeginsAnew() throws {
    let package = try killed(before: "first 3")
    let file = try checkpoint(of: package)
    try package.write("damaged", to: file)
    let transcript = try package.type("run", "learning", "--quiet")
    #expect(
      transcript
        == Transcript(
          output: "",
          errors: """
            Error: “learning” failed. \(package.path)/\(file): is no checkpoint, or a damaged one: it is too short to hold \
            a header. Begin again with --no-resume.
            The committed report is untouched.

            """, exitCode: 2))
    #expect(package.text(file) == "damaged")
    let anew = try package.type("run", "learning", "--no-resume")
    #expect(anew.exitCode == 0 && anew.errors.contains("first: 60 steps\n"))
    #expect(try bytes(of: package) == undisturbedReport())
  }

  /// The data are not what they were when the checkpoint was made.
  @Test func otherDataBeginAnew() throws {
    let package = try killed(before: "first 3")
    try package.write("other", to: "points")
    let transcript = try package.type("run", "learning")
    #expect(transcript.exitCode == 0 && transcript.errors.contains("first: 60 steps\n"))
  }

  /// No file may grow beyond 2 KB: the larger checkpoints do not fit, nor does the report.
  @Test func aFullDiskIsSaidOnceAndLeavesTheReport() throws {
    let package = try TemporaryPackage()
    _ = try package.type("run", "learning", "--quiet")
    let state = try package.state(of: "Reports")
    let transcript = try package.typeOnFullDisk(
      "run", "learning", "--quiet", "--set", "steps=200", "--checkpoint-interval", "0")
    #expect(transcript.exitCode == 2)
    let lines = transcript.errors.split(separator: "\n")
    let file = try "\(package.path)/\(checkpoint(of: package))"
    #expect(
      lines.first.map(String.init)
        == "Warning: no checkpoint, so that a run that stops begins again. \(file): cannot write: File too large.")
    #expect(lines.count { $0.hasPrefix("Warning") } == 1)
    #expect(lines.last == "The committed report is untouched.")
    #expect(try package.state(of: "Reports") == state)
    // The last checkpoint that did fit is whole: the run goes on from it.
    let again = try package.type("run", "learning", "--set", "steps=200")
    #expect(again.exitCode == 0 && again.errors.contains("first: continues at step "))
    let undisturbed = try TemporaryPackage()
    _ = try undisturbed.type("run", "learning", "--set", "steps=200", "--quiet")
    #expect(try bytes(of: package) == bytes(of: undisturbed))
  }

  @Test func aSecondRunStopsAndAKilledOneDoesNotBar() throws {
    let package = try TemporaryPackage()
    try package.hold("first 30")
    let first = try package.start(["run", "learning"])
    try package.waitUntilHeld()
    #expect(
      try package.type("run", "learning", "--quiet")
        == Transcript(
          output: "",
          errors: """
            Error: “learning” failed. Process \(first.processIdentifier) writes \
            \(package.path)/Reports/learning too. Wait for its end, or stop it.
            The committed report is untouched.

            """, exitCode: 2))
    #expect(try package.type("run", "good", "--quiet").exitCode == 0)
    #expect(try package.type("run", "learning", "--quiet", "--set", "steps=20", "--output", "elsewhere").exitCode == 0)
    first.kill()
    _ = try first.finish()
    try package.letGo()
    #expect(try package.type("run", "learning", "--quiet").exitCode == 0)
    #expect(!package.exists("Reports/.learning.lock"))
  }
}

/// Random moments that are the same in each run of the tests (SplitMix64, Steele et al. 2014).
private struct SeededMoments: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
