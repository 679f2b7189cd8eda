import Autodiff
import Distributions
import Inference
import NeuralNetworks
import Tensors

/// The one-layer VAE of Burda et al. (2016, section 5.1) on binary images of 784 pixels: two hidden layers of 200 tanh units
/// each way, a code of 50 numbers, and a Bernoulli distribution of every pixel.
struct BinaryImageVAE {
  let encoder, decoder: Network

  /// With new weights: the same for the same seed.
  init(latentSize: Int = 50, hiddenUnits: Int = 200, using random: Random) throws {
    func network(_ name: String, inputs: Int, outputs: Int) throws -> Network {
      try Network(
        name, input: [inputs], using: random,
        [
          Dense(hiddenUnits), Activation.tanh, Dense(hiddenUnits), Activation.tanh, Dense(outputs),
        ])
    }
    encoder = try network("encoder", inputs: 784, outputs: 2 * latentSize)
    decoder = try network("decoder", inputs: latentSize, outputs: 784)
  }

  var parameters: [Parameter] { encoder.parameters + decoder.parameters }

  /// p(z) and p(x | z) of images of count × 784 zeros and ones.
  func model(_ trace: Trace, _ images: Tensor) throws {
    try trace.plate("images", size: images.shape[0]) {
      let z = try trace.sample("z", Normal.standard(decoder.inputShape).toEvent(1))
      try trace.observe("x", Bernoulli(logits: decoder(z, trace.pass)).toEvent(1), images)
    }
  }

  /// q(z | x).
  func guide(_ trace: Trace, _ images: Tensor) throws {
    try trace.plate("images", size: images.shape[0]) {
      let halves = encoder(Variable(images), trace.pass).split(2, along: -1)
      try trace.sample("z", Normal(mean: halves[0], logVariance: halves[1]).toEvent(1))
    }
  }
}
