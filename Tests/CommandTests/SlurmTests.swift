import Foundation
import Testing

/// What is submitted to Slurm, with commands in the place of Slurm's: a queue that runs what it is told to, when it is told to.
@Suite struct SlurmTests {
  private let package: TemporaryPackage

  init() throws {
    package = try TemporaryPackage()
    for (name, script) in [
      // A number for each job, its options and its script, and a line of the queue for each element of its array.
      (
        "sbatch",
        """
        job=$(($(cat job 2>/dev/null || echo 41) + 1)); echo $job >job
        printf '%s\\n' "$@" >$job.options
        for word; do
          case $word in --array=0-*) last=${word#--array=0-} ;; esac
        done
        cp "$word" $job.script
        for index in $(seq 0 "${last%%%*}"); do echo ${job}_$index >>queue; done
        echo $job
        """
      ),
      ("squeue", "[ ! -e down ] && cat queue 2>/dev/null; [ ! -e down ]"), ("scontrol", "exit 1"),
      ("scancel", "for job; do sed -i \"/^$job\\$/d\" queue; done"),
    ] {
      let file = try package.write("#!/bin/sh\ncd \"$(dirname \"$0\")\" || exit\n\(script)\n", to: "slurm/\(name)")
      chmod(file, 0o755)
    }
  }

  private func type(_ words: String...) throws -> Transcript {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return try package.start(words, environment: ["PATH": "\(package.path)/slurm:\(path)"]).finish()
  }

  /// Has a job of the queue run its turn; what its node would keep of it.
  @discardableResult
  private func run(_ job: String) throws -> Transcript {
    let parts = job.split(separator: "_").map(String.init)
    let element = "SLURM_ARRAY_JOB_ID=\(parts[0]) SLURM_ARRAY_TASK_ID=\(parts[1])"
    let transcript = try package.start([], by: "\(element) exec sh slurm/\(parts[0]).script").finish()
    try package.edit("slurm/queue", job + "\n", "")
    return transcript
  }

  private var queue: [String] { package.text("slurm/queue")?.split(separator: "\n").map(String.init) ?? [] }

  @Test func aSweepIsSubmittedAndCollected() throws {
    let sweep = ["sweep", "learning", "--over", "steps=5,10", "--on", "slurm"]
    func type(_ more: String...) throws -> Transcript {
      let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      return try package.start(sweep + more, environment: ["PATH": "\(package.path)/slurm:\(path)"]).finish()
    }
    let first = try type("--output", "out")
    #expect(first.exitCode == 0 && queue == ["42_0", "42_1"], "\(first)")
    #expect(
      first.errors == "2 submitted as 2 elements of job 42; they go on without this command\n")
    #expect(
      first.output
        == "experiments sweep status learning tells how it stands, "
        + "experiments sweep collect learning --output out writes its report.\n")
    #expect(try type().errors == "2 are queued or run already\n")
    try run("42_0")
    #expect(
      try self.type("sweep", "status", "learning").output.contains(
        "2 points: 1 done, 1 queued. Logs and reports are in .experiments/sweeps/learning/points.\n"))
    // While the scheduler cannot be asked, what stands stands, and nothing is submitted.
    try package.write("", to: "slurm/down")
    let blind = try type()
    #expect(blind.exitCode == 2 && blind.errors.contains("squeue: does not answer"), "\(blind)")
    let partial = try self.type("sweep", "collect", "learning")
    #expect(partial.exitCode == 2 && partial.output.contains("learning: 1 of 2 points, "), "\(partial)")
    try FileManager.default.removeItem(atPath: package.path + "/slurm/down")
    // Done here while a job waits for it: the job finds it done.
    let here = try self.type("sweep", "learning", "--over", "steps=5,10", "--on", "local")
    #expect(here.exitCode == 0 && here.output.contains("2 of 2 points"), "\(here)")
    #expect(try self.type("sweep", "collect", "learning").exitCode == 0)
    let state = try package.state(of: "Reports")
    try run("42_1")
    let again = try type()
    #expect(again.exitCode == 0 && again.errors == "2 of 2 are current; nothing to do there\n", "\(again)")
    #expect(queue.isEmpty)
    #expect(try package.state(of: "Reports").keys == state.keys)
  }

  /// A job that waits does what it was submitted for, whatever else is asked for until it begins.
  @Test func laterCommandsChangeNothingOfWhatWaits() throws {
    _ = try type("run", "learning", "--set", "steps=5", "--on", "slurm", "--pack", "2")
    let second = try type("run", "learning", "--tier", "smoke", "--output", "other", "--on", "slurm")
    #expect(second.errors == "1 submitted as 1 element of job 43; it goes on without this command\n")
    _ = try type("run", "good", "--on", "slurm")
    #expect(queue == ["42_0", "43_0", "44_0"])
    for job in queue { #expect(try run(job).exitCode == 0) }
    let record = try #require(package.text("Reports/learning/record.json"))
    #expect(record.contains("\"tier\": \"standard\""))
    #expect(package.exists("other/learning/README.md") && package.exists("Reports/good/README.md"))
    let told = try type("run", "learning", "--set", "steps=5", "--on", "slurm")
    #expect(told.exitCode == 0 && told.output.hasPrefix("learning: Reports/learning/README.md (current)"), "\(told)")
  }

  /// A job that ended without a word was asked for by an earlier command; of one that lives a point is still to be had.
  @Test func whatIsRunHereIsNotToldByJobsThatAreNoMore() throws {
    let sweep = ["sweep", "learning", "--over", "steps=20,21"]
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    _ = try package.start(sweep + ["--on", "slurm"], environment: ["PATH": "\(package.path)/slurm:\(path)"]).finish()
    try package.write("", to: "slurm/queue")
    try package.hold("first 5")
    let here = try package.start(
      sweep + ["--jobs", "1"], environment: ["PATH": "\(package.path)/slurm:\(path)"])
    try package.waitUntilHeld()
    #expect(try type("sweep", "status", "learning").output.contains("2 points: 1 running, 1 waiting."))
    try package.write("42_1\n", to: "slurm/queue")
    #expect(try type("sweep", "status", "learning").output.contains("2 points: 1 queued, 1 running."))
    try package.letGo()
    #expect(try here.finish().exitCode == 0)
  }

  /// What an earlier command has submitted is of the sweep, too, though the last one asked for other points.
  @Test func aCancelledSweepLeavesNothingInTheQueue() throws {
    for steps in ["5,6", "7"] { _ = try type("sweep", "learning", "--over", "steps=\(steps)", "--on", "slurm") }
    #expect(queue == ["42_0", "42_1", "43_0"])
    let cancelled = try type("sweep", "cancel", "learning")
    #expect(cancelled.exitCode == 0 && queue.isEmpty, "\(cancelled)")
    #expect(cancelled.output.contains("Slurm was told to cancel 3 tasks."))
  }

  /// How long points take at a tier says nothing of another: what is tried at the smallest first would put hours into one job.
  @Test func onlyPointsOfOneTierTellHowMuchAJobHolds() throws {
    func sweep(_ steps: String, _ tier: String, on engine: [String]) throws -> Transcript {
      let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      return try package.start(
        ["sweep", "learning", "--over", "steps=\(steps)", "--tier", tier] + engine,
        environment: ["PATH": "\(package.path)/slurm:\(path)"]
      ).finish()
    }
    let slurm = ["--on", "slurm", "--jobs", "1"]
    #expect(try sweep("5,6", "smoke", on: []).exitCode == 0)
    #expect(try sweep("5,6", "standard", on: slurm).errors.hasPrefix("2 submitted as 2 elements of job 42;"))
    #expect(try sweep("5,6,7,8", "smoke", on: slurm).errors.contains("2 submitted as 1 element of job 43;"))
  }

  /// What begins anew does so once: where a job is requeued, it goes on.
  @Test func onlyTheFirstAttemptBeginsAnew() throws {
    _ = try type("run", "learning", "--no-resume", "--force", "--on", "slurm")
    let job = try #require(queue.first)
    try run(job)
    try package.write(job + "\n", to: "slurm/queue")
    try package.write("", to: "trace")
    try run(job)
    // It was done, and stands.
    #expect(package.text("trace") == "")
    let points = try FileManager.default.contentsOfDirectory(
      atPath: package.path + "/.experiments/distributed/run/points")
    let log = try #require(package.text(".experiments/distributed/run/points/\(points[0])/log"))
    #expect(log.components(separatedBy: "== Attempt").count == 2, "\(log)")
  }

  /// What was to be run whether or not it is current is, though a later command finds that the report stands.
  @Test func whatIsForcedIsRunWhateverStandsMeanwhile() throws {
    #expect(try type("run", "learning", "--on", "local").exitCode == 0)
    #expect(try type("run", "learning", "--force", "--on", "slurm").exitCode == 0)
    #expect(try type("run", "learning", "--on", "slurm").output.contains("(current)"))
    try package.write("", to: "trace")
    for _ in 0..<2 {
      try run(try #require(queue.first))
      // A second time it was done by itself, and stands.
      try package.write("42_0\n", to: "slurm/queue")
    }
    #expect(package.text("trace")?.split(separator: "\n").count == 2 * 60)
  }

  @Test func whatFailedIsToldBeforeItIsSubmittedAgain() throws {
    _ = try type("run", "forgetful", "--on", "slurm")
    try run("42_0")
    let again = try type("run", "forgetful", "--on", "slurm")
    #expect(again.errors.contains(", job 42_0: “forgetful” failed. The setting “beta” is declared"), "\(again)")
    #expect(queue == ["43_0"])
  }

  /// Each option is a word of the command line, so that no path needs quoting as Slurm would have it.
  @Test func optionsReachSbatchAsTheyAre() throws {
    let folder = "it's #1 \\ \"x\"\tü 50%"
    _ = try type(
      "sweep", "learning", "--over", "steps=5", "--folder", folder, "--on", "slurm", "--partition", "a b",
      "--sbatch=--account=lab 'x'", "--grace", "30")
    let options = try #require(package.text("slurm/42.options")).split(separator: "\n").map(String.init)
    for option in [
      "--output=\(package.path)/it's #1 \\ \"x\"\tü 50%%/slurm/%A_%a.log", "--chdir=\(package.path)", "--partition=a b",
      "--account=lab 'x'", "--signal=B:USR1@30",
    ] {
      #expect(options.contains(option), "\(options)")
    }
    let ran = try run("42_0")
    #expect(ran.exitCode == 0, "\(ran)")
    let collected = try type("sweep", "collect", "learning", "--folder", folder)
    #expect(collected.output.contains("learning: 1 of 1 point, "), "\(collected)")
  }

  @Test(arguments: [
    (["run", "learning", "--jobs", "2"], "--jobs is for --on"),
    (["run", "learning", "--on", "local", "--partition", "long"], "--partition is for --on slurm."),
    (["check", "good", "--wait"], "--wait is for --on slurm."),
    (["sweep", "learning", "--over", "steps=5", "--time", "1:00"], "--time is for --on slurm."),
    (["run", "learning", "--on", "slurm", "--ssh-command", "x"], "--ssh-command is for --on ssh"),
    (["sweep", "learning", "--over", "steps=5", "--on", "slurm", "--sbatch", "x"], "write an option of sbatch"),
  ])
  func optionsOfAnotherEngineAreRefused(_ words: [String], _ complaint: String) throws {
    let transcript = try package.start(words).finish()
    #expect(transcript.exitCode == 64 && transcript.errors.contains(complaint), "\(transcript)")
  }

  /// `run --on` ends as `run` does: of what stands, too, it says what the report says.
  @Test func whatStandsIsToldAsARunTellsIt() throws {
    for name in ["good", "lying"] {
      let alone = try type("run", name), again = try type("run", name)
      let local = try type("run", name, "--on", "local")
      #expect(local.exitCode == alone.exitCode && local.output == again.output, "\(local)")
    }
  }

  /// A job that never begins, since its node fails or since it is cancelled, leaves what an earlier sweep has found: that is no
  /// result of the points as they are asked for now.
  @Test func whatDidNotRunIsNotCollectedFromAnEarlierTime() throws {
    let sweep = ["sweep", "learning", "--over", "steps=5,10"]
    #expect(try package.start(sweep).finish().exitCode == 0)
    // Both are stale now, and submitted.
    for point in try FileManager.default.contentsOfDirectory(
      atPath: package.path + "/.experiments/sweeps/learning/points")
    {
      try package.edit(
        ".experiments/sweeps/learning/points/\(point)/Reports/learning/record.json", "\"code\": \"", "\"code\": \"0")
    }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let submitted = try package.start(
      sweep + ["--on", "slurm"], environment: ["PATH": "\(package.path)/slurm:\(path)"]
    ).finish()
    #expect(submitted.exitCode == 0 && queue == ["42_0", "42_1"], "\(submitted)")
    try run("42_1")
    try package.write("", to: "slurm/queue")
    let collected = try type("sweep", "collect", "learning")
    #expect(collected.exitCode == 2 && collected.output.contains("learning: 1 of 2 points, "), "\(collected)")
    #expect(collected.errors.hasPrefix("steps=5: lost. job 42_0: ended before it began the point\n"), "\(collected)")
    // Waiting for them tells the same.
    let waited = try package.start(
      sweep + ["--on", "slurm", "--wait"], environment: ["PATH": "\(package.path)/slurm:\(path)"])
    try waited.hear("1 submitted as 1 element of job 43")
    try package.write("", to: "slurm/queue")
    let transcript = try waited.finish()
    #expect(
      transcript.exitCode == 2
        && transcript.errors.contains("steps=5: lost. job 43_0: ended before it began the point\n"),
      "\(transcript)")
  }

  /// Nor does a worker that cannot begin a point leave an earlier result of it, on this machine.
  @Test func whatCannotBeginHereIsNotCollectedFromAnEarlierTime() throws {
    let sweep = ["sweep", "learning", "--over", "steps=5"], points = ".experiments/sweeps/learning/points"
    #expect(try package.start(sweep).finish().exitCode == 0)
    let point = try #require(
      try FileManager.default.contentsOfDirectory(atPath: "\(package.path)/\(points)").first)
    try package.edit("\(points)/\(point)/Reports/learning/record.json", "\"code\": \"", "\"code\": \"0")
    // Its worker gets no lock.
    try FileManager.default.createDirectory(
      atPath: "\(package.path)/\(points)/\(point)/.status.json.lock", withIntermediateDirectories: true)
    let transcript = try package.start(sweep).finish()
    #expect(transcript.exitCode == 2 && !transcript.output.contains("1 of 1 point"), "\(transcript)")
    #expect(transcript.errors.contains("steps=5: lost. "), "\(transcript)")
  }

  /// An attempt that fails leaves the report of an earlier one, which the sweep finds again.
  @Test func aReportThatStandsIsCollectedAfterAFailure() throws {
    let sweep = ["sweep", "learning", "--over", "steps=5"]
    #expect(try package.start(sweep).finish().exitCode == 0)
    let points = try FileManager.default.contentsOfDirectory(
      atPath: package.path + "/.experiments/sweeps/learning/points")
    try package.edit(".experiments/sweeps/learning/points/\(points[0])/status.json", "\"done\"", "\"failed\"")
    #expect(try type("sweep", "collect", "learning").exitCode == 2)
    let again = try package.start(sweep).finish()
    #expect(again.exitCode == 0 && again.output.contains("1 of 1 point, "), "\(again)")
  }

  @Test func aGoalThatNoPointMeasuredIsTold() throws {
    let transcript = try package.start(["sweep", "learning", "--over", "steps=5,10", "--minimize", "plaec"]).finish()
    #expect(transcript.exitCode == 2)
    #expect(
      transcript.errors.hasSuffix("No point measured “plaec”, so that none is the best. Name one of: place.\n"),
      "\(transcript)")
  }
}
