import LabAutodiff
import LabRequirements
import LabStatistics
import LabTensors

/// Whether posteriors are calibrated: latent values are drawn from the prior, data from these, and the rank of each true number
/// among draws of the posterior of these data is uniform where the posterior is right (Talts, Betancourt, Simpson, Vehtari and
/// Gelman 2018).
///
/// What gives the posterior is a closure: a sampler, or a guide trained anew for each set of data.
///
/// ```swift
/// let calibration = try SimulationBasedCalibration(
///   of: model, for: data, simulations: 200, using: random, simulated: { try $0["x"].value.value }
/// ) { data, random in
///   try NoUTurnSampler(warmup: 300, draws: 500, chains: 1).sample(model, on: data, using: random).draws
/// }
/// print(calibration.uniformityProbabilities)
/// ```
public struct SimulationBasedCalibration: Sendable {
  /// The ranks of one number of a latent site.
  public struct CalibratedNumber: Sendable {
    /// The site, and the place in its value.
    public let name: String
    /// The ranks of its true values.
    public let histogram: RankHistogram
  }

  /// Every number of every latent site.
  public let numbers: [CalibratedNumber]

  /// The number of a name. One that is not there is an error that names it.
  public subscript(name: String) -> CalibratedNumber {
    get throws {
      guard let number = numbers.first(where: { $0.name == name }) else {
        throw ModelError.noSite(name, among: numbers.map(\.name))
      }
      return number
    }
  }

  /// The probability of each number's histogram, or a less even one, where ranks are uniform; adjusted for how many there are,
  /// so that all below a level may be taken as evidence together (Holm 1979).
  public var uniformityProbabilities: [Double] { holmAdjusted(numbers.map(\.histogram.uniformityProbability)) }

  /// Simulates, infers and ranks.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - data: What the program conditions on, such as inputs and the sizes of plates; its observed values do not count.
  ///   - simulations: How many sets of data.
  ///   - draws: How many draws of each posterior a true number is ranked among; they are thinned to that.
  ///   - bins: The bins of a histogram, which share draws + 1 ranks evenly; each should have five of the simulations.
  ///   - random: Where everything is drawn from, another stream for each simulation.
  ///   - phase: What the observer is told that this is.
  ///   - observer: Is told of every simulation.
  ///   - simulated: The data that a run of the model has drawn at its observed sites.
  ///   - posterior: At least so many draws of the posterior, given data and where to draw from.
  public init<Data>(
    of model: Program<Data>, for data: Data, simulations: Int, draws: Int = 99, bins: Int = 20, using random: Random,
    as phase: String = "calibration", observer: (any ProgressObserver)? = nil,
    simulated: (ModelRun) throws -> Data, posterior: (Data, Random) throws -> PosteriorDraws
  ) throws {
    require(simulations > 0, "\(simulations) simulations of data")
    require(draws > 0, "ranks among \(draws) draws")
    // Bins that do not share the ranks are told before hours of simulations, not after.
    _ = RankHistogram(of: [0], among: draws, bins: bins)
    var names: [String] = [], ranks: [[Int]] = []
    try (0..<simulations).forEach(phase, observer) { simulation in
      let random = random[simulation]
      let truth = try ModelRun(of: model, on: data, drawingData: true, using: random["truth"])
      let found = try posterior(simulated(truth), random["posterior"])
      guard found.count >= draws else {
        throw ModelError("", "a posterior of \(found.count) draws has no \(draws) to rank a true value among")
      }
      var ties = random["ties"], known: [(name: String, rank: Int)] = []
      let thinned = found.thinned(to: draws)
      for site in truth.sites where site.kind == .latent {
        let numbers = try thinned.numbers(of: site.name), values = site.value.value.elements
        guard numbers.count == values.count else {
          throw ModelError(
            site.name,
            "site “\(site.name)” has \(values.count) numbers in the model and \(numbers.count) in a draw of the posterior"
          )
        }
        for (number, value) in zip(numbers, values) {
          guard !number.values.contains(where: \.isNaN) else {
            throw ModelError(
              site.name,
              "a draw of “\(number.name)” from the posterior is NaN, among which no number has a rank; look for what made it so"
            )
          }
          known.append((number.name, Self.rank(of: Double(value), among: number.values, using: &ties)))
        }
      }
      if simulation == 0 { (names, ranks) = (known.map(\.name), known.map { _ in [] }) }
      guard known.map(\.name) == names else {
        throw ModelError(
          "", "the model has other latent variables from one simulation to the next; their ranks have nothing in common"
        )
      }
      for (index, number) in known.enumerated() { ranks[index].append(number.rank) }
    }
    numbers = zip(names, ranks).map {
      CalibratedNumber(name: $0, histogram: RankHistogram(of: $1, among: draws, bins: bins))
    }
  }

  /// How many draws lie below a value; of those that equal it a number that chance decides, as for values of a continuous kind.
  private static func rank(of value: Double, among draws: [Double], using random: inout Random) -> Int {
    let equal = draws.count { $0 == value }
    return draws.count { $0 < value } + (equal > 0 ? random.integers(in: 0..<equal + 1, count: 1)[0] : 0)
  }
}
