import Laboratory

/// How well the gradient of a bound of k draws with respect to one parameter knows where to go, for several k.
struct SignalToNoise {
  let name: String
  /// k.
  let draws: [Int]
  /// The ratio of signal to noise for each.
  let values: [Double]

  /// The ratios of a parameter in the benches of as many draws.
  init(_ name: String, of parameter: Parameter, in benches: [GradientBench], draws: [Int]) {
    (self.name, self.draws) = (name, draws)
    values = benches.map { $0[parameter].signalToNoise }
  }

  /// The first of the draws that the slope is fitted to: the least k, where theory does not hold yet, is left out.
  var firstFitted: Int { draws[draws.count > 2 ? 1 : 0] }

  /// Whether it grows from each k to the next.
  var rises: Bool { zip(values, values.dropFirst()).allSatisfy { $0 < $1 } }

  /// The exponent of k in the power law that the ratios follow: the slope of a straight line through the logarithms.
  var slope: Double {
    let fitted = zip(draws, values).filter { $0.0 >= firstFitted }
    return LineFit(fitted.map { log(Double($0.0)) }, fitted.map { log($0.1) }).slope
  }

  /// The exponent between the last two of the draws.
  var lastSlope: Double {
    let last = draws.count - 1
    return log(values[last] / values[last - 1]) / log(Double(draws[last]) / Double(draws[last - 1]))
  }

  /// A row of a table: the name, the ratios, the slopes.
  fileprivate var cells: [Table.Cell] {
    [.text(name)] + values.map { .number($0, .fixed(3)) } + [slope, lastSlope].map { .number($0, .fixed(2)) }
  }

  /// The ratios over the draws: points, which no line joins, so that none can be taken for the lines of theory.
  var mark: Mark { .points(draws, values, name: name, size: 5) }

  /// The power law of theory that ends at the last ratio.
  func powerLaw(_ exponent: Double, name: String? = nil) -> Mark {
    let last = Double(draws[draws.count - 1]), end = values[values.count - 1]
    return .line(draws, draws.map { end * pow(Double($0) / last, exponent) }, name: name)
  }
}

/// The ratios with respect to a parameter of the model, and to one of the guide by both estimators.
struct SignalsToNoise {
  let model: SignalToNoise
  /// By the doubly reparameterized gradient.
  let doubly: SignalToNoise
  /// By the pathwise gradient.
  let guide: SignalToNoise

  /// All, from the one that grows most.
  fileprivate var all: [SignalToNoise] { [model, doubly, guide] }
}

extension Table {
  /// The ratios, and the slopes of their logarithms.
  init(_ ratios: SignalsToNoise) {
    let model = ratios.model
    self.init(
      columns: ["gradient of"] + model.draws.map { "k = \($0)" }
        + ["slope from k = \(model.firstFitted)", "over the last two"],
      rows: ratios.all.map(\.cells))
  }
}

extension Figure {
  /// The ratios as points, and the slopes of theory as lines through the last points of the model and of the guide.
  init(_ ratios: SignalsToNoise) {
    let theory = [ratios.model.powerLaw(0.5, name: "slope ½"), ratios.guide.powerLaw(-0.5, name: "slope −½")]
    self.init(
      ratios.all.map(\.mark) + theory, x: Axis("draws k", scale: .log), y: Axis("signal to noise", scale: .log))
  }
}

extension Notebook {
  /// Keeps the slope of each, as `NAME-slope`, and the one over the last two draws, as `NAME-last-slope`.
  func measure(
    slopesOf ratios: KeyValuePairs<String, SignalToNoise>, file: String = #filePath, line: UInt = #line
  ) throws {
    for (name, ratio) in ratios {
      // A ratio of hundreds of gradients is known to some per cent, and so is a slope over a factor of 4 in k.
      try measure(
        ["\(name)-slope": ratio.slope, "\(name)-last-slope": ratio.lastSlope], tolerance: .absolute(0.1),
        format: .fixed(2), file: file, line: line)
    }
  }
}

extension Notebook {
  /// Keeps the ratios of the guide's gradient after several trainings, with fewest draws as `encoder-ratio-first`, with most as
  /// `encoder-ratio-last` and, doubly reparameterized, as `doubly-ratio-last`.
  func measure(ratiosOf trainings: [SignalsToNoise], file: String = #filePath, line: UInt = #line) throws {
    try measure("most-ratio-draws", trainings[0].guide.draws.last!, file: file, line: line)
    for (name, values) in [
      ("encoder-ratio-first", trainings.map { $0.guide.values[0] }),
      ("encoder-ratio-last", trainings.map { $0.guide.values.last! }),
      ("doubly-ratio-last", trainings.map { $0.doubly.values.last! }),
    ] {
      try measure(name, meanOf: values, format: .significant(2), file: file, line: line)
    }
  }
}

extension VariationalModel {
  /// The ratios over so many gradients of the bound of each number of draws, on one batch, with respect to a parameter of the
  /// model and to one of the guide; the noise of a bound is the same for both estimators.
  fileprivate func signalsToNoise(
    _ draws: [Int], of parameter: Parameter, named name: String, of guideParameter: Parameter, named guideName: String,
    on batch: Data, count: Int, using random: Random, observer: Notebook
  ) throws -> SignalsToNoise {
    func benches(_ estimator: GuideGradient, _ kind: String) throws -> [GradientBench] {
      try draws.map { k in
        try GradientBench(
          ImportanceWeightedBound(particles: k, guideGradient: estimator), of: self,
          withRespectTo: [parameter, guideParameter], on: batch, draws: count, using: random[k],
          as: "\(kind) of L\(k), \(name) and \(guideName)", observer: observer)
      }
    }
    let pathwise = try benches(.pathwise, "gradients"), doubly = try benches(.doublyReparameterized, "DReG gradients")
    return SignalsToNoise(
      model: SignalToNoise(name, of: parameter, in: pathwise, draws: draws),
      doubly: SignalToNoise("\(guideName), DReG", of: guideParameter, in: doubly, draws: draws),
      guide: SignalToNoise(guideName, of: guideParameter, in: pathwise, draws: draws))
  }
}

extension LinearGaussianToy {
  /// The ratios of the gradients with respect to μ and b, on a hundred copies of the datum.
  func signalsToNoise(
    _ draws: [Int], count: Int, using random: Random, observer: Notebook
  ) throws -> SignalsToNoise {
    try signalsToNoise(
      draws, of: prior, named: "model", of: guideMean, named: "guide", on: repeated(100), count: count, using: random,
      observer: observer)
  }
}

extension VariationalAutoencoder {
  /// The ratios of the gradients with respect to the last weights of the decoder and of the encoder, on one batch.
  func signalsToNoise(
    _ draws: [Int], on batch: Tensor, count: Int, using random: Random, observer: Notebook
  ) throws -> SignalsToNoise {
    func lastWeights(_ network: Network) -> Parameter { network.parameters[network.parameters.count - 2] }
    return try signalsToNoise(
      draws, of: lastWeights(decoder), named: "decoder", of: lastWeights(encoder.networks[0]), named: "encoder",
      on: batch, count: count, using: random, observer: observer)
  }
}
