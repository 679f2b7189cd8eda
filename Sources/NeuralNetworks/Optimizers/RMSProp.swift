import LabAutodiff
import LabTensors

/// RMSProp (Hinton 2012, lecture 6e): s ← ρ s + (1 − ρ) g², w ← w − rate · g/(√s + ε).
///
/// Centred, s less the square of the running mean of g takes the place of s (Graves 2013, section 2.2); with momentum μ,
/// v ← μ v + g/(√s + ε) takes the place of the quotient.
public struct RMSProp: Optimizer {
  /// The learning rate by step.
  public let learningRate: LearningRate
  /// The number of steps done.
  public private(set) var stepCount = 0
  /// 10¹⁹, whose square is a third of the largest number.
  public var largestGradient: Float { 1e19 }
  private let decay, momentum, epsilon: Float
  private let centered: Bool
  private var squares: [Tensor] = []
  private var means: [Tensor] = []
  private var velocities: [Tensor] = []

  /// Plain RMSProp where neither momentum nor centring is asked for.
  public init(
    _ learningRate: LearningRate, decay: Float = 0.99, momentum: Float = 0, centered: Bool = false,
    epsilon: Float = 1e-8
  ) {
    (self.learningRate, self.decay, self.momentum) = (learningRate, decay, momentum)
    (self.centered, self.epsilon) = (centered, epsilon)
  }

  /// The number of steps, s, the running mean of g, and v.
  public var state: OptimizerState {
    get {
      OptimizerState(stepCount: stepCount, arrays: ["square": squares, "mean": means, "velocity": velocities])
    }
    set {
      let arrays = newValue.arrays
      (stepCount, squares) = (newValue.stepCount, arrays["square"] ?? [])
      (means, velocities) = (arrays["mean"] ?? [], arrays["velocity"] ?? [])
    }
  }

  /// One step, by the rule above.
  public mutating func update(_ parameters: [Parameter], along gradients: [Tensor]) {
    if stepCount == 0 {
      (squares, means, velocities) = (zeros(like: parameters), zeros(like: parameters), zeros(like: parameters))
    }
    let rate = learningRate.rate(at: stepCount)
    for (index, parameter) in parameters.enumerated() {
      parameter.value.stepRMSProp(
        along: gradients[index], square: &squares[index], mean: &means[index], velocity: &velocities[index],
        rate: rate, decay: decay, momentum: momentum, centered: centered, epsilon: epsilon)
    }
    stepCount += 1
  }
}
