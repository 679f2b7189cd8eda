import Autodiff
import Tensors

/// A rule that moves parameters along their gradients; a value, whose state is a few arrays a parameter.
public protocol Optimizer {
  /// The learning rate by step.
  var learningRate: LearningRate { get }

  /// The number of steps done.
  var stepCount: Int { get }

  /// One step. The parameters are the same, in the same order, at every step.
  mutating func update(_ parameters: [Parameter], along gradients: [Tensor])
}

extension Optimizer {
  /// An array of zeros beside each parameter, which is how every optimiser's state begins.
  func zeros(like parameters: [Parameter]) -> [Tensor] { parameters.map { .zeros($0.value.shape) } }
}
