import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabRequirements
import LabStatistics
import LabTensors

/// What a trained model and its guide make of held-out data: datum by datum, with one draw of the latent variables each, or of
/// all data together, draw by draw.
public struct Evaluation: Sendable {
  /// −log p(x | z) of each datum, in nats.
  public private(set) var distortions: [Double] = []
  /// KL(q(z | x) ‖ p(z)) of each datum, in nats: by the closed form where the families have one.
  public private(set) var rates: [Double] = []
  /// The means of the latent variables given each datum: data × units, the sites of the guide in their order; NaN where the
  /// guide's distribution knows none, as that of a flow.
  public private(set) var codes = Tensor.zeros([0, 0])
  private var partTotals: [Double] = []

  /// The evidence lower bound of each datum, in nats.
  public var bounds: [Double] { zip(distortions, rates).map { -$0 - $1 } }

  /// The distortions in a few figures.
  public var distortion: Summary { Summary(of: distortions) }
  /// The rates in a few figures.
  public var rate: Summary { Summary(of: rates) }
  /// The bounds in a few figures.
  public var bound: Summary { Summary(of: bounds) }

  /// The mean KL of each unit, in nats; empty where the families have no closed form, or the guide draws in another order than the
  /// model.
  public var rateByUnit: [Double] { partTotals.map { $0 / Double(max(rates.count, 1)) } }

  /// How much the mean of each unit varies from datum to datum: Var_x E[z | x].
  public var codeVariances: [Double] {
    (0..<codes.shape[1]).map { unit in
      let values = codes.slice(unit..<unit + 1, along: 1).elements.map(Double.init)
      return values.count > 1 ? Summary(of: values).variance : 0
    }
  }

  /// The number of units whose mean varies by more than 0.01 (Burda et al. 2016, section 5.2).
  public var activeUnits: Int { codeVariances.count { $0 > 0.01 } }

  /// Runs guide and model on each batch, in evaluation mode; a batch has one plate around all its sites.
  ///
  /// - Parameters:
  ///   - model: The model, and its guide.
  ///   - batches: The data.
  ///   - random: Where the sites draw from.
  ///   - phase: What the observer is told that this is.
  ///   - observer: Is told of every batch.
  public init<Data>(
    of model: some VariationalModel<Data>, on batches: [Data], using random: Random, as phase: String = "evaluation",
    observer: (any ProgressObserver)? = nil
  ) throws {
    var index = 0, codes: [Tensor] = []
    try batches.forEach(phase, observer) { batch in
      codes.append(
        try add(TracePair(model, on: batch, pass: .evaluation, particles: .one, using: random[index])))
      index += 1
    }
    if !codes.isEmpty { self.codes = Tensor.concatenate(codes, along: 0) }
  }

  /// Runs guide and model on all data at once, in evaluation mode: for models whose latent variables, or some of them, all data
  /// share. There is then one distortion, one rate and one bound for each draw, of all data together: the mean of the bounds is
  /// the evidence lower bound, and their standard error its error. The codes are one row.
  ///
  /// - Parameters:
  ///   - model: The model, and its guide.
  ///   - data: All the data.
  ///   - draws: How many draws of all latent variables.
  ///   - random: Where the sites draw from.
  public init<Data>(
    of model: some VariationalModel<Data>, onAll data: Data, draws: Int = 100, using random: Random
  ) throws {
    require(draws > 0, "an evaluation needs at least one draw, not \(draws)")
    try TracePair.forEach(of: draws, atOnce: 1, plateNesting: 0, model, on: data, using: random) { pair in
      try pair.requireWholePlates()
      let costs = pair.wholeCosts(closedForms: true)
      distortions += costs.distortions
      rates += costs.rates
      guard distortions.count == 1 else { return }
      let means = pair.latents.map {
        $0.q.distribution.mean.value.broadcast(to: $0.q.value.shape).reshaped(to: [1, -1])
      }
      if !means.isEmpty { codes = Tensor.concatenate(means, along: 1) }
    }
  }

  /// Adds what one run found, and returns its codes, data × units, one site beside the other.
  private mutating func add(_ pair: TracePair) throws -> Tensor {
    let count = try pair.requireOneDataPlate().size
    let rateTerms =
      pair.latents.map { site -> Variable in
        let sampled = -pair.logRatio(of: site)
        return pair.divergence(of: site)?.broadcast(to: sampled.shape) ?? sampled
      } + pair.auxiliaries.map(\.logDensity) + pair.summedPriors.map { -$0.logDensity }
    distortions += Self.sums(pair.logLikelihoods.map { -$0.logDensity }, count: count)
    rates += Self.sums(rateTerms, count: count)

    let parts = pair.latents.map { site -> Tensor? in
      pair.divergenceByPart(of: site).map { Self.rows($0, like: site.q.value.shape) }
    }
    let known = parts.compactMap { $0 }
    if known.count == parts.count, !known.isEmpty {
      let totals = Tensor.concatenate(known, along: 1).sum(along: [0]).elements.map(Double.init)
      partTotals = partTotals.isEmpty ? totals : zip(partTotals, totals).map { $0 + $1 }
    }
    let means = pair.latents.map { Self.rows($0.q.distribution.mean, like: $0.q.value.shape) }
    return means.isEmpty ? .zeros([count, 0]) : Tensor.concatenate(means, along: 1)
  }

  private static func sums(_ terms: [Variable], count: Int) -> [Double] {
    terms.reduce(Array(repeating: 0, count: count)) { sums, term in
      zip(sums, term.value.elements).map { $0 + Double($1) }
    }
  }

  private static func rows(_ values: Variable, like shape: Shape) -> Tensor {
    values.value.broadcast(to: shape).reshaped(to: [shape[0], -1])
  }
}

extension TracePair {
  /// The one plate around every site, whose repeats are the data.
  func requireOneDataPlate() throws -> Plate {
    let sites = latents.map(\.q) + auxiliaries + observations + enumerated
    guard let plate = commonPlates.first else {
      throw ModelError(
        sites.first?.name ?? "",
        "an evaluation datum by datum wants every site inside one plate, that of the data; "
          + "onAll: evaluates a model whose data share latent variables")
    }
    if let odd = sites.first(where: { $0.plates != [plate] }) {
      throw ModelError(
        odd.name,
        "site “\(odd.name)” stands in a plate inside “\(plate.name)”; an evaluation datum by datum wants only that one")
    }
    return plate
  }
}
