import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabTensors
import Testing

/// Whatever takes long tells an observer how far it is, and stops where that throws.
@Suite struct ProgressObserverTests {
  private struct Stop: Error {}

  /// Counts the turns of each phase, and throws at one of them.
  private final class Counter: ProgressObserver {
    var turns: [String] = []
    var last = Int.max

    func observe<Items: Collection>(
      _ phase: String, over items: Items, _ body: (Items.Element) throws -> Void
    ) throws {
      for item in items {
        if turns.count == last { throw Stop() }
        turns.append(phase)
        try body(item)
      }
    }
  }

  private struct Example: VariationalModel {
    let mean = Parameter("mean", Tensor(0.1))
    var parameters: [Parameter] { [mean] }

    func model(_ trace: Trace, _ x: Tensor) throws {
      try trace.plate("data", size: 2) {
        let z = try trace.sample("z", Normal.standard())
        try trace.observe("x", Normal(mean: z, logStandardDeviation: Variable(0)), x)
      }
    }

    func guide(_ trace: Trace, _ x: Tensor) throws {
      try trace.plate("data", size: 2) {
        _ = try trace.sample("z", Normal(mean: trace.pass[mean], logStandardDeviation: Variable(0)))
      }
    }
  }

  private func work(_ observer: Counter) -> [(name: String, run: () throws -> Void)] {
    let pair = Example(), batches = [Tensor([1, 2]), Tensor([3, 4]), Tensor([5, 6])]
    return [
      ("evaluation", { _ = try Evaluation(of: pair, on: batches, using: Random(seed: 1), observer: observer) }),
      (
        "the bounds",
        { _ = try BoundLadder(of: pair, on: batches, rungs: [1], using: Random(seed: 1), observer: observer) }
      ),
      (
        "gradients",
        {
          _ = try GradientBench(
            EvidenceLowerBound(), of: pair, on: batches[0], draws: 3, using: Random(seed: 1), observer: observer)
        }
      ),
      (
        "the bounds",
        {
          _ = try BoundLadder(
            of: pair, onAll: batches[0], rungs: [1], repeats: 3, using: Random(seed: 1), observer: observer)
        }
      ),
      (
        "sampling",
        {
          _ = try NoUTurnSampler(warmup: 1, draws: 2, chains: 2)
            .sample(pair, on: batches[0], using: Random(seed: 1), observer: observer)
        }
      ),
      (
        "calibration",
        {
          _ = try SimulationBasedCalibration(
            of: pair.model, for: batches[0], simulations: 3, draws: 9, bins: 2, using: Random(seed: 1),
            observer: observer,
            simulated: { try $0["x"].value.value }
          ) { x, random in try PosteriorDraws(ofGuideOf: pair, for: x, count: 9, using: random) }
        }
      ),
    ]
  }

  @Test func everyTurnIsToldOnce() throws {
    for index in 0..<6 {
      let counter = Counter()
      let (name, run) = work(counter)[index]
      try run()
      #expect(counter.turns == Array(repeating: name, count: 3))
    }
  }

  @Test func anObserverStopsTheWork() {
    for index in 0..<6 {
      let counter = Counter()
      counter.last = 1
      #expect(throws: Stop.self) { try work(counter)[index].run() }
      #expect(counter.turns.count == 1)
    }
  }
}
