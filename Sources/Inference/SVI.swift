import Autodiff
import NeuralNetworks
import Tensors

/// Stochastic variational inference: a model, a guide, and the optimiser that moves the parameters of both up a bound
/// (Hoffman et al. 2013; Wingate and Weber 2013).
public struct SVI<Data, Rule: Optimizer> {
  private let model, guide: Program<Data>
  private let objective: any Objective
  private let lossScale: Float
  private let plateNesting: Int
  private var training: Training<Rule>

  /// - Parameters:
  ///   - parameters: What is trained, of the model and of the guide.
  ///   - lossScale: Multiplies the loss and so its gradients: one over the size of the data set makes it a loss per datum.
  ///   - maximumGradientNorm: Gradients are scaled down together where their norm exceeds this.
  ///   - plateNesting: How deep plates are nested in the model, where the objective has several particles.
  public init(
    model: @escaping Program<Data>, guide: @escaping Program<Data>, parameters: [Parameter], objective: any Objective,
    optimizer: Rule, lossScale: Float = 1, maximumGradientNorm: Float? = nil, plateNesting: Int = 1
  ) {
    (self.model, self.guide, self.objective) = (model, guide, objective)
    (self.lossScale, self.plateNesting) = (lossScale, plateNesting)
    training = Training(parameters, optimizer, maximumGradientNorm: maximumGradientNorm)
  }

  /// One step on one batch: what it found before it moved the parameters, scaled as the loss is. A mistake in the model or
  /// the guide, or a value that is not finite, is an error that names the site or the term, and nothing moves.
  public mutating func step(_ data: Data, using random: Random) throws -> TrainingStep {
    let (model, guide, objective, scale, nesting) = (model, guide, objective, lossScale, plateNesting)
    let step = training.stepCount
    do {
      return try training.step { pass in
        try objective.loss(
          model: model, guide: guide, data: data, pass: pass, using: random, step: step, plateNesting: nesting
        ).scaled(by: scale)
      }
    } catch var error as ModelError {
      error.step = step + 1
      throw error
    }
  }

  /// All that the next step depends on besides the data.
  public var state: TrainingState { training.state }

  /// Takes up a training where an equal one was; an error, and nothing changed, where the state is not one of its own.
  public mutating func restore(_ state: TrainingState) throws(StateMismatch) { try training.restore(state) }
}
