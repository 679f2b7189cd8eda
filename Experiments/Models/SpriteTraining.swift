import Laboratory

/// A β-VAE of sprites: what came of it, over all sprites there are, and what its codes tell of their factors.
struct SpriteTraining {
  let vae: VariationalAutoencoder
  let log: TrainingLog
  let evaluation: Evaluation
  let gap: MutualInformationGap

  /// The units of the code from the costliest to the cheapest.
  var unitsByRate: [Int] {
    let rates = evaluation.rateByUnit
    return rates.indices.sorted { (-rates[$0], $0) < (-rates[$1], $1) }
  }

  /// The share of its entropy that a unit tells of each factor.
  func shares(of unit: Int) -> [Double] { zip(gap.information, gap.entropies).map { $0[unit] / $1 } }

  /// The information matrix in shares of the factors' entropies: a row for each factor, a column for each unit, the costliest
  /// first.
  func informationMap(_ factors: [Sprites.Factor], title: String) -> Figure {
    let columns = unitsByRate.map(shares)
    return Figure(
      .heatMap(
        factors.indices.flatMap { factor in columns.map { 100 * $0[factor] } }, rows: factors.map(\.name),
        columns: unitsByRate.map { "z\($0 + 1)" }, color: Axis("of the factor's entropy", unit: "%"),
        cellFormat: .decimals(0)), title: title)
  }

  /// Images of codes that differ from one image's in one unit alone: a row for each unit, the costliest first, with the factor
  /// that it tells most of, and a column for each value.
  func traversals(from image: Tensor, values: [Double], factors: [Sprites.Factor]) -> ImageGrid {
    let code = vae.posterior(of: image).mean.value.elements
    let codes = unitsByRate.flatMap { unit in
      values.flatMap { value in code.indices.map { $0 == unit ? Float(value) : code[$0] } }
    }
    let labels = unitsByRate.map { unit in
      let shares = shares(of: unit), factor = shares.indices.max { shares[$0] < shares[$1] }!
      return "z\(unit + 1) tells \(NumberFormat.fixed(0).text(100 * shares[factor]))% of \(factors[factor].name)"
    }
    return ImageGrid(
      RasterImage.images(vae.decoded(Tensor(codes, shape: [codes.count / code.count, code.count]))),
      columns: values.count, rowLabels: labels, columnLabels: values.map(NumberFormat.exact.text),
      columnTitle: "value of the number")
  }
}

/// The trainings at one β, which differ in weights, order and noise.
struct SpriteTrainings {
  let beta: Double
  let trainings: [SpriteTraining]

  var name: String { "β = \(NumberFormat.shortest(beta))" }

  /// A figure of each training, over the trainings.
  func summary(_ value: (SpriteTraining) -> Double) -> Summary { Summary(of: trainings.map(value)) }

  /// The mean gap over the factors.
  var gap: Summary { summary(\.gap.mean) }

  /// The gap of one factor.
  func gap(of factor: Int) -> Summary { summary { $0.gap.gaps[factor].share } }

  /// By how much the mean gap is larger than that of trainings at another β with the same weights, order and noise.
  func gain(over other: SpriteTrainings) -> PairedDifference {
    PairedDifference(of: trainings.map(\.gap.mean), less: other.trainings.map(\.gap.mean))
  }

  /// The training with the largest mean gap.
  var best: SpriteTraining { trainings.max { $0.gap.mean < $1.gap.mean }! }
  /// The training with the least.
  var worst: SpriteTraining { trainings.min { $0.gap.mean < $1.gap.mean }! }
}

extension Table {
  /// What the trainings at each β came to: rate and distortion, and the gap of all factors and of each.
  init(_ prices: [SpriteTrainings], factors: [Sprites.Factor]) {
    self.init(
      columns: ["β", "distortion", "KL", "mean gap", "more than at \(prices[0].name)", "which is"]
        + factors.map(\.name),
      rows: prices.map { price in
        let gain = price.gain(over: prices[0])
        let cells: [Cell] = [
          .number(price.beta, .exact), .number(price.summary(\.evaluation.distortion.mean), .fixed(1)),
          .number(price.summary(\.evaluation.rate.mean), .fixed(2)), .number(price.gap, .fixed(2)),
          .number(gain.summary, .fixed(2)), .text(gain.verdict),
        ]
        return cells + factors.indices.map { .number(price.gap(of: $0), .fixed(2)) }
      })
  }
}
