import LabAutodiff
import LabMessagePassing
import LabNeuralNetworks
import LabTensors

/// Stochastic variational inference: a model, a guide, and the optimiser that moves the parameters of both up a bound
/// (Hoffman et al. 2013; Wingate and Weber 2013).
public struct SVI<Data, Rule: Optimizer> {
  private let model: any VariationalModel<Data>
  private let objective: any Objective
  private let lossScale: LossScale
  private let plateNesting: Int
  private var training: Training<Rule>

  /// - Parameters:
  ///   - model: The model, and its guide.
  ///   - objective: The bound that is raised.
  ///   - optimizer: What moves the parameters.
  ///   - lossScale: Multiplies the loss and so its gradients.
  ///   - maximumGradientNorm: Gradients are scaled down together where their norm exceeds this.
  ///   - plateNesting: How deep plates are nested in the model, where the objective has several particles or the
  ///     model enumerated sites.
  public init(
    _ model: some VariationalModel<Data>, objective: any Objective, optimizer: Rule, lossScale: LossScale = .perDatum,
    maximumGradientNorm: Float? = nil, plateNesting: Int = 1
  ) {
    (self.model, self.objective) = (model, objective)
    (self.lossScale, self.plateNesting) = (lossScale, plateNesting)
    training = Training(model.parameters, optimizer, maximumGradientNorm: maximumGradientNorm)
  }

  /// One step on one batch: what it found before it moved the parameters, scaled as the loss is. A mistake in the model or
  /// the guide, or a value that is not finite, is an error that names the site or the term, and nothing moves.
  ///
  /// Sites draw from the stream of their name, layers such as `Dropout` from that of their place in `layers`.
  public mutating func step(_ data: Data, using random: Random) throws -> TrainingStep {
    let (model, objective, scale, nesting) = (model, objective, lossScale, plateNesting)
    let step = training.stepCount
    do {
      return try training.step { pass in
        let pair = try objective.run(model, on: data, pass: pass, using: random, plateNesting: nesting)
        return try objective.loss(of: pair, step: step).scaled(by: scale.value(for: pair))
      }
    } catch var error as ModelError {
      error.step = step + 1
      throw error
    }
  }

  /// One step on a batch that is cut into a fixed number of equal shards, which the ranks of a communicator share. What it comes to
  /// depends on the number of shards, and not on that of the ranks, to the last bit; with one shard it is the step without.
  ///
  /// ```swift
  /// try svi.step(shards: 4, over: notebook.communicator, using: noise) { shard in
  ///   batches[step.index, shard].dequantized(using: shard.random)
  /// }
  /// ```
  ///
  /// The bound is the mean of those of the shards, each as if it were a mini-batch: where the loss is not taken per datum, or a site
  /// stands outside the data's plate, the plate says how many data there are in all (`of:`). What is computed over a batch, such as
  /// the mean that free bits are taken of, is computed over the shard; the statistics of `BatchNormalization`, too, or over the batch.
  ///
  /// - Parameters:
  ///   - count: How many shards.
  ///   - statistics: Whose statistics layers normalise by.
  ///   - communicator: The ranks, at most as many as shards; each calls this alike.
  ///   - random: The step's stream, from which each shard's follows: sites draw from that of their name within it.
  ///   - data: The data of one shard, asked for on the rank that has it.
  /// - Throws: A mistake in the model or the guide, or a value that is not finite, of the first shard that has one, and nothing moves;
  ///   on the ranks that do not have it, `ShardFailure` with the same words. `ShardingError`; `MessageError`.
  public mutating func step(
    shards count: Int, normalizingBy statistics: BatchStatistics = .ofShard, over communicator: Communicator = .alone,
    using random: Random, data: (Shard) throws -> Data
  ) throws -> TrainingStep {
    let (model, objective, scale, nesting) = (model, objective, lossScale, plateNesting)
    let step = training.stepCount
    return try training.step(
      shards: count, normalizingBy: statistics, over: communicator, using: random, layersDraw: false
    ) { pass, shard in
      do {
        let pair = try objective.run(
          model, on: data(shard), pass: pass, using: shard.random, plateNesting: nesting)
        if count > 1 { try scale.requireTotal(of: pair) }
        return try objective.loss(of: pair, step: step).scaled(by: scale.value(for: pair))
      } catch var error as ModelError {
        error.step = step + 1
        throw error
      }
    }
  }

  /// All that the next step depends on besides the data.
  public var state: TrainingState { training.state }

  /// Takes up a training where an equal one was; an error, and nothing changed, where the state is not one of its own.
  public mutating func restore(_ state: TrainingState) throws(StateMismatch) { try training.restore(state) }
}
