import Laboratory

/// A β-VAE of sprites: what it was trained with, and what its codes turned out to tell.
struct SpriteTraining {
  let beta: Double
  /// Which of several trainings with weights, order and noise of their own, from 0.
  let `repeat`: Int
  let vae: VariationalAutoencoder
  let log: TrainingLog
  /// Over all sprites, which training has seen too: what it minimises is a sum over them and no others.
  let evaluation: Evaluation
  let gap: MutualInformationGap

  /// The units of the code from the costliest to the cheapest.
  var unitsByRate: [Int] {
    let rates = evaluation.rateByUnit
    return rates.indices.sorted { (-rates[$0], $0) < (-rates[$1], $1) }
  }

  /// The share of its entropy that each unit tells of each factor, the units from the costliest on.
  var shares: [[Double]] {
    zip(gap.information, gap.entropies).map { row, entropy in unitsByRate.map { row[$0] / entropy } }
  }

  /// Images of codes that differ from one image's in one unit alone: a row for each of the costliest units, a column for each
  /// value.
  func traversals(from image: Tensor, units: Int, values: [Double]) -> [RasterImage] {
    let code = vae.posterior(of: image).mean.value.elements
    let codes = unitsByRate.prefix(units).flatMap { unit in
      values.flatMap { value in
        var moved = code
        moved[unit] = Float(value)
        return moved
      }
    }
    return RasterImage.images(vae.decoded(Tensor(codes, shape: [units * values.count, code.count])))
  }
}

/// The trainings at one β.
struct SpriteTrainings {
  let beta: Double
  let trainings: [SpriteTraining]

  var name: String { "β = \(NumberFormat.shortest(beta))" }

  /// A figure of each training, over the trainings.
  func summary(_ value: (SpriteTraining) -> Double) -> Summary { Summary(of: trainings.map(value)) }

  /// The mean gap.
  var gap: Summary { summary(\.gap.mean) }

  /// The training whose gap is the median of all, of an even number the lower of the two.
  var typical: SpriteTraining { trainings.sorted { $0.gap.mean < $1.gap.mean }[(trainings.count - 1) / 2] }
}
