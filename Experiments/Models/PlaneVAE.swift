import Laboratory

/// The VAE of points in the plane that eight-gaussians and iwae train: three hidden layers of 512 SELU units each way, a
/// code of two numbers, and around the decoder's output a round Gaussian of the same deviation σ everywhere.
struct PlaneVAE: VariationalModel {
  /// What σ is.
  enum Deviation {
    /// A number that training finds; it begins at 1.
    case learned
    /// A number given once and for all.
    case fixed(Double)
  }

  let autoencoder: VariationalAutoencoder
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
    let logDeviation =
      switch deviation {
      case .learned: Parameter("decoder/log σ", Tensor(0))
      case .fixed(let deviation):
        Parameter(
          "decoder/log σ", Tensor(Float(Foundation.log(deviation)) / Self.deviationUnit), isTrainable: false)
      }
    autoencoder = VariationalAutoencoder(
      encoder: GaussianEncoder(try Network("encoder", input: [2], using: random, layers(outputs: 4))),
      decoder: try Network("decoder", input: [2], using: random, hasDecoder ? layers(outputs: 2) : []),
      likelihood: Likelihood(parameters: [logDeviation].filter(\.isTrainable)) { mean, pass in
        Normal(mean: mean, logStandardDeviation: pass[logDeviation] * Self.deviationUnit)
      })
    self.logDeviation = logDeviation
  }

  /// What training changes: the weights and biases of both networks and, where it is learned, σ.
  var parameters: [Parameter] { autoencoder.parameters }

  /// p(z) and p(x | z) of points, count × 2.
  func model(_ trace: Trace, _ points: Tensor) throws { try autoencoder.model(trace, points) }

  /// q(z | x).
  func guide(_ trace: Trace, _ points: Tensor) throws { try autoencoder.guide(trace, points) }

  /// The guide's distribution of the codes of points, count × 2.
  func posterior(of points: Tensor) -> Normal { autoencoder.posterior(of: points) }

  /// The mean over points, count × 2, and both numbers of the code of the guide's standard deviations.
  func meanGuideDeviation(at points: Tensor) -> Double {
    Summary(of: posterior(of: points).standardDeviation.value.doubles).mean
  }

  /// The model's distribution of the points of codes, count × 2.
  func points(of codes: Tensor) -> any Distribution { autoencoder.distribution(of: Variable(codes)) }

  /// σ.
  var deviation: Double { Foundation.exp(Double(logDeviation.value.element * Self.deviationUnit)) }

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
        autoencoder.decoder(Variable(codes.slice(row * side..<(row + 1) * side, along: 0)), .evaluation).value
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

extension LearningTask {
  /// Gradients with a greater norm are scaled down to it.
  static let maximumNormOfPoints = 10.0

  /// To learn a density of the plane from new points at every step; scored on held-out ones.
  ///
  /// - Parameters:
  ///   - seed: Which points and which noise it is trained with.
  ///   - random: Where these are from, and the noise of the scores, which is the same for every seed.
  static func points(
    of density: EightGaussians, heldOut: Tensor, rungs: [Int], seed: Int, using random: Random
  ) -> LearningTask {
    LearningTask(
      name: "points", batches: { size in { _, noise in density.sample(size, using: noise["points"]).points } },
      maximumGradientNorm: Float(maximumNormOfPoints), heldOut: heldOut.batches(of: 250), rungs: rungs,
      noise: (
        random["noise of the points"][seed], ladder: random["noise of the toy's ladder"],
        codes: random["codes of the points"]
      ))
  }
}
