import LabAutodiff
import LabDistributions
import LabInference
import LabMessagePassing
import LabNeuralNetworks
import LabTensors
import LabTestSupport
import Testing

/// Inference on batches in shards, each with draws of its own: a function of their number, not of that of the ranks.
@Suite struct ShardedInferenceTests {
  private static let batch = Tensor.uniform([12, 6], using: Random(seed: 4))

  private static func svi() throws -> SVI<Tensor, Adam> {
    let random = Random(seed: 5)
    let vae = VariationalAutoencoder(
      encoder: GaussianEncoder(
        try Network("encoder", input: [6], using: random, [Dense(5), BatchNormalization(), Dropout(0.2)]),
        mean: try Network("mean", input: [5], using: random, [Dense(2)]),
        spread: try Network("log variance", input: [5], using: random, [Dense(2)])),
      decoder: try Network("decoder", input: [2], using: random, [Dense(6)]), likelihood: .greyBernoulli)
    return SVI(vae, objective: EvidenceLowerBound(), optimizer: Adam(0.01))
  }

  private static func trained(shards: Int, over communicator: Communicator = .alone) throws -> TrainingState {
    var svi = try svi()
    for step in 0..<4 {
      _ = try svi.step(shards: shards, over: communicator, using: Random(seed: 6)[step]) { $0.rows(of: batch) }
    }
    return svi.state
  }

  @Test(arguments: [(4, 2), (4, 3), (4, 4), (6, 4), (3, 2)])
  func anyNumberOfRanksComesToTheSameBits(_ shards: Int, _ ranks: Int) throws {
    let expected = try Self.trained(shards: shards)
    let states = RanksOfThreads.run(ranks) { communicator in
      Machine.threadCount = 1
      return try Self.trained(shards: shards, over: communicator)
    }
    for state in states { #expect(try state.get() == expected) }
  }

  @Test func oneShardIsTheStepWithout() throws {
    var svi = try Self.svi()
    for step in 0..<4 { _ = try svi.step(Self.batch, using: Random(seed: 6)[step]) }
    #expect(try Self.trained(shards: 1) == svi.state)
  }

  @Test func shardsDrawNumbersOfTheirOwn() {
    let draws = (0..<4).map { Tensor.normal([3], using: Shard($0, of: 4, using: Random(seed: 1)).random) }
    #expect(Set(draws.map(\.elements)).count == 4)
  }

  /// A mean of losses is no loss of all data where a shard does not say how many it stands for.
  @Test func aShardThatStandsForItselfAloneIsRefusedWhereThatWouldBeWrong() throws {
    let location = Parameter("location", Tensor(0))
    func model(total: Int?) -> ModelAndGuide<Tensor> {
      ModelAndGuide(
        model: { trace, data in
          let z = try trace.sample("z", Normal(mean: .zero, logStandardDeviation: .zero))
          try trace.plate("data", size: data.shape[0], of: total) {
            try trace.observe("x", Normal(mean: z, logStandardDeviation: .zero), data)
          }
        },
        guide: { trace, _ in
          try trace.sample("z", Normal(mean: trace.pass[location], logStandardDeviation: .zero))
        }, parameters: [location])
    }
    func step(total: Int?) throws {
      var svi = SVI(model(total: total), objective: EvidenceLowerBound(), optimizer: SGD(0.1))
      _ = try svi.step(shards: 2, using: Random(seed: 1)) { $0.rows(of: Tensor([1, 2, 3, 4])) }
    }
    try step(total: 4)
    let error = #expect(throws: ModelError.self) { try step(total: nil) }
    #expect(
      error?.description
        == "at step 1: the batch is cut into shards and site “z” stands outside the plate “data”, which must then say how many "
        + "data there are in all: plate(\"data\", size: …, of: total)")
  }
}
