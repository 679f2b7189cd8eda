import Foundation
import Testing

@testable import LabNotebooks

/// The sum of the steps' indices in single precision, halved: the smallest thing that depends on all steps before.
struct Walk: Resumable {
  var place: Float = 0
  var length: Double = 0

  var snapshot: Snapshot {
    Snapshot(weights: [NamedArray("place", .floats([place]))], progress: [NamedArray("length", .doubles([length]))])
  }

  mutating func restore(_ snapshot: Snapshot) throws {
    guard case .floats(let places)? = snapshot.weights["place"]?.elements,
      case .doubles(let lengths)? = snapshot.progress["length"]?.elements
    else { throw Misfit() }
    (place, length) = (places[0], lengths[0])
  }

  mutating func step(_ index: Int) -> Float {
    place = place / 2 + Float(index) / 3
    length += Double(place)
    return place
  }

  struct Misfit: Error, CustomStringConvertible {
    let description = "it has no place"
  }
}

/// Training loops: what they return, what a run that stopped leaves of them, and how the next goes on.
@Suite struct TrainingTests {
  /// What an experiment did, for the test to look at.
  final class Diary: @unchecked Sendable {
    var steps: [String] = []
    var logs: [TrainingLog] = []
  }

  private struct Accident: Error {}

  /// Two trainings one after the other; it has an accident before a step of the second, if asked for.
  private func experiment(
    _ diary: Diary, accidentAt: Int? = nil, interrupting: (step: Int, interruption: Interruption)? = nil,
    data: String = "digits", count: Int = 10
  ) -> Experiment {
    let (stop, interruption) = (interrupting?.step, interrupting?.interruption)
    return Experiment("walk", title: "Walk", summary: "", settings: [Setting("stride", 1, "")]) { notebook in
      let _: Int = try notebook["stride"]
      try notebook.uses(data: data, sha256: notebook.data.sha256(data) ?? "none")
      var walk = Walk()
      for name in ["one", "two"] {
        let log = try notebook.train(&walk, steps: count, as: name) { walk, step in
          if name == "two", step.index == accidentAt { throw Accident() }
          if name == "two", step.index == stop { interruption?.request() }
          diary.steps.append("\(name) \(step.index)")
          let findings = ["loss": walk.step(step.index)].findings
          return step.index % 3 == 0 ? findings.adding("length", walk.length) : findings
        }
        diary.logs.append(log)
      }
    }
  }

  private func plan(_ sandbox: Sandbox, interval: Duration = .zero, resumes: Bool = true) -> RunPlan {
    var plan = sandbox.plan()
    (plan.checkpointInterval, plan.resumes) = (interval, resumes)
    return plan
  }

  private func checkpoints(_ sandbox: Sandbox) -> [String] {
    // Without the folder that tells by where the report goes.
    sandbox.files(in: ".experiments/checkpoints").keys.sorted().map { path in
      path.split(separator: "/").enumerated().filter { $0.offset != 1 }.map { String($0.element) }.joined(
        separator: "/")
    }
  }

  @Test func aTrainingReturnsWhatItsStepsFound() throws {
    let diary = Diary(), sandbox = try Sandbox()
    let record = try sandbox.run(experiment(diary)).record
    #expect(diary.logs[0].losses.prefix(3) == [0, Double(Float(1) / 3), Double(Float(1) / 3 / 2 + Float(2) / 3)])
    #expect(diary.logs[0]["length"].count == 4 && diary.logs[0]["length"][0] == 0)
    #expect(record.trainings.map(\.phase) == ["one", "two"])
    #expect(record.trainings.map(\.steps) == [10, 10])
    #expect(record.trainings.map(\.interval) == [1, 1])
    #expect(record.trainings.allSatisfy { $0.digests.count == 10 && Set($0.digests).count == 10 })
    #expect(record.trainings[0].digests[0].wholeMatch(of: /[0-9a-f]{8}/) != nil)
    #expect(sandbox.files(in: ".experiments/checkpoints").isEmpty)
  }

  /// Stopped before any step of the second training, by an accident: at the first nothing of it has been kept yet.
  @Test(arguments: 0..<10) func theSameCommandGoesOnAfterAnAccident(_ step: Int) throws {
    let undisturbed = Diary(), other = try Sandbox(), sandbox = try Sandbox()
    try other.run(experiment(undisturbed))
    let diary = Diary()
    #expect(throws: RunFailure.self) { try sandbox.run(experiment(diary, accidentAt: step), plan(sandbox)) }
    #expect(checkpoints(sandbox).count == (step == 0 ? 1 : 2))
    diary.logs = []
    try sandbox.run(experiment(diary), plan(sandbox))
    // No step was done twice, and none left out.
    #expect(diary.steps == undisturbed.steps)
    #expect(diary.logs == undisturbed.logs)
    #expect(sandbox.files(in: "Reports") == other.files(in: "Reports"))
    #expect(checkpoints(sandbox).isEmpty)
  }

  /// Also where that lies before the checkpoint: a check that was stopped and goes on must find what it would have found.
  @Test func whoWatchesHowTrainingsBeginIsToldOfAll() throws {
    final class Openings: @unchecked Sendable { var losses: [[Double?]] = [[], []] }
    let sandbox = try Sandbox(), openings = Openings()
    for (place, accident) in [6, nil].enumerated() {
      var plan = plan(sandbox)
      plan.watchOpening = { training, _ in openings.losses[place].append(training.opening?.loss) }
      _ = try? sandbox.run(experiment(Diary(), accidentAt: accident), plan)
    }
    #expect(openings.losses[0].count == 2 && openings.losses[0].allSatisfy { $0 != nil })
    #expect(openings.losses[1] == openings.losses[0])
  }

  /// However seldom checkpoints come, one is made when the user asks the run to stop.
  @Test func theSameCommandGoesOnAfterAnInterruption() throws {
    let undisturbed = Diary(), other = try Sandbox(), sandbox = try Sandbox()
    try other.run(experiment(undisturbed))
    let diary = Diary(), interruption = Interruption()
    #expect(throws: Interrupted(place: "at step 5 of 10 of two", isResumable: true)) {
      try sandbox.run(
        experiment(diary, interrupting: (step: 3, interruption: interruption)),
        plan(sandbox, interval: .seconds(1_000)), interruption: interruption)
    }
    try sandbox.run(experiment(diary), plan(sandbox))
    #expect(diary.steps == undisturbed.steps)
    #expect(sandbox.files(in: "Reports") == other.files(in: "Reports"))
  }

  /// Steps after the last checkpoint are done again.
  @Test func checkpointsComeAtIntervals() throws {
    let sandbox = try Sandbox(), diary = Diary()
    #expect(throws: RunFailure.self) {
      try sandbox.run(experiment(diary, accidentAt: 8), plan(sandbox, interval: .seconds(1_000)))
    }
    #expect(checkpoints(sandbox) == ["walk/seed-1-training-1.safetensors"])
    try sandbox.run(experiment(diary), plan(sandbox))
    #expect(diary.steps.filter { $0 == "one 0" }.count == 1)
    #expect(diary.steps.filter { $0 == "two 0" }.count == 2)
  }

  private struct Variation: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let data: String
    let count: Int
    let change: @Sendable (inout RunPlan) -> Void

    init(
      _ name: String, data: String = "digits", count: Int = 10,
      _ change: @escaping @Sendable (inout RunPlan) -> Void = { _ in }
    ) {
      (testDescription, self.data, self.count, self.change) = (name, data, count, change)
    }

    static let all = [
      Variation("a setting") { $0.overrides = ["stride": "2"] },
      Variation("the seed") { $0.seed = 2 },
      Variation("the tier") { $0.tier = .smoke },
      Variation("the library") { $0.circumstances.library = ["Tensors": "0123"] },
      Variation("the environment") { $0.circumstances.versions = ["Cairo": "3"] },
      Variation("the machine") { $0.circumstances.machine = ["instructions": "none"] },
      Variation("--no-resume") { $0.resumes = false },
      Variation("the data", data: "other digits"),
      Variation("the number of steps", count: 11),
    ]
  }

  @Test(arguments: Variation.all) private func aCheckpointOfAnotherRunIsNotUsed(_ variation: Variation) throws {
    let sandbox = try Sandbox(), diary = Diary()
    #expect(throws: RunFailure.self) { try sandbox.run(experiment(diary, accidentAt: 5), plan(sandbox)) }
    diary.steps = []
    var changed = plan(sandbox)
    variation.change(&changed)
    // It stops at once, so that what it has left can be seen.
    #expect(throws: RunFailure.self) {
      try sandbox.run(experiment(diary, accidentAt: 0, data: variation.data, count: variation.count), changed)
    }
    #expect(diary.steps == (0..<variation.count).map { "one \($0)" })
    try sandbox.run(experiment(diary, data: variation.data, count: variation.count), changed)
    #expect(checkpoints(sandbox).isEmpty)
  }

  /// Killed in the repetition with the second of three seeds: the first is not repeated.
  @Test func repetitionsAreTakenUpToo() throws {
    let undisturbed = Diary(), other = try Sandbox(), sandbox = try Sandbox(), diary = Diary()
    func plan(_ sandbox: Sandbox) -> RunPlan {
      var plan = self.plan(sandbox)
      plan.repetitions = 3
      return plan
    }
    try other.run(experiment(undisturbed), plan(other))
    let interruption = Interruption()
    #expect(throws: Interrupted(place: "at step 5 of 10 of two", isResumable: true)) {
      let stopping = Experiment("walk", title: "Walk", summary: "", settings: [Setting("stride", 1, "")]) { notebook in
        let stop = notebook.seed == 2 ? (step: 3, interruption: interruption) : nil
        try self.experiment(diary, interrupting: stop).body(notebook)
      }
      try sandbox.run(stopping, plan(sandbox), interruption: interruption)
    }
    #expect(
      checkpoints(sandbox)
        == [1, 2].flatMap { seed in (1...2).map { "walk/seed-\(seed)-training-\($0).safetensors" } })
    let record = try sandbox.run(experiment(diary), plan(sandbox)).record
    #expect(diary.steps == undisturbed.steps)
    #expect(sandbox.files(in: "Reports") == other.files(in: "Reports"))
    #expect(record.trainings.map(\.phase) == ["one", "two", "one", "two", "one", "two"])
    #expect(record.trainings.map(\.seed) == [nil, nil, 2, 2, 3, 3])
    #expect(checkpoints(sandbox).isEmpty)
    let weights = try TrainedWeights(of: "walk", stateFolder: sandbox.path + "/.experiments")
    #expect(weights.run == "standard tier, seeds 1 2 3")
    #expect(weights.file.arrays.map(\.name).prefix(2) == ["seed 1/one/place", "seed 1/two/place"])
  }

  @Test func aFileThatIsNoCheckpointStays() throws {
    let sandbox = try Sandbox()
    let folder = sandbox.checkpoints(of: "walk")
    try sandbox.write("precious", to: folder + "/notes.txt")
    try sandbox.write("half", to: folder + "/.seed-1-training-1.safetensors.staging1a2b")
    try sandbox.run(experiment(Diary()), plan(sandbox))
    #expect(checkpoints(sandbox) == ["walk/notes.txt"])
  }

  private struct Damage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let problem: String
    let apply: @Sendable ([UInt8]) -> [UInt8]

    init(_ name: String, _ problem: String, _ apply: @escaping @Sendable ([UInt8]) -> [UInt8]) {
      (testDescription, self.problem, self.apply) = (name, problem, apply)
    }

    static let all = [
      Damage("empty", "it is too short to hold a header") { _ in [] },
      Damage("truncated", "does not fit into it") { Array($0.dropLast(3)) },
      Damage("cut in its header", "its header is longer than the file") { Array($0.prefix(40)) },
      Damage("one bit in its numbers", "it is not what was written") { bytes in
        var bytes = bytes
        bytes[bytes.count - 20] ^= 1
        return bytes
      },
      Damage("one bit in its key", "it is not what was written") { bytes in
        var bytes = bytes
        if let key = bytes.firstRange(of: Array("\"key\":\"".utf8)) { bytes[key.upperBound] ^= 1 }
        return bytes
      },
      Damage("text", "its header is longer than the file") { _ in Array("not a checkpoint at all".utf8) },
      Damage("another program's", "it is of another kind") { _ in
        SafeTensors([NamedArray("weight", .floats([1, 2]))], metadata: ["format": "pt"]).bytes
      },
    ]
  }

  @Test(arguments: Damage.all) private func aDamagedCheckpointIsNamed(_ damage: Damage) throws {
    let sandbox = try Sandbox(), file = sandbox.checkpoints(of: "walk") + "/seed-1-training-2.safetensors"
    #expect(throws: RunFailure.self) { try sandbox.run(experiment(Diary(), accidentAt: 5), plan(sandbox)) }
    let bytes = damage.apply(Array(try #require(FileManager.default.contents(atPath: sandbox.path + "/" + file))))
    try Data(bytes).write(to: URL(fileURLWithPath: sandbox.path + "/" + file))
    let diary = Diary()
    #expect {
      try sandbox.run(experiment(diary), plan(sandbox))
    } throws: { error in
      let text = "\(error)"
      return text.hasPrefix("\(sandbox.path)/\(file): is no checkpoint, or a damaged one: ")
        && text.contains(damage.problem) && text.hasSuffix(" Begin again with --no-resume.")
    }
    #expect(diary.steps.isEmpty)
    try sandbox.run(experiment(diary), plan(sandbox, resumes: false))
    #expect(diary.steps.count == 20)
  }

  @Test func aCheckpointThatDoesNotFitIsNamed() throws {
    /// The same walk under another name, as if the library had changed unnoticed.
    struct Stroll: Resumable {
      var walk = Walk()
      var snapshot: Snapshot { Snapshot(weights: [], progress: []) }
      mutating func restore(_ snapshot: Snapshot) throws { throw Walk.Misfit() }
    }
    let sandbox = try Sandbox()
    let experiment = Experiment("walk", title: "Walk", summary: "") { notebook in
      var stroll = Stroll()
      try notebook.train(&stroll, steps: 3, as: "one") { stroll, step in ["loss": stroll.walk.step(step.index)] }
      throw Accident()
    }
    #expect(throws: RunFailure.self) { try sandbox.run(experiment, plan(sandbox)) }
    #expect {
      try sandbox.run(experiment, plan(sandbox))
    } throws: { error in
      "\(error)"
        == "\(sandbox.path)/\(sandbox.checkpoints(of: "walk"))/seed-1-training-1.safetensors: is not a checkpoint of this training: "
        + "it has no place. Begin again with --no-resume."
    }
  }

  /// Nothing can be written where checkpoints go: the user is told once, and gets the report.
  @Test func aRunGoesOnWithoutCheckpoints() throws {
    let sandbox = try Sandbox(), other = try Sandbox()
    try sandbox.write("a file", to: ".experiments/checkpoints")
    var text = ""
    _ = try experiment(Diary()).run(plan(sandbox), progress: ProgressDisplay(.silent) { text += $0 })
    #expect(
      text
        == "Warning: no checkpoint, so that a run that stops begins again. \(sandbox.path)/.experiments/checkpoints: "
        + "is a file where a folder should be.\n")
    try other.run(experiment(Diary()))
    #expect(sandbox.files(in: "Reports") == other.files(in: "Reports"))
  }

  /// A folder stands where the file is to go: what was kept before stays, and no part of a file is left.
  @Test func aFileThatCannotBeReplacedStays() throws {
    let sandbox = try Sandbox()
    try sandbox.write("old", to: "file/inside")
    #expect(throws: FileError.self) { try FileSystem.replace(sandbox.path + "/file", with: [1]) }
    #expect(sandbox.files(in: "").keys.sorted().filter { $0 != "file" } == ["file/inside"])
    try FileSystem.replace(sandbox.path + "/file/inside", with: [1])
    #expect(sandbox.text("file/inside") == "\u{1}")
  }

  @Test func aTrainingOfOneNameIsToldFromTheNext() throws {
    let sandbox = try Sandbox()
    let experiment = Experiment("walk", title: "Walk", summary: "") { notebook in
      for _ in 0..<3 {
        var walk = Walk()
        try notebook.train(&walk, steps: 2, as: "walking") { walk, step in ["loss": walk.step(step.index)] }
      }
    }
    let record = try sandbox.run(experiment).record
    #expect(record.trainings.map(\.phase) == ["walking", "walking (2)", "walking (3)"])
    let weights = try TrainedWeights(of: "walk", stateFolder: sandbox.path + "/.experiments").file
    #expect(weights.arrays.map(\.name) == ["walking (2)/place", "walking (3)/place", "walking/place"])
    #expect(weights.metadata["tier"] == "standard" && weights.metadata["experiment"] == "walk")
  }

  /// A folder stands where their lock must be: the run has its report, and no other run's weights are taken for its own.
  @Test func weightsThatCannotBeKeptAreNotThoseOfAnEarlierRun() throws {
    let sandbox = try Sandbox()
    try sandbox.run(experiment(Diary()))
    try sandbox.write("a folder", to: ".experiments/weights/.walk.safetensors.lock/inside")
    var text = ""
    _ = try experiment(Diary()).run(sandbox.plan(seed: 2), progress: ProgressDisplay(.silent) { text += $0 })
    #expect(text.hasPrefix("Warning: the trained weights are not kept. "))
    #expect(throws: FileError.self) { try TrainedWeights(of: "walk", stateFolder: sandbox.path + "/.experiments") }
  }

  @Test func trainingsSideBySideAreOne() throws {
    var pair = [Walk(place: 1, length: 2), Walk(place: 3, length: 4)]
    let snapshot = pair.snapshot
    #expect(snapshot.weights.map(\.name) == ["1/place", "2/place"])
    #expect(snapshot.progress.map(\.name) == ["1/length", "2/length"])
    pair = [Walk(), Walk()]
    try pair.restore(snapshot)
    #expect(pair.map(\.place) == [1, 3] && pair.map(\.length) == [2, 4])
    var three = [Walk(), Walk(), Walk()]
    #expect(throws: Walk.Misfit.self) { try three.restore(snapshot) }
  }

  @Test(
    arguments: [
      (["loss": Float.nan], "The loss is not a number at step 1 of 3 of walking."),
      (["length": 1], "A step of walking gives no “loss”. Let it be among what the step returns."),
    ] as [([String: Float], String)])
  func aStepWithoutAFiniteLossIsAnError(_ values: [String: Float], _ message: String) throws {
    let experiment = Experiment("walk", title: "Walk", summary: "") { notebook in
      var walk = Walk()
      try notebook.train(&walk, steps: 3, as: "walking") { _, _ in values }
    }
    #expect {
      try Sandbox().run(experiment)
    } throws: { error in
      "\(error)" == message
    }
  }

  @Test func theProgressSaysWhereItContinues() throws {
    let sandbox = try Sandbox()
    #expect(throws: RunFailure.self) { try sandbox.run(experiment(Diary(), accidentAt: 5), plan(sandbox)) }
    var text = ""
    _ = try experiment(Diary()).run(plan(sandbox), progress: ProgressDisplay(.lines) { text += $0 })
    #expect(
      text == """
        one: 10 steps, done before
        two: continues at step 6 of 10
        two: 10 steps in 0:00, loss 5.3398

        """)
  }
}
