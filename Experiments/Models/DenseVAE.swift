import Laboratory

extension VariationalAutoencoder {
  /// A VAE of 28 × 28 grey images with two dense hidden layers each way, whose activation function is a choice; its weights
  /// are the same for the same seed, whatever that function.
  ///
  /// The encoder ends in means and log-variances, the decoder in the logits of continuous Bernoulli distributions.
  static func dense(
    _ activation: Activation, hiddenSize: Int = 256, latentSize: Int = 8, initializer: Initializer, using random: Random
  ) throws -> VariationalAutoencoder {
    func dense(_ units: Int) -> Dense { Dense(units, initializer: initializer) }
    let encoder = try Network(
      "encoder", input: [28, 28, 1], using: random,
      [Flatten(), dense(hiddenSize), activation, dense(hiddenSize), activation, dense(2 * latentSize)])
    let decoder = try Network(
      "decoder", input: [latentSize], using: random,
      [dense(hiddenSize), activation, dense(hiddenSize), activation, dense(28 * 28), Reshape(to: [28, 28, 1])])
    return VariationalAutoencoder(
      encoder: GaussianEncoder(encoder), decoder: decoder, likelihood: .continuousBernoulli())
  }
}
