import LabAutodiff
import LabRequirements
import LabStatistics
import LabTensors

/// Whether a guide is near the posterior that it stands for: draws of it, weighted by p(x, z)/q(z), and the shape k̂ of the
/// largest weights (Yao, Vehtari, Simpson and Gelman 2018).
///
/// With k̂ up to 0.7 means by the weights are the posterior's, though those of the guide itself may be wrong; beyond that the
/// guide leaves out too much of the posterior for weights to put right. One ratio belongs to one draw of all latent variables
/// together.
public struct GuideDiagnosis: Sendable {
  /// The draws of the guide.
  public let draws: PosteriorDraws
  /// log p(x, z) − log q(z) of each: their mean is the evidence lower bound.
  public let logRatios: [Double]
  /// The weights that turn the draws to the posterior.
  public let weights: ParetoSmoothedWeights

  /// Draws from the guide, in evaluation mode.
  ///
  /// - Parameters:
  ///   - model: The model, and its guide.
  ///   - data: All the data.
  ///   - draws: How many draws; a thousand show a tail, 30 are the least that can.
  ///   - drawsAtOnce: How many of them are computed side by side: 1, which every model can, unless it can take several particles.
  ///   - plateNesting: How deep plates are nested in the model, where several are.
  ///   - random: Where the sites draw from.
  public init<Data>(
    of model: some VariationalModel<Data>, on data: Data, draws: Int = 1_000, drawsAtOnce: Int = 1,
    plateNesting: Int = 1,
    using random: Random
  ) throws {
    require(draws >= 30, "the tail of \(draws) weights; it takes 30 to see one")
    require(drawsAtOnce > 0, "\(drawsAtOnce) draws at once")
    var collected = CollectedDraws(), logRatios: [Double] = []
    try TracePair.forEach(
      of: draws, atOnce: drawsAtOnce, plateNesting: plateNesting, model, on: data, using: random
    ) { pair in
      try pair.requireLatents()
      try pair.requireWholePlates()
      let weights = pair.wholeLogWeights
      logRatios += weights
      for particle in weights.indices {
        try collected.add(pair.latents.map { ($0.q.name, pair.value(of: $0.q, particle)) })
      }
    }
    self.draws = PosteriorDraws(chains: 1, names: collected.names, values: collected.stacked)
    self.logRatios = logRatios
    weights = ParetoSmoothedWeights(logRatios: logRatios)
  }

  /// k̂.
  public var paretoShape: Double { weights.paretoShape }

  /// Whether k̂ is low enough for so many draws.
  public var isReliable: Bool { weights.isReliable }

  /// How many draws of the posterior the weighted ones are worth.
  public var effectiveSampleSize: Double { weights.effectiveSampleSize }

  /// The posterior's mean and standard deviation of every number of a site, as the weighted draws have them: what the guide's
  /// own should be. A site that is not there is an error that names it.
  public func corrected(_ name: String) throws -> [WeightedNumber] {
    try draws.numbers(of: name).map { number in
      let values = number.values
      return WeightedNumber(
        name: number.name, mean: weights.mean(of: values),
        standardDeviation: weights.variance(of: values).squareRoot(),
        standardErrorOfMean: weights.standardError(ofMean: values))
    }
  }
}

/// One number of a posterior, by weighted draws.
public struct WeightedNumber: Sendable {
  /// The site, and the place in its value.
  public let name: String
  /// The mean.
  public let mean: Double
  /// The standard deviation.
  public let standardDeviation: Double
  /// The standard error of the mean.
  public let standardErrorOfMean: Double
}

extension TracePair {
  /// The value of a site for one particle, plates × event, without the axes of extent 1 that particles leave room with.
  func value(of site: Site, _ particle: Int) -> Tensor {
    guard particles.count != nil else { return site.value.value }
    let shape = Particles.one.batchShape(inside: site.plates) + site.distribution.eventShape
    return site.value.value.slice(particle..<particle + 1, along: 0).reshaped(to: shape)
  }

  /// An error where there is no draw whose weight could tell anything.
  func requireLatents() throws {
    if latents.isEmpty { throw ModelError("", "the model has no latent sites, and so no posterior") }
  }

  /// An error where a plate is a mini-batch: one run then meets a part of the data alone.
  func requireWholePlates() throws {
    for site in latents.map(\.q) + auxiliaries + observations {
      guard let plate = site.plates.first(where: { $0.size < $0.total }) else { continue }
      throw ModelError(
        site.name,
        "site “\(site.name)” stands in plate “\(plate.name)” of \(plate.size) of \(plate.total), a mini-batch: what is asked "
          + "for all data together needs all of them")
    }
  }
}
