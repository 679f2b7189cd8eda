import LabAutodiff
import LabNeuralNetworks
import LabRequirements
import LabTensors

/// Adversarial variational Bayes (Mescheder et al. 2017, algorithm 1): the evidence lower bound of a guide without a density,
/// in which a discriminator T that is trained in turn with it stands for log q(z | x) − log p(z). Model and guide raise E_ε
/// [log p(x | z) − T(x, z)] at z = G(x, ε) with T fixed: that the best T would move with the guide does not matter, since the
/// mean of that part of the gradient is 0 (proposition 2). Where T lags behind, the value is no bound.
///
/// ```swift
/// var training = AdversarialVariationalBayes(
///   model, optimizer: Adam(1e-4), discriminatorOptimizer: Adam(5e-4), maximumGradientNorm: 100)
/// for step in 0..<10_000 { _ = try training.step(batches[step], using: random[step]) }
/// ```
public struct AdversarialVariationalBayes<Rule: Optimizer> {
  private let model: AdversarialModel
  private let draws, discriminatorSteps: Int
  private let klWeight: KLWeight
  private var training, discrimination: Training<Rule>

  /// A training of model and guide by one optimiser and of the discriminator by another.
  ///
  /// - Parameters:
  ///   - model: The model, its guide, and the discriminator.
  ///   - optimizer: What moves the model and the guide.
  ///   - discriminatorOptimizer: What moves T: usually faster. A rate that changes counts T's own steps.
  ///   - draws: The number of codes for each datum, in every step.
  ///   - discriminatorSteps: How many steps of T go before each of the guide's.
  ///   - klWeight: The weight of the KL term by step.
  ///   - maximumGradientNorm: Gradients are scaled down together, in either game, where their norm exceeds this.
  public init(
    _ model: AdversarialModel, optimizer: Rule, discriminatorOptimizer: Rule, draws: Int = 1,
    discriminatorSteps: Int = 1, klWeight: KLWeight = 1, maximumGradientNorm: Float? = nil
  ) {
    require(draws > 0, "a step needs at least one draw, not \(draws)")
    require(discriminatorSteps > 0, "the discriminator needs at least one step, not \(discriminatorSteps)")
    (self.model, self.draws, self.discriminatorSteps) = (model, draws, discriminatorSteps)
    self.klWeight = klWeight
    training = Training(model.parameters, optimizer, maximumGradientNorm: maximumGradientNorm)
    discrimination = Training(
      model.discriminator.parameters, discriminatorOptimizer, maximumGradientNorm: maximumGradientNorm)
  }

  /// The steps of the discriminator, and then one of model and guide, on one batch; what was found before the last of either
  /// moved its parameters. A mistake in the model, or a value that is not finite, is an error with its step, by which the
  /// discriminator may have moved already.
  public mutating func step(_ examples: Tensor, using random: Random) throws -> AdversarialStep {
    var found = try discriminatorStep(examples, using: random["discriminator"][0])
    for turn in 1..<discriminatorSteps {
      found = try discriminatorStep(examples, using: random["discriminator"][turn])
    }
    let (model, draws, beta) = (model, draws, klWeight.value(at: training.stepCount))
    let step = training.stepCount + 1
    let game = try Self.naming(step) {
      try training.step { pass in
        let run = try model.run(on: examples, draws: draws, pass, using: random["guide"])
        return Loss([
          .init("distortion", -run.logLikelihood.mean()), .init("rate", run.logRatio.mean(), weight: beta),
        ])
      }
    }
    return AdversarialStep(model: game, discriminator: found)
  }

  /// One step of the discriminator alone: what was found before it moved.
  public mutating func discriminatorStep(_ examples: Tensor, using random: Random) throws -> TrainingStep {
    let (model, draws, step) = (model, draws, discrimination.stepCount + 1)
    return try Self.naming(step) {
      try discrimination.step { try model.discrimination(on: examples, draws: draws, $0, using: random) }
    }
  }

  /// Adds the step to an error of the model.
  private static func naming<Result>(_ step: Int, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch var error as ModelError {
      error.step = step
      throw error
    }
  }

  /// All that the next step depends on besides the data.
  public var state: AdversarialState { AdversarialState(model: training.state, discriminator: discrimination.state) }

  /// Takes up a training where an equal one was; an error, and nothing changed, where the state is not one of its own.
  public mutating func restore(_ state: AdversarialState) throws(StateMismatch) {
    let before = training.state
    try training.restore(state.model)
    do {
      try discrimination.restore(state.discriminator)
    } catch {
      try training.restore(before)
      throw error
    }
  }
}

/// What a step of both games found.
public struct AdversarialStep: Sendable {
  /// Of model and guide: the bound as T has it, with the opposite sign, in nats a datum, and its terms “distortion” and “rate”.
  public let model: TrainingStep
  /// Of the discriminator's last step: the sum of two cross-entropies, 2 log 2 where it knows nothing.
  public let discriminator: TrainingStep
}

/// All that the next step of both games depends on besides the data.
public struct AdversarialState: Sendable, Equatable {
  /// Of model and guide.
  public let model: TrainingState
  /// Of the discriminator.
  public let discriminator: TrainingState

  /// A state of both.
  public init(model: TrainingState, discriminator: TrainingState) {
    (self.model, self.discriminator) = (model, discriminator)
  }
}
