import LabAutodiff
import LabNeuralNetworks
import LabTensors
import Testing

/// A step that fails leaves all that the next one depends on as it was: parameters, running statistics, the optimiser's averages
/// and count. Whoever catches the error and goes on with another batch has then lost nothing.
@Suite struct FailedStepTests {
  /// Why a step fails.
  struct Cause: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let batch: Tensor
    /// From what the network made of the batch.
    let loss: @Sendable (Variable) throws -> Loss
    /// Whether every optimiser minds, and not only those that square gradients.
    let isOfAll: Bool

    init(
      _ description: String, batch: Tensor = FailedStepTests.batch, isOfAll: Bool = true,
      loss: @escaping @Sendable (Variable) throws -> Loss = { Loss(square($0).sum()) }
    ) {
      (testDescription, self.batch, self.loss, self.isOfAll) = (description, batch, loss, isOfAll)
    }

    static let all = [
      Cause("a NaN in the batch", batch: Tensor(Array(repeating: 1, count: 15) + [.nan], shape: [4, 4])),
      Cause("an ∞ in the batch", batch: Tensor([.infinity] + Array(repeating: 1, count: 15), shape: [4, 4])),
      Cause("a variance that overflows", batch: FailedStepTests.batch * 1e25),
      Cause("a term that is NaN") { ["loss": square($0).sum(), "log": log(-square($0)).sum()] },
      Cause("a term that is infinite") { ["loss": square($0).sum(), "large": exp(square($0).sum() + 1_000)] },
      Cause("a sum that overflows") { ["a": square($0).sum() * 0 + 3e38, "b": square($0).sum() * 0 + 3e38] },
      Cause("a gradient that is not finite") { Loss(sqrt(square($0 * 0).sum())) },
      Cause("a gradient too large for its square", isOfAll: false) { Loss($0.sum() * 1e30) },
      Cause("a loss that depends on nothing") { Loss(square($0).sum().detached) },
      Cause("one value of each channel", batch: .ones([1, 4])),
      Cause("an error of the loss’s own") { _ in throw Interruption() },
    ]
  }

  struct Interruption: Error {}

  static let batch = Tensor.normal([4, 4], using: Random(seed: 2))

  /// How a step is taken.
  enum Way: Sendable {
    case whole
    /// Each shard has the whole batch here.
    case shards(Int, BatchStatistics)
  }

  private func check(_ cause: Cause, _ rule: some Optimizer, _ way: Way = .whole, lastLayerAlone: Bool = false) throws {
    let network = try Network(
      "net", input: [4], using: Random(seed: 1),
      [Dense(3), BatchNormalization(), Activation.tanh, BatchNormalization(), Dense(2)])
    var training = Training(lastLayerAlone ? network.parameters.suffix(2) : network.parameters, rule)
    func step(_ batch: Tensor, _ loss: (Variable) throws -> Loss) throws {
      switch way {
      case .whole: _ = try training.step { try loss(network(Variable(batch), $0)) }
      case .shards(let count, let statistics):
        _ = try training.step(shards: count, normalizingBy: statistics, using: Random(seed: 1)) { pass, _ in
          try loss(network(Variable(batch), pass))
        }
      }
    }
    func good() throws { try step(Self.batch) { Loss(square($0).sum()) } }
    try good()
    let before = training.state, values = network.state.map(\.value)
    #expect(throws: (any Error).self) { try step(cause.batch, cause.loss) }
    #expect(training.state == before)
    #expect(network.state.map(\.value) == values)
    // And it can go on.
    try good()
    #expect(training.stepCount == 2)
  }

  @Test(arguments: Cause.all, OptimizerTests.Kind.all)
  func nothingHasMoved(_ cause: Cause, _ kind: OptimizerTests.Kind) throws {
    let rule = kind.make(0.01)
    guard cause.isOfAll || rule.largestGradient < .infinity else { return }
    try check(cause, rule)
  }

  /// Nor the statistics of layers that are not trained but see the batch, as where the last layer alone is.
  @Test(arguments: Cause.all) func norStatisticsOfLayersThatAreNotTrained(_ cause: Cause) throws {
    try check(cause, Adam(0.01), lastLayerAlone: true)
  }

  @Test(arguments: Cause.all) func norInOneShard(_ cause: Cause) throws {
    try check(cause, Adam(0.01), .shards(1, .ofShard))
  }

  @Test(arguments: Cause.all.filter { $0.batch.shape[0] > 1 }, [BatchStatistics.ofShard, .ofBatch])
  func norInShards(_ cause: Cause, _ statistics: BatchStatistics) throws {
    try check(cause, Adam(0.01), .shards(2, statistics))
  }
}
