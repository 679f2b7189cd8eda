import Foundation
import LabAutodiff
import LabTensors

/// Adam (Kingma and Ba 2015, algorithm 1): m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², each corrected for having begun
/// at 0 by 1/(1 − βᵗ), and w ← w − rate · m̂/(√v̂ + ε).
public struct Adam: Optimizer {
  /// The learning rate by step.
  public let learningRate: LearningRate
  /// The number of steps done.
  public private(set) var stepCount = 0
  /// 10¹⁹, whose square is a third of the largest number.
  public var largestGradient: Float { 1e19 }
  private let beta1, beta2, epsilon: Float
  private var means: [Tensor] = []
  private var squares: [Tensor] = []

  /// The paper's settings but for the learning rate.
  public init(_ learningRate: LearningRate, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8) {
    (self.learningRate, self.beta1, self.beta2, self.epsilon) = (learningRate, beta1, beta2, epsilon)
  }

  /// The number of steps, m and v.
  public var state: OptimizerState {
    get { OptimizerState(stepCount: stepCount, arrays: ["mean": means, "square": squares]) }
    set {
      (stepCount, means, squares) = (newValue.stepCount, newValue.arrays["mean"] ?? [], newValue.arrays["square"] ?? [])
    }
  }

  /// One step, by the rule above.
  public mutating func update(_ parameters: [Parameter], along gradients: [Tensor]) {
    if stepCount == 0 { (means, squares) = (zeros(like: parameters), zeros(like: parameters)) }
    let rate = learningRate.rate(at: stepCount)
    stepCount += 1
    let corrections = (correction(beta1), correction(beta2))
    for (index, parameter) in parameters.enumerated() {
      parameter.value.stepAdam(
        along: gradients[index], mean: &means[index], square: &squares[index], rate: rate, beta1: beta1, beta2: beta2,
        epsilon: epsilon, corrections: corrections)
    }
  }

  private func correction(_ beta: Float) -> Float { Float(1 / (1 - pow(Double(beta), Double(stepCount)))) }
}
