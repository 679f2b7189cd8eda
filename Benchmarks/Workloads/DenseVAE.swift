import Autodiff
import Distributions
import Inference
import NeuralNetworks
import Tensors

/// A VAE with one hidden layer of 256 ReLU units each way, a code of two numbers, and a Bernoulli distribution of every pixel,
/// in which grey pixels are scored as they are; trained with RMSProp.
let denseVAE = Workload("dense-vae", batchSize: 100, of: [28, 28, 1], timedSteps: 300) { batchSize, random in
  let encoder = try Network(
    "encoder", input: [28, 28, 1], using: random, [Flatten(), Dense(256), Activation.relu])
  let mean = try Network("mean", input: [256], using: random, [Dense(2)])
  let logVariance = try Network("log variance", input: [256], using: random, [Dense(2)])
  let decoder = try Network(
    "decoder", input: [2], using: random,
    [Dense(256), Activation.relu, Dense(28 * 28), Reshape(to: [28, 28, 1])])

  func model(_ trace: Trace, _ images: Tensor) throws {
    try trace.plate("images", size: images.shape[0]) {
      let z = try trace.sample("z", Normal.standard([2]).toEvent(1))
      try trace.observe("x", Bernoulli(logits: decoder(z, trace.pass)).toEvent(3), images, checkingSupport: false)
    }
  }

  func guide(_ trace: Trace, _ images: Tensor) throws {
    try trace.plate("images", size: images.shape[0]) {
      let hidden = encoder(Variable(images), trace.pass)
      let posterior = Normal(mean: mean(hidden, trace.pass), logVariance: logVariance(hidden, trace.pass))
      try trace.sample("z", posterior.toEvent(1))
    }
  }

  let parameters = [encoder, mean, logVariance, decoder].flatMap(\.parameters)
  let svi = SVI(
    model: model, guide: guide, parameters: parameters, objective: EvidenceLowerBound(), optimizer: RMSProp(1e-3),
    lossScale: 1 / Float(batchSize))
  return (parameters, svi)
}
