import LabInference
import LabNeuralNetworks

/// A VAE of 64 channels throughout, a code of two numbers whose deviation is a softplus, and a normal distribution of
/// deviation 0.1 around every pixel of the decoder's picture; trained with RMSProp.
let aevbConvVAE = Workload(
  "aevb-conv-vae", batchSize: 100, of: [28, 28, 1], timedSteps: 20, optimizer: RMSProp(1e-3)
) { random in
  let encoder = try Network(
    "encoder", input: [28, 28, 1], using: random,
    [
      Convolution(1, kernel: 2), Activation.relu,
      Convolution(64, kernel: 2, stride: 2), Activation.relu,
      Convolution(64, kernel: 3), Activation.relu,
      Convolution(64, kernel: 3), Activation.relu,
      Flatten(), Dense(128), Activation.relu, Dense(4),
    ])
  let decoder = try Network(
    "decoder", input: [2], using: random,
    [
      Dense(2), Activation.relu,
      Dense(14 * 14 * 64), Activation.relu, Reshape(to: [14, 14, 64]),
      TransposedConvolution(64, kernel: 3), Activation.relu,
      TransposedConvolution(64, kernel: 3), Activation.relu,
      TransposedConvolution(64, kernel: 2, stride: 2, padding: .valid), Activation.relu,
      Convolution(1, kernel: 2), Activation.sigmoid,
    ])
  return VariationalAutoencoder(
    encoder: GaussianEncoder(encoder, spread: .softplus), decoder: decoder, likelihood: .normal(standardDeviation: 0.1))
}
