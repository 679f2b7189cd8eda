import LabInference
import LabNeuralNetworks

/// The convolutional VAE of the experiment conv-vae: batch normalisation and SELU between the convolutions, a code of eight
/// numbers, a continuous Bernoulli distribution of every pixel, β = 2.
let convVAE = Workload(
  "conv-vae", batchSize: 32, of: [28, 28, 1], timedSteps: 40, objective: EvidenceLowerBound(klWeight: 2),
  optimizer: Adam(3e-3)
) { random in
  func block(_ channels: Int) -> [any Layer] {
    [Convolution(channels, kernel: 3), BatchNormalization(), Activation.selu]
  }
  let encoder = try Network(
    "encoder", input: [28, 28, 1], using: random,
    block(32) + block(32) + [MaxPooling(2)] + block(64) + block(64) + [MaxPooling(2), Flatten(), Dense(16)])
  let decoder = try Network(
    "decoder", input: [8], using: random,
    [Dense(7 * 7 * 64), Reshape(to: [7, 7, 64]), Upsampling(2)] + block(32) + block(32)
      + [Upsampling(2)] + block(64) + block(64) + [Convolution(1, kernel: 3)])
  return VariationalAutoencoder(
    encoder: GaussianEncoder(encoder), decoder: decoder, likelihood: .continuousBernoulli())
}
