import LabStatistics
import LabTensors

/// What a sampler drew from a posterior, and how it went.
public struct SampledPosterior: Sendable {
  /// What one chain's draws were like, beside their values.
  public struct Chain: Sendable {
    /// ε, in units of the metric, of all draws.
    public let stepSize: Double
    /// The acceptance of each draw's trajectory, from 0 to 1.
    public let acceptances: [Double]
    /// How many times each draw's trajectory doubled.
    public let depths: [Int]
    /// Whether each draw's trajectory left the dynamics: where that happens the posterior bends more sharply than the step size
    /// can follow, and the draws miss what lies there.
    public let divergences: [Bool]
    /// The energy of each draw's trajectory.
    public let energies: [Double]
    /// How often the density was computed for the draws.
    public let gradients: Int

    /// Σ (Eᵢ − Eᵢ₋₁)²/Σ (Eᵢ − Ē)²: below 0.3 the momenta are too small a part of the energy for the chain to get about
    /// (Betancourt 2016).
    public var energyFraction: Double {
      let changes = zip(energies, energies.dropFirst()).map { ($1 - $0) * ($1 - $0) }
      return changes.reduce(0, +) / Double(changes.count) / Summary(of: energies).variance
    }
  }

  /// The draws of every latent site, in its support.
  public let draws: PosteriorDraws
  /// The chains.
  public let chains: [Chain]
  private let maximumDepth: Int

  init<Data>(_ chains: [SamplingChain], _ density: UnconstrainedDensity<Data>, sampler: NoUTurnSampler) {
    let positions = chains.flatMap(\.record.positions)
    draws = PosteriorDraws(
      chains: chains.count, names: density.sites.map(\.site.name),
      values: density.sites.map { density.constrained($0.site, $0.range, at: positions) })
    self.chains = chains.map { chain in
      let record = chain.record
      return Chain(
        stepSize: chain.stepSize, acceptances: record.acceptances, depths: record.depths,
        divergences: record.divergences, energies: record.energies, gradients: record.steps)
    }
    maximumDepth = sampler.maximumDepth
  }

  /// How many trajectories diverged, of all chains' draws.
  public var divergences: Int { chains.reduce(0) { $0 + $1.divergences.count { $0 } } }

  /// How many trajectories doubled as often as they may: they are cut short, which costs time and not correctness.
  public var cutShort: Int { chains.reduce(0) { $0 + $1.depths.count { $0 == maximumDepth } } }

  /// The mean acceptance of all draws.
  public var acceptance: Double { Summary(of: chains.flatMap(\.acceptances)).mean }

  /// The largest R̂ of a number; NaN of one chain.
  public var largestRHat: Double { draws.numbers.map(\.rHat).reduce(-.infinity) { $1.isNaN ? $1 : max($0, $1) } }

  /// The least effective sample size of a number, of the bulk and the tails.
  public var leastEffectiveSampleSize: Double {
    draws.numbers.flatMap { [$0.bulkEffectiveSampleSize, $0.tailEffectiveSampleSize] }
      .reduce(.infinity) { $1.isNaN ? $1 : min($0, $1) }
  }

  /// Why these draws may not be the posterior's, a sentence each; none where nothing speaks against them: no divergence, draws
  /// that are not all the same, R̂ up to 1.01, effective sample sizes of a hundred for each chain, and energies that move (Vehtari
  /// et al. 2021; Betancourt 2016).
  public var concerns: [String] {
    var concerns: [String] = []
    let all = chains.reduce(0) { $0 + $1.depths.count }
    if divergences > 0 { concerns.append("\(divergences) of \(all) trajectories diverged") }
    if cutShort > 0 { concerns.append("\(cutShort) of \(all) trajectories were cut short at depth \(maximumDepth)") }
    for number in draws.numbers {
      if number.rHat > 1.01 { concerns.append("R̂ of \(number.name) is \(Self.rounded(number.rHat))") }
      let size = min(number.bulkEffectiveSampleSize, number.tailEffectiveSampleSize)
      if size.isNaN {
        concerns.append("\(draws.drawsPerChain) draws of \(number.name) by a chain are too few to judge")
      } else if number.summary.variance == 0 {
        concerns.append("all draws of \(number.name) are the same")
      } else if size < 100 * Double(chains.count) {
        concerns.append("the effective sample size of \(number.name) is \(Int(size))")
      }
    }
    for (index, chain) in chains.enumerated() where chain.energyFraction < 0.3 {
      concerns.append("the energy of chain \(index + 1) hardly moves")
    }
    return concerns
  }

  private static func rounded(_ value: Double) -> Double { (value * 1_000).rounded() / 1_000 }
}
