import Laboratory

/// What another implementation of a training came to, to be compared with: a known answer, up to what a seed changes.
struct KnownBounds {
  /// What a datum costs by the bound of k draws, in nats, by k.
  let costs: [Int: Double]
  /// How many units of the code are active.
  let activeUnits: Int

  /// The greatest difference from the means of trainings, in nats, over the rungs; nil where one of them is not known.
  func difference<Model>(from kind: Repeated<Model>) -> Double? {
    let rungs = kind.shown.ladder.rungs.indices
    let differences = rungs.compactMap { rung in
      costs[kind.shown.ladder.rungs[rung].particles].map {
        abs(kind.summary { $0.ladder.rungs[rung].cost.mean }.mean - $0)
      }
    }
    return differences.count == rungs.count ? differences.max() : nil
  }
}

extension Table {
  /// For each kind of trainings a row of its costs here and one of what is known.
  init<Model>(_ kinds: [Repeated<Model>], beside known: [KnownBounds], _ format: NumberFormat) {
    let rungs = kinds[0].shown.ladder.rungs.map(\.particles)
    let rows = zip(kinds, known).flatMap { kind, known in
      let costs: [Cell] = rungs.map { known.costs[$0].map { .number($0, format) } ?? "" }
      return [[.text("\(kind.name), here")] + kind.rungCells(format), [.text("\(kind.name), in JAX")] + costs]
    }
    self.init(columns: [""] + BoundLadder.headings(rungs), rows: rows)
  }
}

/// Trainings in JAX with the networks, steps and batches of ours, and random numbers of its own.
extension KnownBounds {
  /// The VAE of binary images: 12,000 steps of 100.
  static let vaeOfImages = KnownBounds(costs: [1: 242.8, 5: 240.9, 50: 239.9, 500: 239.5], activeUnits: 8)
  /// The same on the bound of five draws.
  static let iwae5OfImages = KnownBounds(costs: [1: 244.8, 5: 240.5, 50: 238.8, 500: 238.3], activeUnits: 9)
}
