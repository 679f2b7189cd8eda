import LabInference
import LabNeuralNetworks

/// A VAE with strided convolutions and ReLU, a code of two numbers, and a Bernoulli distribution of every pixel, in which
/// grey pixels are scored as they are.
let pyroVAE = Workload(
  "pyro-vae", batchSize: 128, of: [28, 28, 1], timedSteps: 60, optimizer: Adam(1e-3)
) { random in
  let trunk = try Network(
    "encoder", input: [28, 28, 1], using: random,
    [
      Convolution(16, kernel: 3), Activation.relu,
      Convolution(32, kernel: 3, stride: 2, padding: .all(1)), Activation.relu,
      Convolution(32, kernel: 3), Activation.relu,
      Flatten(), Dense(32), Activation.relu,
    ])
  let encoder = GaussianEncoder(
    trunk, mean: try Network("mean", input: [32], using: random, [Dense(2)]),
    spread: try Network("log deviation", input: [32], using: random, [Dense(2)]), as: .logStandardDeviation)
  let decoder = try Network(
    "decoder", input: [2], using: random,
    [
      Dense(14 * 14 * 32), Reshape(to: [14, 14, 32]),
      TransposedConvolution(32, kernel: 3, stride: 2, padding: .all(1), outputPadding: 1), Activation.relu,
      Convolution(1, kernel: 3),
    ])
  return VariationalAutoencoder(encoder: encoder, decoder: decoder, likelihood: .greyBernoulli)
}
