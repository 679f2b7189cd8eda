import LabInference
import LabNeuralNetworks

/// A VAE with one hidden layer of 256 ReLU units each way, a code of two numbers, and a Bernoulli distribution of every pixel,
/// in which grey pixels are scored as they are; trained with RMSProp.
let denseVAE = Workload(
  "dense-vae", batchSize: 100, of: [28, 28, 1], timedSteps: 300, optimizer: RMSProp(1e-3)
) { random in
  let encoder = GaussianEncoder(
    try Network("encoder", input: [28, 28, 1], using: random, [Flatten(), Dense(256), Activation.relu]),
    mean: try Network("mean", input: [256], using: random, [Dense(2)]),
    spread: try Network("log variance", input: [256], using: random, [Dense(2)]))
  let decoder = try Network(
    "decoder", input: [2], using: random,
    [Dense(256), Activation.relu, Dense(28 * 28), Reshape(to: [28, 28, 1])])
  return VariationalAutoencoder(encoder: encoder, decoder: decoder, likelihood: .greyBernoulli)
}
