import Autodiff
import Distributions
import Foundation
import Inference
import NeuralNetworks
import Tensors

/// The VAE of points in the plane that eight-gaussians and iwae train: three hidden layers of 512 SELU units each way, a
/// code of two numbers, and around the decoder's output a round Gaussian of the same deviation σ everywhere.
struct PlaneVAE {
  /// What σ is.
  enum Deviation {
    /// A number that training finds; it begins at 1.
    case learned
    /// A number given once and for all.
    case fixed(Double)
  }

  let encoder, decoder: Network
  /// log σ in units of `deviationUnit`; training changes it only where it is learned.
  private let logDeviation: Parameter

  /// Adam moves every number by about its learning rate at a step. A weight is one of many and need not go far; log σ is
  /// alone and has to go from 0 to −1.6. In these units it gets there ten times as fast.
  private static let deviationUnit: Float = 10

  /// With new weights: the same for the same seed, whatever σ is.
  ///
  /// - Parameter hasDecoder: false for a decoder without layers, which is the identity.
  init(deviation: Deviation = .learned, hasDecoder: Bool = true, using random: Random) throws {
    func layers(outputs: Int) -> [any Layer] {
      (0..<3).flatMap { _ -> [any Layer] in [Dense(512), Activation.selu] } + [Dense(outputs)]
    }
    encoder = try Network("encoder", input: [2], using: random, layers(outputs: 4))
    decoder = try Network("decoder", input: [2], using: random, hasDecoder ? layers(outputs: 2) : [])
    switch deviation {
    case .learned: logDeviation = Parameter("decoder/log σ", Tensor(0))
    case .fixed(let deviation):
      let value = Tensor(Float(Foundation.log(deviation)) / Self.deviationUnit)
      logDeviation = Parameter("decoder/log σ", value, isTrainable: false)
    }
  }

  /// What training changes: the weights and biases of both networks and, where it is learned, σ.
  var parameters: [Parameter] { (encoder.parameters + decoder.parameters + [logDeviation]).filter(\.isTrainable) }

  /// σ.
  var deviation: Double { Foundation.exp(Double(logDeviation.value.element * Self.deviationUnit)) }

  /// p(z) and p(x | z).
  func model(_ trace: Trace, _ points: Tensor) throws {
    try trace.plate("points", size: points.shape[0]) {
      let z = try trace.sample("z", Normal.standard(decoder.inputShape).toEvent(1))
      try trace.observe("x", distribution(around: decoder(z, trace.pass), trace.pass).toEvent(1), points)
    }
  }

  /// q(z | x).
  func guide(_ trace: Trace, _ points: Tensor) throws {
    try trace.plate("points", size: points.shape[0]) {
      try trace.sample("z", posterior(of: points, trace.pass).toEvent(1))
    }
  }

  /// The guide's distribution of the codes of points, count × 2.
  func posterior(of points: Tensor, _ pass: Pass = .evaluation) -> Normal {
    let halves = encoder(Variable(points), pass).split(2, along: -1)
    return Normal(mean: halves[0], logVariance: halves[1])
  }

  /// The model's distribution of the points of codes, count × 2.
  func points(of codes: Tensor) -> Normal {
    distribution(around: decoder(Variable(codes), .evaluation), .evaluation)
  }

  /// A round Gaussian of deviation σ.
  func distribution(around mean: Variable, _ pass: Pass) -> Normal {
    Normal(mean: mean, logStandardDeviation: pass[logDeviation] * Self.deviationUnit)
  }

  /// log p(x) of points, count × 2, without the guide: the integral over the codes as a sum over side × side of them.
  ///
  /// Along each axis the codes lie at 5 sinh(4t)/sinh(4) for equally spaced t between ±1: finest about the origin, where the
  /// codes of all modes meet and the decoder moves fastest.
  func logEvidence(of points: Tensor, latticeSide side: Int) -> [Double] {
    let spacing = 2 / Double(side)
    let times = (0..<side).map { (Double($0) + 0.5) * spacing - 1 }
    let places = times.map { Float(5 * sinh(4 * $0) / sinh(4.0)) }
    let logWidths = times.map { Float(Foundation.log(spacing * 20 * cosh(4 * $0) / sinh(4.0))) }
    let codes = Tensor(places.flatMap { up in places.flatMap { right in [right, up] } }, shape: [side * side, 2])
    let logCells = Tensor(logWidths.flatMap { height in logWidths.map { $0 + height } })
    let means = Tensor.concatenate(
      (0..<side).map { row in
        decoder(Variable(codes.slice(row * side..<(row + 1) * side, along: 0)), .evaluation).value
      }, along: 0)

    // log N(x; m, σ²) + log p(z) + log cell = x·m/σ² − |x|²/2σ² + c(z), of which only the first depends on both.
    let precision = Float(1 / (deviation * deviation))
    func halfSquares(_ x: Tensor) -> Tensor { (x * x).sum(along: [1]) * 0.5 }
    let logNormalizers = Float(-2 * Foundation.log(2 * .pi) - 2 * Foundation.log(deviation))
    let offsets = logCells - halfSquares(means) * precision - halfSquares(codes) + logNormalizers
    let scaledMeans = means * precision
    return stride(from: 0, to: points.shape[0], by: 100).flatMap { start in
      let chunk = points.slice(start..<min(start + 100, points.shape[0]), along: 0)
      let terms = Tensor.matrixProduct(chunk, scaledMeans, transposingSecond: true, bias: offsets)
      return (terms.logSumExp(along: 1) - halfSquares(chunk) * precision).elements.map(Double.init)
    }
  }
}
