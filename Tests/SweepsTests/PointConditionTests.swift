import Foundation
import LabTestSupport
import Testing

@testable import LabSweeps

/// What a point is, by its status file.
@Suite struct PointConditionTests {
  private let temporary: TemporaryFolder
  private let folder: SweepFolder

  init() throws {
    temporary = try TemporaryFolder()
    folder = SweepFolder(temporary.path)
    try folder.prepare()
  }

  private func status(_ state: PointStatus.State, host: HostIdentity = .here, process: Int32 = getpid()) -> PointStatus
  {
    PointStatus(
      state: state, attempt: 2, host: host, process: process,
      processBeginning: HostIdentity.beginning(of: process) ?? 0, job: "12_3", exitCode: 2, message: "why")
  }

  private func condition() throws -> PointCondition { folder.condition(of: "p", now: try folder.now()) }

  @Test func withoutAFileItWaits() throws { #expect(try condition() == .waiting) }

  @Test func whatIsWrittenIsSaid() throws {
    for (state, expected) in [
      (PointStatus.State.done, PointCondition.done(exitCode: 2)),
      (.failed, .failed("\(HostIdentity.here.name), job 12_3: why")), (.stopped, .stopped("why")),
      (.running, .running(place: "\(HostIdentity.here.name), job 12_3", attempt: 2)),
    ] {
      try folder.write(status(state), of: "p")
      #expect(try condition() == expected)
    }
  }

  /// Of this machine it is known at once, even where the number of the process is another's by now.
  @Test func aProcessOfThisMachineThatIsGoneIsLost() throws {
    var lost = status(.running)
    lost.processBeginning += 1
    try folder.write(lost, of: "p")
    #expect(try condition().word == "lost")
  }

  /// A container on this machine was started with it, and numbers its processes for itself.
  @Test(arguments: ["another", HostIdentity.here.start.split(separator: " ")[0] + " pid:[1]"])
  func aHostThatIsSilentIsLost(_ start: String) throws {
    var status = status(.running, host: HostIdentity(name: "n7", start: start))
    status.processBeginning += 1
    try folder.write(status, of: "p")
    folder.beat("p")
    #expect(try condition() == .running(place: "n7, job 12_3", attempt: 2))
    let later = try folder.now() + PointCondition.patience + 1
    let condition = folder.condition(of: "p", now: later)
    #expect(condition.word == "lost" && condition.detail.hasPrefix("n7, job 12_3: not heard of for 6"))
  }

  /// A host can lack what others have: the data, or a library, without which the program says nothing of itself.
  @Test func theHostIsNamedWhereOneFails() throws {
    var failed = status(.failed, host: HostIdentity(name: "n7", start: "another"), process: 12)
    failed.job = nil
    try folder.write(failed, of: "p")
    #expect(try condition() == .failed("n7, process 12: why"))
    failed = status(.failed)
    failed.job = nil
    try folder.write(failed, of: "p")
    #expect(try condition() == .failed("why"))
  }

  @Test func whatAJobSaidThatBeganNothingIsTold() throws {
    let queue = SlurmQueue(
      submissions: ["p": .init(job: "12_3", time: try folder.now())], alive: [], folder: folder)
    for (log, detail) in [
      (nil, "job 12_3: ended before it began the point"),
      (
        "slurmstepd: no such folder\n", "job 12_3: ended before it began the point; it said: slurmstepd: no such folder"
      ),
      ("== Node n1\nx\n== Node n2\n", "n2, job 12_3: ended before it began the point"),
      (
        "== Node n1\nx\n== Node n2\nlibcairo.so.2: not found\n",
        "n2, job 12_3: ended before it began the point; it said: libcairo.so.2: not found"
      ),
    ] {
      if let log { try temporary.write(log, to: "slurm/12_3.log") }
      let condition = folder.condition(of: "p", now: try folder.now(), queue: queue)
      #expect(condition.word == "lost" && condition.detail == detail)
    }
  }

  /// Of a point that was submitted, a status file or the queue tells: a result stands, unless it was submitted anew since.
  @Test func theQueueTellsOfWhatIsStillToBeDone() throws {
    func submitted(_ job: String, at time: Double, alive: Set<String>?) -> SlurmQueue {
      SlurmQueue(submissions: ["p": .init(job: job, time: time)], alive: alive, folder: folder)
    }
    let before = try folder.now()
    let own = "12_3", another = "13_0", place = HostIdentity.here.name
    let doubted = "done (a claim failed, or a report differs)"
    let queued = PointCondition.queued(job: another, before: "stopped (why)")
    let neverBegan = PointCondition.lost(place: "job \(another)", why: "ended before it began the point")
    for (state, isGone, job, time, alive, expected) in [
      // In the queue, and begun by nobody.
      (nil, false, own, before, [own], .queued(job: own, before: "")),
      (nil, false, own, before, nil, .queued(job: "\(own), if it has not ended: squeue does not answer", before: "")),
      // Its own job has done it, or works at another point of its bundle.
      (.done, false, own, before, [own], .done(exitCode: 2)), (.done, false, own, before, nil, .done(exitCode: 2)),
      (.failed, false, own, before, [own], .failed("\(place), job 12_3: why")),
      // Its job was requeued.
      (.stopped, false, own, before, [own], .queued(job: own, before: "stopped (why)")),
      (
        .running, true, own, before, [own],
        .queued(job: own, before: "lost (\(place), job 12_3: its process is gone without a word)")
      ),
      // Done elsewhere while a job waits for it, and submitted again after it was done.
      (.done, false, another, before, [another], .done(exitCode: 2)),
      (.done, false, another, before + 1e6, [another], .queued(job: another, before: doubted)),
      (
        .done, false, another, before + 1e6, nil,
        .queued(job: "\(another), if it has not ended: squeue does not answer", before: doubted)
      ),
      // Submitted again, and the job ended before it began: what an earlier one found is no result of it.
      (.done, false, another, before + 1e6, [], neverBegan), (.failed, false, another, before + 1e6, [], neverBegan),
      (.stopped, false, another, before + 1e6, [], neverBegan), (.running, true, another, before + 1e6, [], neverBegan),
      // Stopped here, and a job still waits for it.
      (.stopped, false, another, before, [another], queued),
      (.stopped, false, another, before + 1e6, [another], queued),
      (.stopped, false, another, before, [], .stopped("why")),
      // Whoever is at it is at it.
      (.running, false, another, before + 1e6, [another], .running(place: "\(place), job 12_3", attempt: 2)),
    ] as [(PointStatus.State?, Bool, String, Double, Set<String>?, PointCondition)] {
      if let state {
        var status = status(state)
        if isGone { status.processBeginning += 1 }
        try folder.write(status, of: "p")
      }
      let condition = folder.condition(
        of: "p", now: try folder.now(), queue: submitted(job, at: time, alive: alive))
      #expect(condition == expected, "\(String(describing: state)), job \(job), alive \(String(describing: alive))")
    }
  }

  /// Of a sweep that was cancelled nothing is lost, and nothing that was found before it was submitted is its result.
  @Test func aCancelledJobBringsNoEarlierResult() throws {
    let queue = SlurmQueue(
      submissions: ["p": .init(job: "13_0", time: try folder.now() + 1e6)], alive: [], folder: folder)
    try folder.cancel()
    for (state, expected) in [
      (PointStatus.State.done, PointCondition.waiting), (.stopped, .stopped("why")),
      (.failed, .failed("\(HostIdentity.here.name), job 12_3: why")),
    ] {
      try folder.write(status(state), of: "p")
      #expect(try folder.condition(of: "p", now: folder.now(), queue: queue) == expected)
    }
  }

  /// A result may stand although a later attempt failed: it is found again.
  @Test func whatStandsIsSettled() throws {
    try folder.write(status(.failed), of: "p")
    try folder.settle("p", exitCode: 1)
    #expect(try condition() == .done(exitCode: 1))
    // It stands since it was found to, whenever it was found.
    utimensat(AT_FDCWD, folder.statusFile(of: "p"), [timespec(), timespec()], 0)
    let asked = try folder.now()
    #expect(folder.condition(of: "p", since: asked, now: asked) == .waiting)
    try folder.settle("p", exitCode: 1)
    #expect(folder.condition(of: "p", since: asked, now: asked) == .done(exitCode: 1))
    // Whoever is at it says more.
    try folder.write(status(.running), of: "p")
    try folder.settle("p", exitCode: 0)
    #expect(try condition().word == "running")
  }

  /// It hinders neither what is told of other points nor the run that writes it anew.
  @Test func aDamagedFileIsNamed() throws {
    try temporary.write("{", to: "points/p/status.json")
    #expect(
      try condition()
        == .lost(
          place: folder.statusFile(of: "p"), why: "the file is damaged, and says nothing of the point"))
    #expect {
      try folder.status(of: "p")
    } throws: {
      "\($0)".hasSuffix("points/p/status.json: is damaged. Remove it, and give the command again.")
    }
  }
}

/// How a command line reaches the shell of another host, and the words of it a shell anywhere.
@Suite struct SSHEngineTests {
  @Test(arguments: ["plain", "two words", "it's", "$HOME `x` \\ \"", "a=1;b", "~", "*", "#", "ü", "line\nline", ""])
  func aWordIsTakenForItself(_ word: String) throws {
    let process = Process(), pipe = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "printf %s " + word.shellWord]
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(String(decoding: output, as: UTF8.self) == word)
  }

  @Test func hostsTakeTurns() {
    let engine = SSHEngine(hosts: ["a", "b"], command: ["ssh"], jobs: 2, threads: 3, environment: [:])
    let slots = engine.slots(program: "/p", in: SweepFolder("/f"))
    #expect(slots.map(\.host) == ["a", "b", "a", "b"])
    #expect(slots[1].words("x") == ["ssh", "b", "exec /p sweep work --folder /f --threads 3 --point x"])
  }

  /// A shell there has its own environment, and without a number of threads the points of a host share its processors.
  @Test func whereDataAreAndHowManyShareAHostIsToldThere() {
    let engine = SSHEngine(
      hosts: ["a"], command: ["ssh"], jobs: 2, threads: nil,
      environment: ["EXPERIMENTS_DATA": "/my data", "HOME": "/home/me"])
    let words = engine.slots(program: "/p", in: SweepFolder("/f"))[0].words("x")
    #expect(
      words == [
        "ssh", "a", "exec env 'EXPERIMENTS_DATA=/my data' /p sweep work --folder /f --jobs 2 --point x",
      ])
  }
}

/// How many points run at once on this machine.
@Suite struct LocalEngineTests {
  @Test(
    arguments: [
      (nil, nil, 10, 4, 4, 1), (nil, nil, 2, 8, 2, 4), (nil, 2, 10, 8, 4, 2), (3, nil, 10, 8, 3, 2),
      (nil, 16, 10, 8, 1, 16),
      (nil, nil, 0, 8, 1, 8),
    ] as [(Int?, Int?, Int, Int, Int, Int)])
  func threadsAndJobsShareTheProcessors(
    _ jobs: Int?, _ threads: Int?, _ points: Int, _ processors: Int, _ expectedJobs: Int, _ expectedThreads: Int
  ) {
    let engine = LocalEngine(jobs: jobs, threads: threads, points: points, processors: processors)
    #expect(engine.jobs == expectedJobs && engine.threads == expectedThreads)
  }
}
