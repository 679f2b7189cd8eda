import LabAutodiff
import LabInference
import LabMessagePassing
import LabNeuralNetworks
import LabTensors

/// A training whose step is timed: the same network, likelihood, batch and optimiser as in the peers' scripts.
public struct Workload: Sendable {
  /// The name, such as `conv-vae`.
  public let name: String
  /// The examples in a batch, as the peers have them.
  public let batchSize: Int
  /// The shape of one example.
  public let exampleShape: Shape
  /// The number of steps that are timed, as the peers have them.
  public let timedSteps: Int
  private let makeTraining: @Sendable (_ batchSize: Int, Random) throws -> WorkloadTraining

  /// A workload that trains the VAE which the closure makes.
  init<Rule: Optimizer>(
    _ name: String, batchSize: Int, of exampleShape: Shape, timedSteps: Int,
    objective: any Objective = EvidenceLowerBound(), optimizer: Rule,
    _ make: @escaping @Sendable (Random) throws -> VariationalAutoencoder
  ) {
    (self.name, self.batchSize, self.exampleShape, self.timedSteps) = (name, batchSize, exampleShape, timedSteps)
    makeTraining = { batchSize, random in
      let vae = try make(random["initial weights"])
      var svi = SVI(vae, objective: objective, optimizer: optimizer)
      return WorkloadTraining(
        vae.parameters, batchShape: [batchSize] + exampleShape, using: random,
        step: { try svi.step($0, using: $1) },
        shardedStep: { batch, random, shards, communicator in
          try svi.step(shards: shards, over: communicator, using: random) { $0.rows(of: batch) }
        })
    }
  }

  /// Begins a training: the same for the same seed.
  public func training(batchSize: Int? = nil, seed: UInt64 = 0) throws -> WorkloadTraining {
    try makeTraining(batchSize ?? self.batchSize, Random(seed: seed))
  }

  /// Every workload, in the order in which they are printed.
  public static let all = [convVAE, pyroVAE, aevbConvVAE, denseVAE, eightGaussians, iwae]
}

/// A training under way, on eight batches of uniform random numbers in turn: only the time is compared, never the loss.
public struct WorkloadTraining {
  /// What is trained.
  public let parameters: [Parameter]
  private let batches: [Tensor]
  private let noise: Random
  private let advance: (Tensor, Random) throws -> TrainingStep
  private let advanceInShards: (Tensor, Random, Int, Communicator) throws -> TrainingStep
  private var stepCount = 0

  init(
    _ parameters: [Parameter], batchShape: Shape, using random: Random,
    step: @escaping (Tensor, Random) throws -> TrainingStep,
    shardedStep: @escaping (Tensor, Random, Int, Communicator) throws -> TrainingStep
  ) {
    var data = random["data"]
    (self.parameters, noise) = (parameters, random["training noise"])
    (advance, advanceInShards) = (step, shardedStep)
    batches = (0..<8).map { _ in data.uniform(batchShape) }
  }

  /// One step on the next batch.
  @discardableResult
  public mutating func step() throws -> TrainingStep { try step(on: batches[stepCount % batches.count]) }

  /// One step on the next batch, in so many equal shards that ranks share.
  @discardableResult
  public mutating func step(shards: Int, over communicator: Communicator = .alone) throws -> TrainingStep {
    defer { stepCount += 1 }
    return try advanceInShards(batches[stepCount % batches.count], noise[stepCount], shards, communicator)
  }

  /// One step on a batch of the caller's.
  @discardableResult
  public mutating func step(on batch: Tensor) throws -> TrainingStep {
    defer { stepCount += 1 }
    return try advance(batch, noise[stepCount])
  }
}
