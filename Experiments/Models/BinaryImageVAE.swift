import Laboratory

extension VariationalAutoencoder {
  /// The one-layer VAE of Burda et al. (2016, section 5.1) on binary images of 784 pixels: two hidden layers of 200 tanh
  /// units each way, a code of 50 numbers, and a Bernoulli distribution of every pixel.
  static func ofBinaryImages(
    latentSize: Int = 50, hiddenUnits: Int = 200, using random: Random
  ) throws -> VariationalAutoencoder {
    func network(_ name: String, inputs: Int, outputs: Int) throws -> Network {
      try Network(
        name, input: [inputs], using: random,
        [Dense(hiddenUnits), Activation.tanh, Dense(hiddenUnits), Activation.tanh, Dense(outputs)])
    }
    return VariationalAutoencoder(
      encoder: GaussianEncoder(try network("encoder", inputs: 784, outputs: 2 * latentSize)),
      decoder: try network("decoder", inputs: latentSize, outputs: 784), likelihood: .bernoulli)
  }
}

extension LabelledImages {
  /// Every pixel drawn as black or white, with its value as the probability: count × 784.
  func binaryRows(using random: Random) -> Tensor { binarized(using: random).reshaped(to: [count, -1]) }
}

extension LearningTask {
  /// To learn images whose pixels are drawn anew as black or white whenever they are used; scored on test images that are
  /// drawn once.
  static func binaryImages(
    _ images: LabelledImages, test: LabelledImages, rungs: [Int], using random: Random
  ) -> LearningTask {
    let testNoise = random["noise of the test images"]
    return LearningTask(
      name: "images",
      batches: { size in
        let batches = Minibatches(of: size, from: images, using: random["order of the images"])
        return { step, noise in batches[step].binaryRows(using: noise) }
      },
      maximumGradientNorm: 500, heldOut: test.batches(of: 100) { $0.binaryRows(using: testNoise[$1]) }, rungs: rungs,
      noise: (random["noise of the images"], ladder: testNoise["ladder"], codes: testNoise["codes"]))
  }
}
