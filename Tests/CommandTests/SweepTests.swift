import Foundation
import Testing

/// Sweeps of an experiment on this machine.
@Suite struct SweepTests {
  private static let grid = ["--over", "steps=5,10", "--over", "pause=0,0.001"]

  private func sweep(_ more: String..., in package: TemporaryPackage) throws -> Transcript {
    try package.start(["sweep", "learning"] + more).finish()
  }

  /// The names of the points' folders.
  private func points(of package: TemporaryPackage) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: package.path + "/.experiments/sweeps/learning/points").sorted()
  }

  /// Lets the run of a point go that is held at a step, once it has heard that it is to stop.
  private func letGoOnceStopping(_ package: TemporaryPackage) throws {
    try package.wait(until: "the run has heard it") {
      try points(of: package).contains { point in
        package.text(".experiments/sweeps/learning/points/\(point)/log")?.contains("Stopping at the next step") == true
      }
    }
    try package.letGo()
  }

  private func status(of package: TemporaryPackage) throws -> [String: String] {
    struct Entry: Decodable { let point, state: String }
    let transcript = try package.type("sweep", "status", "learning", "--json")
    #expect(transcript.exitCode == 0, "\(transcript)")
    let entries = try JSONDecoder().decode([Entry].self, from: Data(transcript.output.utf8))
    return Dictionary(uniqueKeysWithValues: entries.map { ($0.point, $0.state) })
  }

  @Test func aDryRunShowsTheRunsAndRunsNone() throws {
    let package = try TemporaryPackage()
    let transcript = try sweep("--over", "steps=5,10", "--tier", "smoke", "--seeds", "2", "--dry-run", in: package)
    #expect(
      transcript
        == Transcript(
          output: """
            experiments run learning --tier smoke --seed 1 --seeds 2 --set steps=5
            experiments run learning --tier smoke --seed 1 --seeds 2 --set steps=10

            """, errors: "", exitCode: 0))
    #expect(!package.exists(".experiments"))
  }

  @Test func aSampleOfFewerPointsThanWereAskedForSaysSo() throws {
    let package = try TemporaryPackage()
    let transcript = try sweep("--over", "steps=1..3", "--sample", "5", "--dry-run", in: package)
    #expect(transcript.exitCode == 0 && transcript.output.split(separator: "\n").count == 3)
    #expect(transcript.errors == "--sample 5 found 3 different points, and no more.\n")
  }

  @Test func everyPointIsTheRunOfItsSettings() throws {
    let package = try TemporaryPackage()
    let transcript = try package.start(
      ["sweep", "learning", "--seeds", "2", "--jobs", "3", "--minimize", "place"] + Self.grid
    ).finish()
    #expect(transcript.exitCode == 0, "\(transcript)")
    #expect(transcript.output == "learning: 4 of 4 points, Reports/learning.sweep/README.md\n")
    for steps in [5, 10] {
      let single = try TemporaryPackage()
      #expect(
        try single.type("run", "learning", "--seeds", "2", "--set", "steps=\(steps)", "--set", "pause=0").exitCode == 0)
      let point = try #require(try points(of: package).first { $0.hasPrefix("steps-\(steps)_pause-0-") })
      let report = package.files(in: ".experiments/sweeps/learning/points/\(point)/Reports/learning")
      #expect(report == single.files(in: "Reports/learning"))
    }
    #expect(try package.type("diff", "--between", "Reports", "Reports").exitCode == 0)
    let lines = try #require(package.text("Reports/learning.sweep/points.csv")).split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines[0] == "steps,pause,seeds,place,place half-width,claims held,claims")
    #expect(lines[1].hasPrefix("5,0,2,"))
    let page = try #require(package.text("Reports/learning.sweep/README.md"))
    #expect(page.contains("The least of `place` is at `steps="))
    #expect(package.exists("Reports/learning.sweep/figures/over.place.png"))
  }

  @Test func whatIsCurrentIsNotRunAgain() throws {
    let package = try TemporaryPackage()
    #expect(try sweep("--over", "steps=5,10", in: package).exitCode == 0)
    let state = try package.state(of: "Reports")
    try package.write("", to: "trace")
    let again = try sweep("--over", "steps=5,10,15", in: package)
    #expect(again.exitCode == 0 && again.errors.contains("2 of 3 are current; nothing to do there\n"))
    #expect(package.text("trace")?.split(separator: "\n").count == 2 * 15)
    let shorter = try sweep("--over", "steps=5,10", in: package)
    #expect(shorter.exitCode == 0)
    #expect(try package.state(of: "Reports").keys == state.keys)
    #expect(package.text("trace")?.split(separator: "\n").count == 2 * 15)
  }

  /// The command, a worker or a run may be killed: the same command goes on with what is left, from its checkpoints.
  @Test func afterAKillOnlyWhatWasNotDoneIsRun() throws {
    let package = try TemporaryPackage(),
      arguments = ["--over", "steps=20,21,22", "--jobs", "1"]
    // In the midst of the second point: the first has no such step.
    try package.hold("first 20")
    let command = try package.start(["sweep", "learning", "--checkpoint-interval", "0"] + arguments)
    try package.waitUntilHeld()
    command.interrupt()
    try letGoOnceStopping(package)
    let stopped = try command.finish()
    #expect(stopped.exitCode == 130, "\(stopped)")
    #expect(
      try status(of: package)
        == ["steps=20": "done", "steps=21": "stopped", "steps=22": "waiting"])
    let again = try package.start(["sweep", "learning"] + arguments).finish()
    #expect(again.exitCode == 0, "\(again)")
    // Every step was done once.
    #expect(package.steps.count == 2 * (20 + 21 + 22))
    let whole = try TemporaryPackage()
    #expect(try whole.start(["sweep", "learning"] + arguments).finish().exitCode == 0)
    #expect(whole.files(in: "Reports") == package.files(in: "Reports"))
  }

  @Test func aPointThatFailsIsToldAndTheOthersGoOn() throws {
    let package = try TemporaryPackage()
    let transcript = try package.type("sweep", "forgetful", "--over", "height=1,2")
    #expect(transcript.exitCode == 2)
    #expect(transcript.errors.contains("height=1: failed. “forgetful” failed. The setting “beta” is declared"))
    #expect(transcript.errors.contains("height=2: failed."))
    #expect(
      transcript.errors.contains(
        "has no point with a result yet. See how they stand: experiments sweep status forgetful"))
  }

  /// What starts a program may have it ignore that its children end, as daemons do, and `exec` hands that on.
  @Test(arguments: [["sweep", "learning", "--over", "steps=5"], ["run", "learning", "--on", "local"]])
  func whoeverIgnoresThatChildrenEndHearsOfTheirEnd(_ command: [String]) throws {
    let package = try TemporaryPackage()
    let transcript = try package.start(
      command, by: #"exec timeout 60 env --ignore-signal=CHLD "$0" "$@""#
    ).finish()
    #expect(transcript.exitCode == 0, "\(transcript)")
  }

  @Test func aFileListsPoints() throws {
    let package = try TemporaryPackage()
    try package.write("steps,pause\r\n5,0\r\n7,0.001\r\n", to: "points.csv")
    #expect(try sweep("--points", "points.csv", in: package).exitCode == 0)
    #expect(try status(of: package) == ["steps=5 pause=0": "done", "steps=7 pause=0.001": "done"])
    try package.write("steps,pauses\n5,0\n", to: "points.csv")
    #expect(
      try sweep("--points", "points.csv", in: package).errors.contains(
        "points.csv, line 1: names “pauses”, which is no setting of “learning”. Did you mean “pause”?"))
    try package.write("steps\n5\n-1\n", to: "points.csv")
    #expect(try sweep("--points", "points.csv", in: package).errors.contains("points.csv, line 3: "))
  }

  /// Behind a command that takes the place of ssh: it gets the host and what the host's shell is to do.
  @Test func hostsBehindAnotherCommandMakeTheSameTable() throws {
    let here = try TemporaryPackage(), there = try TemporaryPackage()
    let arguments = ["sweep", "learning", "--seeds", "2"] + Self.grid
    #expect(try here.start(arguments).finish().exitCode == 0)
    let ssh = try there.write(
      "#!/bin/sh\n[ \"$1\" != gone ] || { echo 'no route to host' >&2; exit 255; }\necho \"$1\" >>hosts\nexec sh -c \"$2\"\n",
      to: "ssh")
    chmod(ssh, 0o755)
    let transcript = try there.start(
      arguments + ["--on", "ssh:one,gone,two", "--ssh-command", "env -C \(there.path) \(ssh)"]
    ).finish()
    #expect(transcript.exitCode == 0, "\(transcript)")
    #expect(transcript.errors.contains("Host gone cannot be reached: no route to host; it gets no more points\n"))
    #expect(Set(there.text("hosts")?.split(separator: "\n") ?? []) == ["one", "two"])
    #expect(there.files(in: "Reports") == here.files(in: "Reports"))
  }

  /// What stands from an earlier command is no word of a host that is down since.
  @Test func anEarlierEndingIsNotThisCommands() throws {
    let package = try TemporaryPackage()
    _ = try package.start(["run", "good", "--quiet"]).finish()
    let check = ["check", "good", "--on", "ssh:one", "--ssh-command"]
    let ssh = try package.write("#!/bin/sh\nexec sh -c \"$2\"\n", to: "ssh")
    chmod(ssh, 0o755)
    let first = try package.start(check + ["env -C \(package.path) \(ssh)"]).finish()
    #expect(first.exitCode == 0 && first.output.contains("good: done"), "\(first)")
    let second = try package.start(check + ["false"]).finish()
    #expect(second.exitCode == 2 && !second.output.contains("good: done"), "\(second)")
    #expect(second.errors.contains("no host runs any: Host one"))
  }

  @Test func whereNoHostAnswersThatIsSaid() throws {
    let package = try TemporaryPackage()
    let transcript = try sweep("--over", "steps=5", "--on", "ssh:one", "--ssh-command", "false", in: package)
    #expect(transcript.exitCode == 2)
    #expect(transcript.errors.contains("left, and no host runs any: Host one ended a worker with exit code 1."))
  }

  @Test func withoutSlurmTheErrorSaysWhereToGo() throws {
    let package = try TemporaryPackage()
    let transcript = try package.start(
      ["sweep", "learning", "--over", "steps=5", "--on", "slurm"],
      environment: ["PATH": try package.pathWithout("sbatch", "squeue", "scontrol")]
    ).finish()
    #expect(transcript.exitCode == 2)
    #expect(
      transcript.errors.contains(
        "sbatch: is not on the path: this is no host that submits to Slurm. Log in to one, or have the work done here: "
          + "--on local."
      ))
  }

  @Test func twoSweepsAtOnceInOneFolderAreRefused() throws {
    let package = try TemporaryPackage()
    try package.write("", to: "trace")
    let first = try package.start(["sweep", "learning", "--over", "steps=100000", "--set", "pause=0.05"])
    try package.wait(until: "it is under way") { package.text("trace")?.isEmpty == false }
    let second = try sweep("--over", "steps=5", in: package)
    #expect(
      second.exitCode == 2 && second.errors.contains("is in use by another command: Process \(first.processIdentifier)")
    )
    #expect(try sweep("--over", "steps=5", "--folder", "other", "--output", "out", in: package).exitCode == 0)
    let cancel = try package.type("sweep", "cancel", "learning")
    #expect(cancel.exitCode == 0 && cancel.output == "learning: nothing runs any more. The sweep's command goes on.\n")
    _ = try first.finish()
    #expect(try status(of: package) == ["steps=100000": "stopped"])
  }

  /// Nothing is to be mended where somebody has stopped a sweep.
  @Test func ofACancelledSweepNothingIsCalledWrong() throws {
    let package = try TemporaryPackage()
    try package.hold("first 10")
    // The first point has no such step.
    let sweep = try package.start(["sweep", "learning", "--over", "steps=5,50", "--jobs", "1"])
    try package.waitUntilHeld()
    let cancel = try package.start(["sweep", "cancel", "learning"])
    try letGoOnceStopping(package)
    #expect(try cancel.finish().exitCode == 0)
    let stopped = try sweep.finish()
    #expect(stopped.exitCode == 2 && stopped.output.contains("learning: 1 of 2 points, "), "\(stopped)")
    #expect(stopped.errors.hasSuffix("\nGive the sweep's command again: it runs the others alone.\n"), "\(stopped)")
  }

  /// A point whose file or record cannot be read is told, whatever is asked, and run again by the sweep's command.
  @Test func aDamagedPointHindersNoOther() throws {
    let package = try TemporaryPackage()
    #expect(try sweep("--over", "steps=5,6,7", in: package).exitCode == 0)
    let points = try points(of: package).map { ".experiments/sweeps/learning/points/\($0)" }
    try package.write("{", to: "\(points[0])/status.json")
    try package.write("{", to: "\(points[1])/Reports/learning/record.json")
    #expect(try status(of: package) == ["steps=5": "lost", "steps=6": "done", "steps=7": "done"])
    let collected = try package.type("sweep", "collect", "learning")
    #expect(collected.exitCode == 2 && collected.output.contains("learning: 1 of 3 points, "), "\(collected)")
    #expect(
      collected.errors.contains("steps=5: lost. ") && collected.errors.contains("/status.json: the file is damaged"))
    #expect(collected.errors.contains("/Reports/learning/record.json: is not the record of a run. Give the sweep's"))
    #expect(try package.type("sweep", "cancel", "learning").exitCode == 0)
    let again = try sweep("--over", "steps=5,6,7", in: package)
    #expect(again.exitCode == 0 && again.errors.contains("2 of 3 are current; nothing to do there\n"), "\(again)")
  }

  @Test func theFolderOfAnotherExperimentsSweepIsLeftAlone() throws {
    let package = try TemporaryPackage()
    #expect(try sweep("--over", "steps=5", "--folder", "shared", in: package).exitCode == 0)
    let plan = try #require(package.text("shared/sweep.json"))
    for words in [["good", "--over", "beta=2"], ["status", "good"], ["collect", "good"], ["cancel", "good"]] {
      let transcript = try package.start(["sweep"] + words + ["--folder", "shared"]).finish()
      #expect(transcript.exitCode == 2, "\(words)")
      #expect(
        transcript.errors.hasSuffix(
          "/shared: has a sweep of “learning”. Name that experiment, or another folder: --folder.\n"), "\(transcript)")
    }
    #expect(package.text("shared/sweep.json") == plan && !package.exists("shared/cancelled"))
  }

  @Test(arguments: [
    (["--over", "step=1"], "“learning” has no setting “step”. Did you mean “steps”?"),
    (["--over", "steps=0"], "must be at least 1"), ([], "Say what to vary"),
    (["--over", "steps=1..5"], "is a range, of which --sample takes so many points"),
    (["--over", "steps=1", "--set", "steps=2"], "is varied, and --set gives it one value"),
    (["--over", "steps=1", "--on", "ssh:-oProxyCommand=x"], "'ssh:-oProxyCommand=x' is invalid"),
    (["--over", "steps=1", "--jobs", "0"], "--jobs 0: write a whole number"),
  ])
  func whatIsWrongIsSaidBeforeAnyWork(_ arguments: [String], _ words: String) throws {
    let package = try TemporaryPackage()
    let transcript = try package.start(["sweep", "learning"] + arguments).finish()
    #expect(transcript.exitCode == 64 && transcript.errors.contains(words), "\(transcript)")
    #expect(!package.exists(".experiments"))
  }
}
