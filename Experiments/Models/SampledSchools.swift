import Laboratory

/// What the sampler found of the eight schools by one way to write them, of μ, τ and θ in this order.
struct SampledSchools {
  let form: EightSchools.Form
  let posterior: SampledPosterior
  let numbers: [PosteriorNumber]

  init(_ form: EightSchools.Form, _ posterior: SampledPosterior) throws {
    (self.form, self.posterior) = (form, posterior)
    let draws = try EightSchools.withEffects(posterior.draws)
    numbers = try ["mu", "tau", "theta"].flatMap { try draws.numbers(of: $0) }
  }

  var logTau: [Double] { numbers[1].values.map { Foundation.log($0) } }
  var divergences: [Bool] { posterior.chains.flatMap(\.divergences) }
  var gradients: Int { posterior.chains.reduce(0) { $0 + $1.gradients } }

  /// The share of draws with τ below a number, and its Monte Carlo standard error. Draws that all agree say nothing of that: then one
  /// of them more or less stands for it.
  func share(below tau: Double) -> (mean: Double, standardError: Double) {
    let areBelow = MarkovChains(numbers[1].draws.chains.map { chain in chain.map { $0 < tau ? 1 : 0 } })
    let error = areBelow.standardErrorOfMean
    return (areBelow.mean, error.isFinite ? error : 1 / Double(areBelow.values.count))
  }

  /// How many standard errors the farthest mean is from the exact ones.
  func farthest(from exact: [Double]) -> Double {
    zip(numbers, exact).map { abs($0.mean - $1) / $0.standardErrorOfMean }.max()!
  }

  /// The effect of the first school against log τ; where the trajectory to a draw diverged, in another colour.
  var funnel: Figure {
    let effects = numbers[2].values, places = zip(logTau, effects), diverged = divergences
    let bad = zip(places, diverged).filter(\.1).map(\.0)
    let marks: [Mark] = [.points(logTau, effects, name: "draws", size: 1.5, opacity: 0.4)]
    let diverging: [Mark] =
      bad.isEmpty ? [] : [.points(bad.map(\.0), bad.map(\.1), name: "after a divergence", size: 3)]
    return Figure(
      marks + diverging, x: Axis("log τ", limits: -4...4), y: Axis("effect of school A", limits: -30...50),
      title: form.rawValue)
  }

  /// A row of the table of chains.
  func cells(probability exact: Double) -> [Table.Cell] {
    let share = share(below: 1)
    return [
      .text(form.rawValue), .number(Double(divergences.count { $0 }), .fixed(0)),
      .number(posterior.largestRHat, .fixed(3)), .number(posterior.leastEffectiveSampleSize, .fixed(0)),
      .number(Double(gradients) / Double(divergences.count), .fixed(1)),
      .number(share.mean, standardError: share.standardError, .fixed(3)), .number(exact, .fixed(3)),
    ]
  }
}

extension Table {
  /// The means and deviations that the sampler found, beside the exact ones.
  init(_ sampled: SampledSchools, exact: [(mean: Double, deviation: Double)]) {
    let names = ["μ", "τ"] + EightSchools.names.map { "θ of \($0)" }
    self.init(
      columns: ["", "exact mean", "sampled", "exact deviation", "sampled", "R̂", "ESS, bulk", "ESS, tails"],
      rows: zip(names, zip(sampled.numbers, exact)).map { name, pair in
        let (number, exact) = pair
        return [
          .text(name), .number(exact.mean, .fixed(2)),
          .number(number.mean, standardError: number.standardErrorOfMean, .fixed(2)),
          .number(exact.deviation, .fixed(2)),
          .number(number.standardDeviation, .fixed(2)), .number(number.rHat, .fixed(3)),
          .number(number.bulkEffectiveSampleSize, .fixed(0)), .number(number.tailEffectiveSampleSize, .fixed(0)),
        ]
      })
  }
}
