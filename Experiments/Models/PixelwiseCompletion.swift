import Laboratory

/// What completes images without a code: one network from the visible pixels to the probability of each hidden one, which are
/// independent of each other given what is visible.
struct PixelwiseCompletion: VariationalModel {
  private let network: Network

  /// As many layers as a conditional VAE's decoder.
  init(hiddenUnits: Int, using random: Random) throws {
    network = try Network(
      "completion", input: [784], using: random,
      [Dense(hiddenUnits), Activation.tanh, Dense(hiddenUnits), Activation.tanh, Dense(784)])
  }

  /// Those of the network.
  var parameters: [Parameter] { network.parameters }

  /// p(x | visible).
  func model(_ trace: Trace, _ data: ConditionedImages) throws {
    try trace.plate("data", size: data.images.shape[0]) {
      try trace.observe("x", pixels(given: data.condition, trace.pass), data.images)
    }
  }

  /// Nothing is latent.
  func guide(_ trace: Trace, _ data: ConditionedImages) {}

  /// The mean images given what is visible of them, batch × 784.
  func completed(_ condition: Tensor) -> Tensor { pixels(given: condition, .evaluation).mean.value }

  private func pixels(given condition: Tensor, _ pass: Pass) -> any Distribution {
    Likelihood.bernoulli(knowing: condition)(network(Variable(condition), pass), eventAxes: 1)
  }
}

/// What completes binary images without looking: each pixel is white as often as in training.
struct PixelMeans {
  private let logits: Variable

  /// The means over images, with half an image of either colour more, so that no pixel is impossible.
  init(of images: LabelledImages) {
    let count = Float(images.count)
    let means = images.scaled.reshaped(to: [images.count, -1]).mean(along: [0])
    logits = Variable(Tensor(means.elements.map { log((count * $0 + 0.5) / (count * (1 - $0) + 0.5)) }))
  }

  /// −log p(hidden) of each image, in nats.
  func costs(of data: ConditionedImages) -> [Double] {
    Likelihood.bernoulli(knowing: data.condition)(logits, eventAxes: 1).logDensity(Variable(data.images)).value.doubles
      .map { -$0 }
  }
}
