import Foundation
import LabMessagePassing
import LabTestSupport
import Testing

@testable import LabNotebooks

/// An experiment that several ranks run together: the first one writes, what one process alone would have.
@Suite struct RankTests {
  private struct Accident: Error, CustomStringConvertible { let description = "the wheel came off" }

  /// A training; before a step, a rank has an accident, or is asked to stop, if so wished.
  private static func experiment(
    accident: (rank: Int, step: Int)? = nil, stop: (rank: Int, step: Int)? = nil
  ) -> Experiment {
    Experiment("walk", title: "Walk", summary: "") { notebook in
      var walk = Walk()
      let log = try notebook.train(&walk, steps: 8, as: "walking") { walk, step in
        let rank = notebook.communicator.rank
        if let accident, accident == (rank, step.index) { throw Accident() }
        if let stop, stop == (rank, step.index) { notebook.interruption.request(by: SIGTERM) }
        // The root hears from all in each step, as it does where they share a batch.
        _ = try notebook.communicator.gather([walk.place])
        return ["loss": walk.step(step.index)]
      }
      try notebook.measure("end", log.losses.last ?? 0)
    }
  }

  private func run(
    _ experiment: @escaping @Sendable () -> Experiment, on ranks: Int, in sandbox: Sandbox
  ) -> [Result<RunResult, any Error>] {
    RanksOfThreads.run(ranks) { communicator in
      var plan = sandbox.plan()
      plan.checkpointInterval = .zero
      return try experiment().run(
        plan, progress: ProgressDisplay(.silent) { _ in }, communicator: communicator)
    }
  }

  @Test(arguments: 2...4) func theReportIsThatOfOneProcess(_ ranks: Int) throws {
    let alone = try Sandbox(), together = try Sandbox()
    let expected = try alone.run(Self.experiment()).record
    for result in run({ Self.experiment() }, on: ranks, in: together) { #expect(try result.get().record == expected) }
    #expect(together.files(in: "Reports") == alone.files(in: "Reports"))
    #expect(together.files(in: ".experiments/weights") == alone.files(in: ".experiments/weights"))
    #expect(together.files(in: ".experiments/checkpoints").isEmpty)
  }

  /// A run of some ranks that stopped is taken up by others.
  @Test(arguments: [(2, 3), (3, 1), (1, 4)]) func anotherNumberOfRanksGoesOn(_ first: Int, _ second: Int) throws {
    let alone = try Sandbox(), together = try Sandbox()
    try alone.run(Self.experiment())
    let accident = (rank: first - 1, step: 5)
    let results = run({ Self.experiment(accident: accident) }, on: first, in: together)
    #expect(results.allSatisfy { (try? $0.get()) == nil })
    #expect(together.files(in: "Reports").isEmpty)
    #expect(together.files(in: ".experiments/checkpoints").count == 1)
    for result in run({ Self.experiment() }, on: second, in: together) { _ = try result.get() }
    #expect(together.files(in: "Reports") == alone.files(in: "Reports"))
  }

  /// The first one says what befell another.
  @Test func theRootSaysWhichRankFailedAndWhy() throws {
    let sandbox = try Sandbox()
    let results = run({ Self.experiment(accident: (rank: 1, step: 2)) }, on: 2, in: sandbox)
    let failure = #expect(throws: RunFailure.self) { try results[0].get() }
    #expect(failure?.description == "Rank 1 failed: the wheel came off")
    #expect(failure?.partialReport != nil)
  }

  /// Whichever rank is asked to stop, all do, at the same step, and a checkpoint is kept.
  @Test(arguments: [0, 2]) func oneThatIsAskedToStopStopsAll(_ rank: Int) throws {
    let sandbox = try Sandbox()
    let results = run({ Self.experiment(stop: (rank: rank, step: 3)) }, on: 3, in: sandbox)
    let places = results.map { result in
      #expect(throws: Interrupted.self) { try result.get() }?.place
    }
    #expect(Set(places).count == 1)
    #expect(sandbox.files(in: ".experiments/checkpoints").count == 1)
  }
}
