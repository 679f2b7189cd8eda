import Autodiff
import Distributions
import Inference
import NeuralNetworks
import Tensors

/// A VAE with strided convolutions and ReLU, a code of two numbers, and a Bernoulli distribution of every pixel, in which
/// grey pixels are scored as they are.
let pyroVAE = Workload("pyro-vae", batchSize: 128, of: [28, 28, 1], timedSteps: 60) { batchSize, random in
  let encoder = try Network(
    "encoder", input: [28, 28, 1], using: random,
    [
      Convolution(16, kernel: 3), Activation.relu,
      Convolution(32, kernel: 3, stride: 2, padding: .all(1)), Activation.relu,
      Convolution(32, kernel: 3), Activation.relu,
      Flatten(), Dense(32), Activation.relu,
    ])
  let mean = try Network("mean", input: [32], using: random, [Dense(2)])
  let logDeviation = try Network("log deviation", input: [32], using: random, [Dense(2)])
  let decoder = try Network(
    "decoder", input: [2], using: random,
    [
      Dense(14 * 14 * 32), Reshape(to: [14, 14, 32]),
      TransposedConvolution(32, kernel: 3, stride: 2, padding: .all(1), outputPadding: 1), Activation.relu,
      Convolution(1, kernel: 3),
    ])

  func model(_ trace: Trace, _ images: Tensor) throws {
    try trace.plate("images", size: images.shape[0]) {
      let z = try trace.sample("z", Normal.standard([2]).toEvent(1))
      try trace.observe("x", Bernoulli(logits: decoder(z, trace.pass)).toEvent(3), images, checkingSupport: false)
    }
  }

  func guide(_ trace: Trace, _ images: Tensor) throws {
    try trace.plate("images", size: images.shape[0]) {
      let hidden = encoder(Variable(images), trace.pass)
      let posterior = Normal(
        mean: mean(hidden, trace.pass), logStandardDeviation: logDeviation(hidden, trace.pass))
      try trace.sample("z", posterior.toEvent(1))
    }
  }

  let parameters = [encoder, mean, logDeviation, decoder].flatMap(\.parameters)
  let svi = SVI(
    model: model, guide: guide, parameters: parameters, objective: EvidenceLowerBound(), optimizer: Adam(1e-3),
    lossScale: 1 / Float(batchSize))
  return (parameters, svi)
}
