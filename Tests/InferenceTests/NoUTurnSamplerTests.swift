import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabTensors
import LabTestSupport
import Testing

/// The sampler's draws are the posterior's: of models whose posterior is known, within the error that the draws themselves claim.
@Suite struct NoUTurnSamplerTests {
  /// The mean within 4 of its standard errors: once in 16,000 times it is not, and there are some twenty. A standard deviation
  /// of so many effective draws is uncertain by 1/√(2N) of itself, by up to twice that in distributions with heavier tails: 5
  /// of these, and what single precision makes of a value.
  private func expect(
    _ number: PosteriorNumber, mean: Double, deviation: Double, _ sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let size = min(number.bulkEffectiveSampleSize, number.tailEffectiveSampleSize)
    #expect(
      abs(number.mean - mean) < 4 * number.standardErrorOfMean + 1e-6 * abs(mean),
      "the mean of \(number.name): \(number.mean) ± \(number.standardErrorOfMean), not \(mean)",
      sourceLocation: sourceLocation)
    #expect(
      abs(number.standardDeviation / deviation - 1) < 10 / (2 * size).squareRoot(),
      "the deviation of \(number.name): \(number.standardDeviation), not \(deviation)", sourceLocation: sourceLocation)
    #expect(number.rHat < 1.01 && size > 400, sourceLocation: sourceLocation)
  }

  @Test(arguments: Conjugate.all, [nil, 1]) func posteriorsOfConjugateModels(_ example: Conjugate, _ nesting: Int?)
    throws
  {
    let posterior = try NoUTurnSampler(warmup: 500, draws: 1_000, plateNesting: nesting)
      .sample(example.model, on: example.data, using: Random(seed: 1))
    let numbers = posterior.draws.numbers
    #expect(numbers.count == example.means.count && posterior.concerns == [])
    for (number, exact) in zip(numbers, zip(example.means, example.standardDeviations)) {
      expect(number, mean: exact.0, deviation: exact.1)
    }
    #expect(abs(posterior.acceptance - 0.8) < 0.15)
  }

  /// Counts 4, 1, 2 of three: Dirichlet(5, 2, 3).
  @Test func sharesOfAWhole() throws {
    let data = Tensor([0, 0, 0, 0, 1, 2, 2].flatMap { c in (0..<3).map { $0 == c ? Float(1) : 0 } }, shape: [7, 3])
    let posterior = try NoUTurnSampler(warmup: 500).sample(Shares.model, on: data, using: Random(seed: 2))
    for (number, mean) in zip(posterior.draws.numbers, [0.5, 0.2, 0.3]) {
      expect(number, mean: mean, deviation: (mean * (1 - mean) / 11).squareRoot())
    }
    #expect(
      posterior.divergences == 0 && posterior.draws.numbers.map(\.name) == ["shares[0]", "shares[1]", "shares[2]"])
  }

  @Test(arguments: [NoUTurnSampler.AdaptedMetric.diagonal, .dense])
  func correlatedNumbers(_ metric: NoUTurnSampler.AdaptedMetric) throws {
    let posterior = try NoUTurnSampler(draws: 1_500, metric: metric)
      .sample(Correlated.model, on: Tensor(0), using: Random(seed: 3))
    let numbers = try posterior.draws.numbers(of: "z")
    for (number, exact) in zip(numbers, zip(Correlated.means, Correlated.deviations)) {
      expect(number, mean: exact.0, deviation: exact.1)
    }
    let pairs = zip(numbers[3].values, numbers[4].values).map { ($0 - numbers[3].mean) * ($1 - numbers[4].mean) }
    let covariance = pairs.reduce(0, +) / Double(pairs.count)
    // A correlation of 2,000 effective draws is uncertain by (1 − ρ²)/√2000 = 0.008: five of these.
    #expect(abs(covariance / numbers[3].standardDeviation / numbers[4].standardDeviation - 0.8) < 0.04)
    #expect(posterior.concerns == [])
  }

  /// A whole metric makes one scale of all directions, so that trajectories are short.
  @Test func aDenseMetricShortensTrajectories() throws {
    func gradients(_ metric: NoUTurnSampler.AdaptedMetric) throws -> Int {
      try NoUTurnSampler(draws: 300, metric: metric).sample(Correlated.model, on: Tensor(0), using: Random(seed: 3))
        .chains.reduce(0) { $0 + $1.gradients }
    }
    #expect(try gradients(.dense) * 2 < gradients(.diagonal))
  }

  /// A part of the prior makes no numbers of the weights of an enumerated variable: chains neither begin there nor stay, and the draws
  /// are those of the rest, z ~ N(1, 1) above 0, whatever k is.
  @Test(arguments: [nil, 1]) func enumeratedVariablesAtImpossiblePoints(_ nesting: Int?) throws {
    let models: [Program<Tensor>] = [
      { trace, _ in
        let z = try trace.sample("z", Normal(mean: Variable(1), logStandardDeviation: .zero))
        try trace.sample("k", Bernoulli(logits: log(z)), enumerated: true)
      },
      { trace, _ in
        let z = try trace.sample("z", Normal(mean: Variable(1), logStandardDeviation: .zero))
        let logits = log(z).reshaped(to: z.shape + [1]) * Variable(Tensor([1, 0, 0]))
        try trace.sample("k", OneHotCategorical(logits: logits), enumerated: true)
      },
    ]
    for model in models {
      let posterior = try NoUTurnSampler(warmup: 200, draws: 500, plateNesting: nesting).sample(
        model, on: Tensor(0.5), using: Random(seed: 11))
      let numbers = try posterior.draws.numbers(of: "z")
      #expect(numbers[0].values.allSatisfy { $0 > 0 })
      // E[z | z > 0] = 1 + φ(1)/Φ(1); an edge costs the trajectories that cross it, and draws depend on each other more.
      let mean = 1 + exp(-0.5) / (2 * Double.pi).squareRoot() / 0.8413447
      #expect(
        abs(numbers[0].mean - mean) < 4 * numbers[0].standardErrorOfMean + 0.01, "\(numbers[0].mean), not \(mean)")
    }
  }

  /// The data rule out 98 % of the prior: a chain begins in the rest.
  @Test func aPriorThatIsWiderThanTheDataAllow() throws {
    func model(_ trace: Trace, _ x: Tensor) throws {
      let z = try trace.sample("z", LogNormal(meanOfLogarithm: .zero, logStandardDeviationOfLogarithm: .zero))
      try trace.observe("x", Uniform(low: .zero, high: z), x, checkingSupport: false)
    }
    let posterior = try NoUTurnSampler(warmup: 100, draws: 100, chains: 2).sample(
      model, on: Tensor(8), using: Random(seed: 12))
    #expect(try posterior.draws["z"].elements.allSatisfy { $0 >= 8 })
  }

  /// No step size suits all of a funnel: what the chains say of it they also say not to believe.
  @Test func aFunnelIsFoundOut() throws {
    let posterior = try NoUTurnSampler(draws: 500, plateNesting: 1).sample(
      Funnel.model, on: Tensor(0), using: Random(seed: 4))
    #expect(posterior.concerns.contains { $0.hasPrefix("the energy of chain") })
    #expect(posterior.concerns.contains { $0.hasPrefix("the effective sample size of v") })
    #expect(posterior.chains.map { $0.divergences.count { $0 } }.reduce(0, +) == posterior.divergences)
  }

  /// Steps that are too large for the narrow part of it leave the dynamics there, and are told.
  @Test func aFunnelDiverges() throws {
    let posterior = try NoUTurnSampler(warmup: 300, draws: 500, targetAcceptance: 0.5, plateNesting: 1)
      .sample(Funnel.model, on: Tensor(0), using: Random(seed: 5))
    #expect(posterior.divergences > 0)
    #expect(posterior.concerns.contains("\(posterior.divergences) of 2000 trajectories diverged"))
  }

  /// A mixture of two distant modes holds each chain where it began, which R̂ tells.
  @Test func chainsThatDoNotMeetShow() throws {
    func model(_ trace: Trace, _ x: Tensor) throws {
      let z = try trace.sample("z", Normal(mean: .zero, standardDeviation: Variable(10)))
      // |z| is near 8: z is near 8 or −8.
      try trace.observe("x", Normal(mean: abs(z), standardDeviation: Variable(0.1)), x)
    }
    let posterior = try NoUTurnSampler(warmup: 300, draws: 300, chains: 8).sample(
      model, on: Tensor(8), using: Random(seed: 5))
    #expect(posterior.largestRHat > 1.5 && posterior.concerns.contains { $0.hasPrefix("R̂ of z") })
  }

  @Test(arguments: [nil, 1]) func theSameSeedGivesTheSameDraws(_ nesting: Int?) throws {
    func draws(seed: UInt64, threads: Int) throws -> [Float] {
      try withThreads(threads) {
        let sampler = NoUTurnSampler(warmup: 100, draws: 50, chains: 2, plateNesting: nesting)
        return try sampler.sample(Conjugate.regression.model, on: Conjugate.regression.data, using: Random(seed: seed))
          .draws["z"].elements
      }
    }
    let first = try draws(seed: 6, threads: 1)
    #expect(try draws(seed: 6, threads: 1) == first && draws(seed: 6, threads: 2) == first)
    #expect(try draws(seed: 7, threads: 1) != first)
  }

  /// Counts that are 0 by a switch of their own, or Poisson: of a prior's draws of all switches few explain the data, of their sum
  /// all do. λ ~ Gamma(3, 2), the switch on with probability 0.6, by quadrature.
  @Test(arguments: [nil, 1]) func enumeratedSitesThatMakeDataImpossible(_ nesting: Int?) throws {
    let x: [Float] = [0, 2, 0, 3, 1, 4, 2, 1]
    func model(_ trace: Trace, _ x: Tensor) throws {
      let rate = try trace.sample("rate", Gamma(concentration: Variable(3), rate: Variable(2)))
      try trace.plate("data", size: x.count) {
        let k = try trace.sample("k", Bernoulli(logits: Variable(Float(log(1.5)))), enumerated: true)
        try trace.observe("x", Poisson(logRate: log(rate) + log(k)), x)
      }
    }
    let posterior = try NoUTurnSampler(warmup: 500, plateNesting: nesting).sample(
      model, on: Tensor(x), using: Random(seed: 10))
    var sums = [0.0, 0, 0]
    for place in 0..<20_000 {
      let rate = (Double(place) + 0.5) / 1_000
      var weight = rate * rate * exp(-2 * rate)
      for count in x { weight *= count == 0 ? 0.4 + 0.6 * exp(-rate) : exp(-rate) * pow(rate, Double(count)) }
      for power in 0..<3 { sums[power] += weight * pow(rate, Double(power)) }
    }
    let mean = sums[1] / sums[0]
    expect(posterior.draws.numbers[0], mean: mean, deviation: (sums[2] / sums[0] - mean * mean).squareRoot())
  }

  /// A bound of data that many of the prior's draws do not keep: of θ ~ LogNormal(0, 1) and two numbers up to θ the logarithm is
  /// N(−2, 1) above that of the larger one, whose density falls from there: mean −2 + φ(a)/(1 − Φ(a)), a = 2 + log 1.2.
  @Test func dataThatSomeOfThePriorExplains() throws {
    func model(_ trace: Trace, _ x: Tensor) throws {
      let bound = try trace.sample("bound", LogNormal(meanOfLogarithm: .zero, logStandardDeviationOfLogarithm: .zero))
      try trace.plate("data", size: x.count) {
        try trace.observe("x", Uniform(low: .zero, high: bound), x, checkingSupport: false)
      }
    }
    let posterior = try NoUTurnSampler().sample(model, on: Tensor([0.7, 1.2]), using: Random(seed: 11))
    let number = try posterior.draws.adding("log") { Tensor([Float(log(try $0["bound"].element))]).sum(along: [0]) }
      .numbers(of: "log")[0]
    #expect(number.values.allSatisfy { $0 >= log(1.2) - 1e-6 })
    let a = 2 + log(1.2),
      exact = -2 + exp(-a * a / 2) / (2 * Double.pi).squareRoot() / (0.5 * erfc(a / 2.0.squareRoot()))
    #expect(abs(number.mean - exact) < 4 * number.standardErrorOfMean, "\(number.mean), not \(exact)")
  }

  /// A number of which single precision sees one value alone has neither an R̂ nor a size that could tell; it is told all the same.
  @Test func drawsThatAreAllTheSame() throws {
    func model(_ trace: Trace, _ x: Tensor) throws {
      try trace.sample("z", Normal(mean: Variable(1e10), standardDeviation: Variable(1)))
    }
    let posterior = try NoUTurnSampler(warmup: 50, draws: 50, chains: 2).sample(
      model, on: Tensor(0), using: Random(seed: 12))
    #expect(posterior.largestRHat.isNaN && posterior.concerns.contains("all draws of z are the same"))
  }

  /// One after another, a chain's draws do not depend on how many there are.
  @Test func moreChainsLeaveTheFirstAsItIs() throws {
    func draws(_ chains: Int) throws -> [Float] {
      try NoUTurnSampler(warmup: 60, draws: 30, chains: chains)
        .sample(Conjugate.rate.model, on: Conjugate.rate.data, using: Random(seed: 8)).draws["z"].elements
    }
    #expect(try Array(draws(3).prefix(30)) == draws(1))
  }

  /// One chain, one draw and no warm-up are enough to go on with, and say that they are few.
  @Test func fewDraws() throws {
    let posterior = try NoUTurnSampler(warmup: 0, draws: 1, chains: 1)
      .sample(Conjugate.rate.model, on: Conjugate.rate.data, using: Random(seed: 9))
    #expect(try posterior.draws["z"].shape == [1] && posterior.largestRHat.isNaN)
    #expect(posterior.concerns.contains("1 draws of z by a chain are too few to judge"))
  }
}
