import Inference
import NeuralNetworks
import Tensors

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
