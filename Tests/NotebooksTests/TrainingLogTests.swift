import Foundation
import Testing
@testable import LabNotebooks

/// What a training's log keeps: what its steps found, and digests of losses and weights on the way.
@Suite struct TrainingLogTests {
  /// What takes the step is a type of its own, as the library's are; the notebook adds to what it found.
  @Test func aStepMayAddToWhatItFound() throws {
    struct Finding: StepFindings {
      let loss: Float
      var findings: [String: Double] { ["loss": Double(loss), "rate": 2] }
    }
    let diary = TrainingTests.Diary()
    let experiment = Experiment("walk", title: "Walk", summary: "") { notebook in
      var walk = Walk()
      diary.logs.append(
        try notebook.train(&walk, steps: 2, as: "alone") { walk, step in Finding(loss: walk.step(step.index)) })
      diary.logs.append(
        try notebook.train(&walk, steps: 2, as: "with more") { _, step in
          Finding(loss: 1).adding("σ", Float(step.index)).adding("rate", 3.0)
        })
    }
    try Sandbox().run(experiment)
    let logs = diary.logs
    #expect(logs[0].losses == [0, Double(Float(1) / 3)])
    #expect(logs[0]["rate"] == [2, 2])
    #expect(logs[1]["σ"] == [0, 1])
    #expect(logs[1]["rate"] == [3, 3])
    #expect(logs[1].losses == [1, 1])
  }

  @Test(arguments: [
    (1, 1), (40, 1), (41, 2), (80, 2), (81, 5), (400, 10), (1_000, 25), (1_875, 50), (2_500, 100), (10_000, 250),
    (93_750, 2_500),
  ])
  func digestsAreTakenAboutFortyTimes(_ count: Int, _ interval: Int) {
    #expect(TrainingLog("", count: count).interval == interval)
  }

  @Test func theLastStepHasADigestToo() {
    var log = TrainingLog("", count: 81)
    for step in 1...81 {
      log.add(["loss": Double(step)])
      if log.isDigestDue { log.addDigest(of: []) }
    }
    #expect(log.entry.digests.count == 17)
  }

  @Test func aDigestTellsLossesAndWeightsApart() {
    func digest(_ losses: [Double], _ weight: Float) -> [UInt32] {
      var log = TrainingLog("", count: losses.count)
      for loss in losses { log.add(["loss": loss]) }
      log.addDigest(of: [NamedArray("w", .floats([weight]))])
      return log.digests
    }
    #expect(digest([1, 2], 3) == digest([1, 2], 3))
    #expect(digest([1, 2], 3) != digest([1, 2], 3.0000002))
    #expect(digest([1, 2], 3) != digest([1.0000000000000002, 2], 3))
  }

  /// √(3² + 4² + 12²): what a step moved in single and in double precision; counts are no weights.
  @Test func theFirstStepHasALength() {
    func snapshot(_ x: [Float], _ y: Double, _ count: Int64) -> Snapshot {
      let arrays = [NamedArray("x", .floats(x)), NamedArray("y", .doubles([y])), NamedArray("n", .integers([count]))]
      return Snapshot(weights: arrays, progress: [NamedArray("average", .floats([y == 0 ? 0 : 9]))])
    }
    #expect(snapshot([4, 1], 12, 5).distance(from: snapshot([1, 5], 0, 1)) == 13)
    var log = TrainingLog("", count: 2)
    #expect(log.entry.opening == nil)
    log.add(["loss": 7])
    log.firstDistance = 13
    log.add(["loss": 6])
    #expect(log.entry.opening == .init(loss: 7, distance: 13))
    // A step that overflowed: a record has no number that is not finite.
    for distance in [Double.infinity, .nan] {
      log.firstDistance = distance
      #expect(log.entry.opening == nil)
    }
  }
}
