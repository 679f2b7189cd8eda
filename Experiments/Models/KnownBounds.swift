import Laboratory

/// What another implementation of a training came to, to be compared with: a known answer, up to what a seed changes.
struct KnownBounds {
  /// What a datum costs by the bound of k draws, in nats, by k.
  let costs: [Int: Double]
  /// How many units of the code are active; nil where that is not known.
  let activeUnits: Int?

  /// The greatest difference from a ladder, in nats, over its rungs of at least so many draws; nil where one of them is not
  /// known.
  func difference(from ladder: BoundLadder, draws least: Int = 1) -> Double? {
    let rungs = ladder.rungs.filter { $0.particles >= least }
    let differences = rungs.compactMap { rung in costs[rung.particles].map { abs(rung.cost.mean - $0) } }
    return differences.count == rungs.count ? differences.max() : nil
  }
}

extension Table {
  /// For each model a row of its costs here and one of what is known, with the active units where these are known.
  init<Model>(_ models: [Scored<Model>], beside known: [KnownBounds], _ format: NumberFormat) {
    let countsUnits = known.allSatisfy { $0.activeUnits != nil }
    self.init(
      columns: [""] + BoundLadder.headings(models[0].ladder.rungs.map(\.particles))
        + (countsUnits ? ["active units"] : []),
      rows: zip(models, known).flatMap { model, known in
        let costs = model.ladder.rungs.map { rung in known.costs[rung.particles].map { Cell.number($0, format) } ?? "" }
        let units = [model.evaluation.activeUnits, known.activeUnits ?? 0].map { countsUnits ? [Cell.number($0)] : [] }
        return [
          [.text("\(model.name), here")] + model.ladder.cells(format) + units[0],
          [.text("\(model.name), in JAX")] + costs + units[1],
        ]
      })
  }
}

extension Notebook {
  /// Claims that the costs of models are near what is known of them: within so many nats, over the rungs of at least so many
  /// draws. Where one of these is not known, nothing is claimed.
  func claimAgreement<Model>(
    _ sentence: String, of models: [Scored<Model>], with known: [KnownBounds], draws least: Int = 1,
    within limit: Double, file: String = #filePath, line: UInt = #line
  ) {
    let differences = zip(models, known).compactMap { $1.difference(from: $0.ladder, draws: least) }
    guard differences.count == models.count else { return }
    claim(sentence, differences.allSatisfy { $0 < limit }, file: file, line: line)
  }
}

/// Trainings in JAX with the networks, steps and batches of ours, and random numbers of its own.
extension KnownBounds {
  /// `PlaneVAE` with σ learned, on the bound of ten draws: 10,000 steps of 128 points.
  static let iwae10OfPoints = KnownBounds(costs: [1: 65.6, 5: 2.70, 50: 1.97, 2_000: 1.95], activeUnits: nil)
  /// The VAE of binary images: 12,000 steps of 100.
  static let vaeOfImages = KnownBounds(costs: [1: 242.8, 5: 240.9, 50: 239.9, 500: 239.5], activeUnits: 8)
  /// The same on the bound of five draws.
  static let iwae5OfImages = KnownBounds(costs: [1: 244.8, 5: 240.5, 50: 238.8, 500: 238.3], activeUnits: 9)
}
