import Autodiff
import Distributions
import Inference
import NeuralNetworks
import Tensors

/// The convolutional VAE of the experiment conv-vae: batch normalisation and SELU between the convolutions, a code of eight
/// numbers, a continuous Bernoulli distribution of every pixel, β = 2.
let convVAE = Workload("conv-vae", batchSize: 32, of: [28, 28, 1], timedSteps: 40) { batchSize, random in
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

  func model(_ trace: Trace, _ images: Tensor) throws {
    try trace.plate("images", size: images.shape[0]) {
      let z = try trace.sample("z", Normal.standard([8]).toEvent(1))
      let logits = decoder(z, trace.pass).clamped(to: -9.21024...9.21024)
      try trace.observe("x", ContinuousBernoulli(logits: logits).toEvent(3), images)
    }
  }

  func guide(_ trace: Trace, _ images: Tensor) throws {
    try trace.plate("images", size: images.shape[0]) {
      let halves = encoder(Variable(images), trace.pass).split(2, along: -1)
      try trace.sample("z", Normal(mean: halves[0], logVariance: halves[1]).toEvent(1))
    }
  }

  let parameters = encoder.parameters + decoder.parameters
  let svi = SVI(
    model: model, guide: guide, parameters: parameters, objective: EvidenceLowerBound(klWeight: 2),
    optimizer: Adam(3e-3), lossScale: 1 / Float(batchSize))
  return (parameters, svi)
}
