import Autodiff
import Distributions
import NeuralNetworks
import Tensors

/// What a trained model and its guide make of held-out data, datum by datum, with one draw of the latent variables each.
public struct Evaluation: Sendable {
  /// −log p(x | z) of each datum, in nats.
  public private(set) var distortions: [Double] = []
  /// KL(q(z | x) ‖ p(z)) of each datum, in nats: by the closed form where the families have one.
  public private(set) var rates: [Double] = []
  /// The means of the latent variables given each datum: data × units, row-major, the sites of the guide in their order.
  public private(set) var codes: [Float] = []
  /// The number of units of a datum's latent variables.
  public private(set) var unitCount = 0
  private var partTotals: [Double] = []

  /// The evidence lower bound of each datum, in nats.
  public var bounds: [Double] { zip(distortions, rates).map { -$0 - $1 } }

  /// The mean KL of each unit, in nats; empty where the families have no closed form.
  public var rateByUnit: [Double] { partTotals.map { $0 / Double(max(rates.count, 1)) } }

  /// How much the mean of each unit varies from datum to datum: Var_x E[z | x].
  public var codeVariances: [Double] {
    (0..<unitCount).map { unit in
      let values = stride(from: unit, to: codes.count, by: unitCount).map { Double(codes[$0]) }
      let mean = values.reduce(0, +) / Double(values.count)
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(values.count - 1, 1))
    }
  }

  /// The number of units whose mean varies by more than 0.01 (Burda et al. 2016, section 5.2).
  public var activeUnits: Int { codeVariances.count { $0 > 0.01 } }

  /// Runs guide and model on each batch, in evaluation mode; a batch has one plate around all its sites.
  ///
  /// - Parameter forEachBatch: Runs its argument for every batch, as a notebook does to show how far it is.
  public init<Data>(
    model: @escaping Program<Data>, guide: @escaping Program<Data>, on batches: [Data], using random: Random,
    forEachBatch: ([Data], (Data) throws -> Void) throws -> Void = { try $0.forEach($1) }
  ) throws {
    var index = 0
    try forEachBatch(batches) { batch in
      let pair = try TracePair(
        model: model, guide: guide, data: batch, pass: .evaluation, particles: .one, using: random[index])
      try add(pair)
      index += 1
    }
  }

  private mutating func add(_ pair: TracePair) throws {
    let count = try pair.requireOneDataPlate().size
    let rateTerms =
      pair.latents.map { site in
        let sampled = site.q.logDensity - site.p.logDensity
        return site.q.distribution.klDivergence(to: site.p.distribution)?.broadcast(to: sampled.shape) ?? sampled
      } + pair.auxiliaries.map(\.logDensity)
    distortions += Self.sums(pair.observations.map { -$0.logDensity }, count: count)
    rates += Self.sums(rateTerms, count: count)

    // Data × units, one site beside the other.
    let means = pair.latents.map { Self.rows($0.q.distribution.mean, like: $0.q.value.shape) }
    let parts = pair.latents.map { site in
      site.q.distribution.klDivergenceByPart(to: site.p.distribution).map { Self.rows($0, like: site.q.value.shape) }
    }
    if !means.isEmpty {
      let joined = Tensor.concatenate(means, along: 1)
      unitCount = joined.shape[1]
      codes += joined.elements
    }
    let known = parts.compactMap { $0 }
    if known.count == parts.count, !known.isEmpty {
      let totals = Tensor.concatenate(known, along: 1).sum(along: [0]).elements.map(Double.init)
      partTotals = partTotals.isEmpty ? totals : zip(partTotals, totals).map { $0 + $1 }
    }
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
    let sites = latents.map(\.q) + auxiliaries + observations
    guard let plate = commonPlates.first else {
      throw ModelError(
        sites.first?.name ?? "", "an evaluation datum by datum wants every site inside one plate, that of the data")
    }
    if let odd = sites.first(where: { $0.plates != [plate] }) {
      throw ModelError(
        odd.name,
        "site “\(odd.name)” stands in a plate inside “\(plate.name)”; an evaluation datum by datum wants only that one")
    }
    return plate
  }
}
