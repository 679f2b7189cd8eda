import Laboratory

/// Lion (Chen et al. 2023, algorithm 2): w ← w − rate · sign(β₁ m + (1 − β₁) g), m ← β₂ m + (1 − β₂) g.
package struct Lion: Optimizer {
  package let learningRate: LearningRate
  package private(set) var stepCount = 0
  private let beta1: Float, beta2: Float
  private var momenta: [Tensor] = []

  /// The paper's settings but for the learning rate.
  package init(_ learningRate: LearningRate, beta1: Float = 0.9, beta2: Float = 0.99) {
    (self.learningRate, self.beta1, self.beta2) = (learningRate, beta1, beta2)
  }

  package var state: OptimizerState {
    get { OptimizerState(stepCount: stepCount, arrays: ["momentum": momenta]) }
    set { (stepCount, momenta) = (newValue.stepCount, newValue.arrays["momentum"] ?? []) }
  }

  package mutating func update(_ parameters: [Parameter], along gradients: [Tensor]) {
    if stepCount == 0 { momenta = zeros(like: parameters) }
    let rate = learningRate.rate(at: stepCount)
    stepCount += 1
    for (index, gradient) in gradients.enumerated() {
      var step = momenta[index] * beta1 + gradient * (1 - beta1)
      step.withMutableElements { elements in
        for i in elements.indices { elements[i] = elements[i] > 0 ? rate : elements[i] < 0 ? -rate : 0 }
      }
      parameters[index].value = parameters[index].value - step
      momenta[index] = momenta[index] * beta2 + gradient * (1 - beta2)
    }
  }
}
