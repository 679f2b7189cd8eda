import Autodiff
import Distributions
import Inference
import NeuralNetworks
import Tensors

/// A VAE of 28 × 28 grey images with two dense hidden layers each way, whose activation function is a choice.
///
/// The encoder ends in means and log-variances, the decoder in the logits of continuous Bernoulli distributions.
struct DenseVAE {
  let encoder, decoder: Network

  /// With new weights: the same for the same seed, whatever the activation function.
  init(
    _ activation: Activation, hiddenSize: Int = 256, latentSize: Int = 8, initializer: Initializer, using random: Random
  ) throws {
    func dense(_ units: Int) -> Dense { Dense(units, initializer: initializer) }
    encoder = try Network(
      "encoder", input: [28, 28, 1], using: random,
      [Flatten(), dense(hiddenSize), activation, dense(hiddenSize), activation, dense(2 * latentSize)])
    decoder = try Network(
      "decoder", input: [latentSize], using: random,
      [dense(hiddenSize), activation, dense(hiddenSize), activation, dense(28 * 28), Reshape(to: [28, 28, 1])])
  }

  var parameters: [Parameter] { encoder.parameters + decoder.parameters }

  /// p(z) and p(x | z).
  func model(_ trace: Trace, _ images: Tensor) throws {
    try trace.plate("images", size: images.shape[0]) {
      let z = try trace.sample("z", Normal.standard(decoder.inputShape).toEvent(1))
      try trace.observe("x", PixelLikelihood.bounded(decoder(z, trace.pass)), images)
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
    let halves = encoder(Variable(images), pass).split(2, along: -1)
    return Normal(mean: halves[0], logVariance: halves[1])
  }

  /// The mean images of the codes of a batch of images.
  func reconstructions(of images: Tensor) -> Tensor {
    PixelLikelihood.bounded(decoder(posterior(images).mean, .evaluation)).mean.value
  }
}
