import LabAutodiff
import LabTensors

/// Stochastic gradient descent: v ← μ v + g, w ← w − rate · v, or rate · (g + μ v) in Nesterov's form.
public struct SGD: Optimizer {
  /// The learning rate by step.
  public let learningRate: LearningRate
  /// The number of steps done.
  public private(set) var stepCount = 0
  private let momentum: Float
  private let nesterov: Bool
  private var velocities: [Tensor] = []

  /// Plain gradient descent where the momentum μ is 0.
  public init(_ learningRate: LearningRate, momentum: Float = 0, nesterov: Bool = false) {
    (self.learningRate, self.momentum, self.nesterov) = (learningRate, momentum, nesterov)
  }

  /// The number of steps, and v.
  public var state: OptimizerState {
    get { OptimizerState(stepCount: stepCount, arrays: ["velocity": velocities]) }
    set { (stepCount, velocities) = (newValue.stepCount, newValue.arrays["velocity"] ?? []) }
  }

  /// One step, by the rule above.
  public mutating func update(_ parameters: [Parameter], along gradients: [Tensor]) {
    if stepCount == 0 { velocities = zeros(like: parameters) }
    let rate = learningRate.rate(at: stepCount)
    for (index, parameter) in parameters.enumerated() {
      parameter.value.stepSGD(
        along: gradients[index], velocity: &velocities[index], rate: rate, momentum: momentum, nesterov: nesterov)
    }
    stepCount += 1
  }
}
