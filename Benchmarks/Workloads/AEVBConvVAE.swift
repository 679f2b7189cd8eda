import Autodiff
import Distributions
import Foundation
import Inference
import NeuralNetworks
import Tensors

/// A VAE of 64 channels throughout, a code of two numbers whose deviation is a softplus, and a normal distribution of
/// deviation 0.1 around every pixel of the decoder's picture; trained with RMSProp.
let aevbConvVAE = Workload("aevb-conv-vae", batchSize: 100, of: [28, 28, 1], timedSteps: 20) { batchSize, random in
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
  let pixelDeviation = Variable(log(Float(0.1)))

  func model(_ trace: Trace, _ images: Tensor) throws {
    try trace.plate("images", size: images.shape[0]) {
      let z = try trace.sample("z", Normal.standard([2]).toEvent(1))
      let pixels = Normal(mean: decoder(z, trace.pass), logStandardDeviation: pixelDeviation)
      try trace.observe("x", pixels.toEvent(3), images)
    }
  }

  func guide(_ trace: Trace, _ images: Tensor) throws {
    try trace.plate("images", size: images.shape[0]) {
      let halves = encoder(Variable(images), trace.pass).split(2, along: -1)
      try trace.sample("z", Normal(mean: halves[0], softplus: halves[1]).toEvent(1))
    }
  }

  let parameters = encoder.parameters + decoder.parameters
  let svi = SVI(
    model: model, guide: guide, parameters: parameters, objective: EvidenceLowerBound(), optimizer: RMSProp(1e-3),
    lossScale: 1 / Float(batchSize))
  return (parameters, svi)
}
