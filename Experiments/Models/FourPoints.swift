import Laboratory

/// A model of four data, the images of 2 × 2 pixels of which one is white (Mescheder et al. 2017): codes of the
/// plane from N(0, I), and a network from a code to the logit of each pixel. Where it fits, each code decodes to one of the
/// four, and their posteriors divide the plane.
struct FourPoints {
  /// The data, 4 × 4.
  static let data = Tensor.oneHot([0, 1, 2, 3], of: 4)
  /// What is least to be paid for one of them: log 4 nats.
  static let leastCost = Foundation.log(4.0)

  let decoder: Network

  /// With new weights.
  init(units: Int, using random: Random) throws {
    decoder = try Network("decoder", input: [2], using: random, Self.layers(units, outputs: 4))
  }

  /// Three hidden layers, as in the paper's code.
  static func layers(_ units: Int, outputs: Int) -> [any Layer] {
    (0..<3).flatMap { _ -> [any Layer] in [Dense(units), Activation.selu] } + [Dense(outputs)]
  }

  /// p(z) and p(x | z).
  func model(_ trace: Trace, _ images: Tensor) throws {
    try trace.plate("data", size: images.shape[0]) {
      let z = try trace.sample("z", Normal.standard([2]).toEvent(1))
      try trace.observe("x", Bernoulli(logits: decoder(z, trace.pass)).toEvent(1), images)
    }
  }

  /// The model with a guide of independent normal distributions.
  func withGaussianGuide(units: Int, using random: Random) throws -> VariationalAutoencoder {
    let encoder = try Network("encoder", input: [4], using: random, Self.layers(units, outputs: 4))
    return VariationalAutoencoder(encoder: GaussianEncoder(encoder), decoder: decoder, likelihood: .bernoulli)
  }

  /// The model with a guide that is a network of the datum and of noise, and a discriminator.
  func withImplicitGuide(
    units: Int, discriminatorUnits: Int, noiseSize: Int, contrast: Contrast, using random: Random
  ) throws -> AdversarialModel {
    func identity(_ name: String) throws -> Network { try Network(name, input: [4], using: random, []) }
    let guide = try Network(
      "guide", input: [4 + noiseSize], using: random, Self.layers(units, outputs: 2))
    let discriminator = try Network(
      "discriminator", input: [4 + 2], using: random, Self.layers(discriminatorUnits, outputs: 1))
    return AdversarialModel(
      parameters: decoder.parameters, encoder: ImplicitEncoder(trunk: try identity("datum"), head: guide),
      discriminator: Discriminator(trunk: try identity("datum"), head: discriminator), contrast: contrast, model)
  }

  /// log p(x | z) of each of the four, codes × 4.
  func logLikelihoods(at codes: Tensor) -> Tensor {
    let logits = decoder(Variable(codes), .evaluation).value
    return logits - logits.mapped(.softplus).sum(along: [1], keepingAxes: true)
  }

  /// Which of the four each code is most likely to be decoded to.
  func wedges(at codes: Tensor) -> [Int] {
    let values = logLikelihoods(at: codes).elements
    return stride(from: 0, to: values.count, by: 4).map { start in
      (0..<4).max { values[start + $0] < values[start + $1] } ?? 0
    }
  }

  /// Side × side codes that stand for equal shares of the prior.
  static func lattice(_ side: Int) -> Tensor {
    let places = (0..<side).map { Float(normalQuantile((Double($0) + 0.5) / Double(side))) }
    return Tensor(places.flatMap { up in places.flatMap { right in [right, up] } }, shape: [side * side, 2])
  }

  /// log p(x) of each of the four, without a guide: a sum over the lattice.
  func logEvidence(latticeSide side: Int) -> [Double] {
    let sums = logLikelihoods(at: Self.lattice(side)).logSumExp(along: 0)
    return sums.elements.map { Double($0) - Foundation.log(Double(side * side)) }
  }
}

/// What came of the four points: a trained model, and draws of its guide.
struct FourPointFit {
  let model: FourPoints
  /// Draws × 4 × 2.
  let codes: Tensor
  /// The evidence lower bound in nats, a mean over the four: exact but for the draws where the guide has a density, else as the
  /// discriminator tells it.
  let bound: Double
  /// The mean of log p(x) over the four, by a lattice.
  let evidence: Double
  /// For each datum, per cent of its codes that are likeliest to be decoded to it.
  let ownShares: [Double]
  /// For each datum, per cent of the prior's codes that are.
  let priorShares: [Double]
  /// −log p(x | z), a mean over the draws.
  let distortion: Double
  /// KL(q(z | x) ‖ p(z)), a mean over the four, and KL(q(z) ‖ p(z)), as far as cells tell.
  let rate, aggregateRate: Double

  /// Cells along each axis.
  private static let cellsAlong = 16

  /// - Parameters:
  ///   - model: The trained model.
  ///   - codes: Draws of its guide, draws × 4 × 2.
  ///   - side: How many codes the lattice has along each axis.
  ///   - bound: The bound, given the distortion.
  init(_ model: FourPoints, codes: Tensor, latticeSide side: Int, bound: (_ distortion: Double) -> Double) {
    (self.model, self.codes) = (model, codes)
    evidence = Summary(of: model.logEvidence(latticeSide: side)).mean
    let flat = codes.reshaped(to: [-1, 2]), wedges = model.wedges(at: flat), draws = codes.shape[0]
    ownShares = (0..<4).map { datum in
      100 * Double((0..<draws).count { wedges[4 * $0 + datum] == datum }) / Double(draws)
    }
    let prior = model.wedges(at: FourPoints.lattice(side))
    priorShares = (0..<4).map { datum in 100 * Double(prior.count { $0 == datum }) / Double(prior.count) }
    let likelihoods = model.logLikelihoods(at: flat).elements
    distortion = -Summary(of: (0..<4 * draws).map { Double(likelihoods[4 * $0 + $0 % 4]) }).mean
    self.bound = bound(distortion)
    let cells = Self.cells(of: flat), byDatum = (0..<4).map { datum in (0..<draws).map { cells[4 * $0 + datum] } }
    rate = Summary(of: byDatum.map(Self.divergence)).mean
    aggregateRate = Self.divergence(cells)
  }

  /// The least share of the prior that one of the four has, and the least share of its own codes that it gets, in per cent.
  var leastShares: (prior: Double, own: Double) { (priorShares.min()!, ownShares.min()!) }

  /// The number of data that have at least a tenth of the prior, and nine of ten of their own codes.
  var foundCount: Int { zip(priorShares, ownShares).count { $0 >= 10 && $1 >= 90 } }

  /// The cell of each code, of cells that have equal shares of the prior.
  private static func cells(of codes: Tensor) -> [Int] {
    let places = codes.elements.map { min(Int(normalCDF(Double($0)) * Double(cellsAlong)), cellsAlong - 1) }
    return stride(from: 0, to: places.count, by: 2).map { places[$0] * cellsAlong + places[$0 + 1] }
  }

  /// The divergence of a distribution over cells from equal shares, in nats: at most that of the densities, whatever the cells,
  /// but for the noise of the draws.
  private static func divergence(_ members: [Int]) -> Double {
    var counts = [Int](repeating: 0, count: cellsAlong * cellsAlong)
    for cell in members { counts[cell] += 1 }
    return counts.filter { $0 > 0 }.reduce(0) { sum, count in
      let share = Double(count) / Double(members.count)
      return sum + share * Foundation.log(share * Double(counts.count))
    }
  }
}

extension Figure {
  /// The codes of the four, coloured by datum.
  init(_ fit: FourPointFit, title: String) {
    let draws = min(fit.codes.shape[0], 600), codes = fit.codes.slice(0..<draws, along: 0).reshaped(to: [-1, 2])
    self.init(
      .points(
        codes.coordinate(0), codes.coordinate(1), categories: (0..<4 * draws).map { $0 % 4 },
        names: (1...4).map { "point \($0)" }, size: 1.4, opacity: 0.7),
      x: Axis("z₁", limits: -4...4), y: Axis("z₂", limits: -4...4), title: title, legend: .below, equalAspect: true)
  }
}

extension Table {
  /// What several kinds of guides came to, a row for each with its trainings.
  init(_ kinds: [(name: String, fits: [FourPointFit])]) {
    func cell(_ fits: [FourPointFit], _ format: NumberFormat, _ value: (FourPointFit) -> Double) -> Cell {
      .number(Summary(of: fits.map(value)), format)
    }
    self.init(
      columns: [
        "guide", "log p(x)", "bound", "distortion", "KL(q(z | x) ‖ p), cells", "KL(q(z) ‖ p), cells",
        "least own share, %", "found",
      ],
      rows: kinds.map { name, fits in
        [
          .text(name), cell(fits, .fixed(3), \.evidence), cell(fits, .fixed(3), \.bound),
          cell(fits, .fixed(3), \.distortion), cell(fits, .fixed(3), \.rate), cell(fits, .fixed(3), \.aggregateRate),
          cell(fits, .fixed(1), \.leastShares.own), cell(fits, .fixed(1)) { Double($0.foundCount) },
        ]
      })
  }
}
