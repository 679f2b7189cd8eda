import Autodiff
import Distributions
import Inference
import NeuralNetworks
import Tensors

/// Three hidden layers of 512 SELU units each way between points of the plane and codes of two numbers; around the decoder's
/// output a round Gaussian of a given deviation.
struct PlaneNetworks {
  let encoder, decoder: Network
  private let logDeviation: Variable

  init(logDeviation: Float, using random: Random) throws {
    func layers(outputs: Int) -> [any Layer] {
      (0..<3).flatMap { _ -> [any Layer] in [Dense(512), Activation.selu] } + [Dense(outputs)]
    }
    encoder = try Network("encoder", input: [2], using: random, layers(outputs: 4))
    decoder = try Network("decoder", input: [2], using: random, layers(outputs: 2))
    self.logDeviation = Variable(logDeviation)
  }

  var parameters: [Parameter] { encoder.parameters + decoder.parameters }

  func model(_ trace: Trace, _ points: Tensor) throws {
    try trace.plate("points", size: points.shape[0]) {
      let z = try trace.sample("z", Normal.standard([2]).toEvent(1))
      let around = Normal(mean: decoder(z, trace.pass), logStandardDeviation: logDeviation)
      try trace.observe("x", around.toEvent(1), points)
    }
  }

  func guide(_ trace: Trace, _ points: Tensor) throws {
    try trace.plate("points", size: points.shape[0]) {
      let halves = encoder(Variable(points), trace.pass).split(2, along: -1)
      try trace.sample("z", Normal(mean: halves[0], logVariance: halves[1]).toEvent(1))
    }
  }
}
