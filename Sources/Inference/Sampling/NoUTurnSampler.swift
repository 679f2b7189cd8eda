import LabAutodiff
import LabRequirements
import LabTensors

/// Hamiltonian Monte Carlo whose trajectories end where they turn back (Hoffman and Gelman 2014), as Stan has it: points of a
/// trajectory are drawn by their weights, step size and metric adapt in a warm-up of windows that double.
///
/// It draws from the posterior of all latent variables of a model, which must be continuous; they move in unconstrained space.
/// For small models it is what a variational answer can be held to:
///
/// ```swift
/// let posterior = try NoUTurnSampler().sample(model, on: data, using: random["sampler"])
/// for number in posterior.draws.numbers { print(number.name, number.mean, number.standardErrorOfMean, number.rHat) }
/// print(posterior.concerns)
/// ```
///
/// The draws are a function of the random stream and these settings.
public struct NoUTurnSampler: Sendable {
  /// What of the posterior's covariance the sampler learns, to bring all numbers to one scale.
  public enum AdaptedMetric: Sendable {
    /// The variance of each unconstrained number.
    case diagonal
    /// All covariances too: for strong correlations of a few numbers, as each step then costs their square.
    case dense
  }

  /// How many steps each chain makes to find the posterior, its scales and a step size, before its draws.
  public let warmup: Int
  /// How many draws each chain gives.
  public let draws: Int
  /// How many chains run, each from a place of its own. With one alone there is no R̂.
  public let chains: Int
  /// The mean acceptance that the step size is adapted to, between 0 and 1; higher where trajectories diverge.
  public let targetAcceptance: Double
  /// The most doublings of a trajectory.
  public let maximumDepth: Int
  /// What is learned of the covariance.
  public let metric: AdaptedMetric
  /// How deep plates are nested in the model, where all chains are computed side by side; nil where one after another.
  public let plateNesting: Int?

  /// - Parameters:
  ///   - warmup: How many steps each chain makes before its draws.
  ///   - draws: How many draws each chain gives, at least one.
  ///   - chains: How many chains, at least one.
  ///   - targetAcceptance: The mean acceptance that the step size is adapted to, between 0 and 1.
  ///   - maximumDepth: The most doublings of a trajectory: a step has fewer than 2 to this power leapfrog steps.
  ///   - metric: What is learned of the posterior's covariance.
  ///   - plateNesting: How deep plates are nested in a model that can be computed for several particles at once: the chains are
  ///     then these, which takes a fraction of the time. Nil computes one after another, which every model can.
  public init(
    warmup: Int = 1_000, draws: Int = 1_000, chains: Int = 4, targetAcceptance: Double = 0.8, maximumDepth: Int = 10,
    metric: AdaptedMetric = .diagonal, plateNesting: Int? = nil
  ) {
    require(warmup >= 0, "a warm-up of \(warmup) steps")
    require(draws > 0, "a chain needs at least one draw, not \(draws)")
    require(chains > 0, "a sampler needs at least one chain, not \(chains)")
    require(
      targetAcceptance > 0 && targetAcceptance < 1, "an acceptance of \(targetAcceptance), which is not between 0 and 1"
    )
    require((1...20).contains(maximumDepth), "\(maximumDepth) doublings of a trajectory; it makes from 1 to 20")
    (self.warmup, self.draws, self.chains) = (warmup, draws, chains)
    (self.targetAcceptance, self.maximumDepth) = (targetAcceptance, maximumDepth)
    (self.metric, self.plateNesting) = (metric, plateNesting)
  }

  /// Draws from the posterior of a model's latent variables; its guide is not used.
  ///
  /// - Parameters:
  ///   - model: The model, without discrete latent variables.
  ///   - data: All the data.
  ///   - random: Where everything is drawn from.
  ///   - phase: What the observer is told that this is.
  ///   - observer: Is told of every step of the slowest chain.
  public func sample<Data>(
    _ model: some VariationalModel<Data>, on data: Data, using random: Random, as phase: String = "sampling",
    observer: (any ProgressObserver)? = nil
  ) throws -> SampledPosterior {
    try sample(model.model, on: data, using: random, as: phase, observer: observer)
  }

  /// Draws from the posterior of the latent variables of a model that is a function.
  ///
  /// - Parameters:
  ///   - model: The model, without discrete latent variables.
  ///   - data: All the data.
  ///   - random: Where everything is drawn from.
  ///   - phase: What the observer is told that this is.
  ///   - observer: Is told of every step of the slowest chain.
  public func sample<Data>(
    _ model: @escaping Program<Data>, on data: Data, using random: Random, as phase: String = "sampling",
    observer: (any ProgressObserver)? = nil
  ) throws -> SampledPosterior {
    let density = try UnconstrainedDensity(of: model, on: data, plateNesting: plateNesting, using: random["model"])
    var chains = try (0..<self.chains).map { chain -> SamplingChain in
      let random = random["chain"][chain]
      return SamplingChain(self, at: try Self.start(density, chain, using: random["start"]), using: random)
    }
    try (0..<warmup + draws).forEach(phase, observer) { step in
      // Chains that are ahead go on, so that as many as possible are computed at once.
      while chains.contains(where: { $0.iteration <= step }) {
        let active = chains.indices.filter { !chains[$0].isFinished }
        let values = try density.values(at: active.map { chains[$0].question })
        for (chain, value) in zip(active, values) { try chains[chain].answer((value.logDensity, value.gradient)) }
      }
    }
    return SampledPosterior(chains, density, sampler: self)
  }

  /// A place drawn for a chain, of finite density and gradient.
  private static func start<Data>(
    _ density: UnconstrainedDensity<Data>, _ chain: Int, using random: Random
  ) throws -> Place {
    let attempts = 100
    let isNotFinite = "the log-density or its gradient there is not finite"
    var failure = isNotFinite
    for attempt in 0..<attempts {
      do {
        let position = try density.start(using: random[attempt])
        let value = try density.values(at: [position])[0]
        if value.logDensity.isFinite, value.gradient.allSatisfy(\.isFinite) {
          return Place(position: position, gradient: value.gradient, logDensity: value.logDensity)
        }
        failure = try density.objection(to: position)?.description ?? isNotFinite
      } catch let error as ModelError {
        failure = error.description
      }
    }
    throw ModelError(
      "",
      "chain \(chain + 1) of the sampler found no place to begin: of \(attempts) places drawn from the prior none has a finite "
        + "density; of the last: \(failure)")
  }
}
