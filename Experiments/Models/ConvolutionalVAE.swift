import Laboratory

extension VariationalAutoencoder {
  /// The convolutional VAE that conv-vae, continuous-bernoulli and beta-vae train on 28 × 28 grey images; its weights are the
  /// same for the same seed, whatever the likelihood.
  ///
  /// The encoder halves the image twice by max-pooling and ends in means and log-variances; the decoder undoes it by
  /// nearest-neighbour upsampling. Batch normalisation and SELU stand between the convolutions. The weights begin uniform
  /// on ±1/√n, n being a unit's number of inputs.
  static func convolutional(
    latentSize: Int, likelihood: Likelihood = .continuousBernoulli(), using random: Random
  ) throws -> VariationalAutoencoder {
    func convolution(_ channels: Int) -> Convolution {
      Convolution(channels, kernel: 3, initializer: .fanInUniform)
    }
    func dense(_ units: Int) -> Dense { Dense(units, initializer: .fanInUniform) }
    func block(_ channels: Int) -> [any Layer] { [convolution(channels), BatchNormalization(), Activation.selu] }
    let encoder = try Network(
      "encoder", input: [28, 28, 1], using: random,
      block(32) + block(32) + [MaxPooling(2)] + block(64) + block(64) + [MaxPooling(2)]
        + [Flatten(), dense(2 * latentSize)])
    let decoder = try Network(
      "decoder", input: [latentSize], using: random,
      [dense(7 * 7 * 64), Reshape(to: [7, 7, 64]), Upsampling(2)] + block(32) + block(32)
        + [Upsampling(2)] + block(64) + block(64) + [convolution(1)])
    return VariationalAutoencoder(encoder: GaussianEncoder(encoder), decoder: decoder, likelihood: likelihood)
  }

  /// Whether evaluation normalises by the statistics gathered in training; if not, by those of the batch at hand.
  var usesRunningStatistics: Bool {
    get { !decoder.normalizesByBatch }
    set { (encoder.trunk.normalizesByBatch, decoder.normalizesByBatch) = (!newValue, !newValue) }
  }
}

extension ImageGrid {
  /// Images, and what is left of each when it is pooled and upsampled again, once and twice.
  static func pooled(_ images: Tensor) -> ImageGrid {
    let once = images.maximaPooled.upsampled(by: 2)
    let twice = images.maximaPooled.maximaPooled.upsampled(by: 4)
    return ImageGrid(
      [images, once, twice].flatMap(RasterImage.images), columns: images.shape[0],
      rowLabels: ["original", "14 × 14", "7 × 7"])
  }
}

extension Tensor {
  fileprivate var maximaPooled: Tensor { MaxPooling(2).apply(Variable(self), [], .evaluation).value }
}
