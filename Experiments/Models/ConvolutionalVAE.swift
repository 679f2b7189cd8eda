import Autodiff
import Distributions
import Inference
import NeuralNetworks
import Tensors

/// What a decoder's output for a pixel means.
struct PixelLikelihood {
  /// The distribution of images whose pixels have these logits: batch × 28 × 28 × 1, the last three axes one event.
  private let images: (Variable) -> any Distribution

  /// Independent pixels, each with the distribution that the closure makes of its logit.
  init<Pixel: Distribution>(_ pixel: @escaping (Variable) -> Pixel) { images = { pixel($0).toEvent(3) } }

  /// A continuous Bernoulli distribution whose logits are kept within the bound.
  static var bounded: PixelLikelihood {
    PixelLikelihood { ContinuousBernoulli(logits: $0.clamped(to: -logitBound...logitBound)) }
  }
  /// A continuous Bernoulli distribution of any logits.
  static var unbounded: PixelLikelihood { PixelLikelihood { ContinuousBernoulli(logits: $0) } }
  /// A Bernoulli distribution: over grey pixels, a score but no density.
  static var bernoulli: PixelLikelihood { PixelLikelihood { Bernoulli(logits: $0) } }

  /// The bound that the authors of the continuous Bernoulli distribution use, log(10⁴ − 1).
  static let logitBound: Float = 9.21024

  /// The distribution of images whose pixels have these logits.
  func callAsFunction(_ logits: Variable) -> any Distribution { images(logits) }
}

/// The convolutional VAE that conv-vae, continuous-bernoulli and beta-vae train on 28 × 28 grey images.
///
/// The encoder halves the image twice by max-pooling and ends in means and log-variances; the decoder undoes it by
/// nearest-neighbour upsampling. Batch normalisation and SELU stand between the convolutions. The weights begin uniform
/// on ±1/√n, n being a unit's number of inputs.
struct ConvolutionalVAE {
  let encoder, decoder: Network
  /// What the decoder's output means; the weights do not depend on it.
  var likelihood: PixelLikelihood
  /// Whether evaluation normalises by the statistics gathered in training; if not, by those of the batch at hand, so that
  /// what becomes of an image depends on the images beside it.
  var usesRunningStatistics = true

  /// With new weights: the same for the same seed, whatever the likelihood.
  init(latentSize: Int, likelihood: PixelLikelihood = .bounded, using random: Random) throws {
    func convolution(_ channels: Int) -> Convolution {
      Convolution(channels, kernel: 3, initializer: .fanInUniform)
    }
    func dense(_ units: Int) -> Dense { Dense(units, initializer: .fanInUniform) }
    func block(_ channels: Int) -> [any Layer] { [convolution(channels), BatchNormalization(), Activation.selu] }
    encoder = try Network(
      "encoder", input: [28, 28, 1], using: random,
      block(32) + block(32) + [MaxPooling(2)] + block(64) + block(64) + [MaxPooling(2)]
        + [Flatten(), dense(2 * latentSize)])
    decoder = try Network(
      "decoder", input: [latentSize], using: random,
      [dense(7 * 7 * 64), Reshape(to: [7, 7, 64]), Upsampling(2)] + block(32) + block(32)
        + [Upsampling(2)] + block(64) + block(64) + [convolution(1)])
    self.likelihood = likelihood
  }

  var parameters: [Parameter] { encoder.parameters + decoder.parameters }

  /// p(z) and p(x | z).
  func model(_ trace: Trace, _ images: Tensor) throws {
    try trace.plate("images", size: images.shape[0]) {
      let z = try trace.sample("z", Normal.standard(decoder.inputShape).toEvent(1))
      let distribution = likelihood(decoder(z, normalizing(trace.pass)))
      // A Bernoulli distribution is stretched over grey pixels, which it does not hold.
      try trace.observe("x", distribution, images, checkingSupport: !distribution.support.isDiscrete)
    }
  }

  /// q(z | x).
  func guide(_ trace: Trace, _ images: Tensor) throws {
    try trace.plate("images", size: images.shape[0]) {
      try trace.sample("z", posterior(images, trace.pass).toEvent(1))
    }
  }

  /// The guide's distribution of the codes of a batch of images.
  func posterior(_ images: Tensor, _ pass: Pass = .evaluation) -> Normal {
    let halves = encoder(Variable(images), normalizing(pass)).split(2, along: -1)
    return Normal(mean: halves[0], logVariance: halves[1])
  }

  /// The model's distribution of the images of a batch of codes.
  func images(of codes: Tensor, _ pass: Pass = .evaluation) -> any Distribution {
    likelihood(decoder(Variable(codes), normalizing(pass)))
  }

  /// The pass, in training mode but without a trace where an evaluation is to use the statistics of the batch.
  private func normalizing(_ pass: Pass) -> Pass {
    usesRunningStatistics || pass.mode == .training ? pass : Pass(.training).withConstantParameters
  }
}
