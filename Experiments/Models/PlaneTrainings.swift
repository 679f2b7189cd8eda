import Laboratory

/// A model of points in the plane after one training, and what held-out points cost by it.
struct PlaneTraining {
  let vae: PlaneVAE
  let log: TrainingLog
  /// The bound of fewest draws on the held-out points.
  let loosest: BoundLadder.Rung
  /// log p(x) of each held-out point by the lattice, in nats.
  let logEvidence: [Double]

  /// What a held-out point costs, −log p(x), in nats.
  var cost: Double { -Summary(of: logEvidence).mean }
  /// By how much the bound of fewest draws overstates that, in nats.
  var guideGap: Double { loosest.cost.mean - cost }
}

/// The trainings of one kind, which differ in their seeds: initial weights, points and noise.
struct PlaneTrainings {
  let name: String
  let schedule: Schedule
  /// Where the points of its steps are from, for a table.
  let points: String
  let trainings: [PlaneTraining]

  /// The one that is shown where only one can be.
  var shown: PlaneTraining { trainings[0] }
  /// What a held-out point costs after each, in nats.
  var costs: [Double] { values(\.cost) }

  /// A figure of each training, in the order of the seeds.
  func values(_ value: (PlaneTraining) -> Double) -> [Double] { trainings.map(value) }

  /// By how much a point costs more than after trainings of another kind, for the seeds that both have.
  func excess(over other: PlaneTrainings) -> PairedDifference {
    let count = min(trainings.count, other.trainings.count)
    return PairedDifference(of: Array(costs.prefix(count)), less: Array(other.costs.prefix(count)))
  }

  /// A row of a table: σ, steps, points, what a point costs by the loosest bound and by the lattice.
  var cells: [Table.Cell] {
    [
      .text(name), .number(Summary(of: values(\.vae.deviation)), .fixed(3)), .number(schedule.steps),
      .text("\(schedule.batchSize) \(points)"), .number(Summary(of: values(\.loosest.cost.mean)), .fixed(2)),
      .number(Summary(of: costs), .fixed(2)), .number(trainings.count),
    ]
  }

  /// The mean over the trainings of what so many parts of their steps found, with a band of one standard error.
  func line(_ name: String, parts: Int = 100, through value: (Double) -> Double = { $0 }) -> Mark {
    let width = max(schedule.steps / parts, 1)
    let curves = trainings.map { $0.log.means(of: name, over: width).map(value) }
    return .line((1...curves[0].count).map { $0 * width }, trainings: curves)
  }
}

extension Table {
  /// What trainings of several kinds cost, beside what is known without any: a name, σ where there is one, and a cost.
  init(_ kinds: [PlaneTrainings], loosest draws: Int, beside known: [(name: String, deviation: Double?, cost: Double)])
  {
    let references: [[Cell]] = known.map { name, deviation, cost in
      [.text(name), deviation.map { .number($0, .fixed(3)) } ?? "", "", "", "", .number(cost, .fixed(2)), ""]
    }
    self.init(
      columns: ["", "σ", "steps", "points a step", "$-L_{\(draws)}$", "$-\\log p$", "trainings"],
      rows: kinds.map(\.cells) + references)
  }
}

extension Figure {
  /// What a point costs after each training, by its seed, and a dashed line at the least of one σ.
  init(costsBySeed kinds: [PlaneTrainings], least: Double) {
    let count = kinds.map(\.trainings.count).max()!
    self.init(
      kinds.map { kind in .points(1...kind.trainings.count, kind.costs, name: kind.name, size: 4) }
        + [.horizontalLine(at: least, name: "the least with the source's σ")],
      x: Axis("seed", limits: 0.5...Double(count) + 0.5), y: Axis("−log p", unit: "nats a point"))
  }
}

extension EightGaussians {
  /// What a point costs at least, in nats, by any mixture of round Gaussians of one given deviation, however their means are
  /// distributed; and so by any decoder with that σ.
  ///
  /// Let f be the mixture with means at the corners of a circle of 0.98 of the radius, and D(m) = E N(x; m, σ²I)/f(x). For any
  /// distribution q of the means, E log(f_q/f) ≤ log E(f_q/f) ≤ log max D by Jensen's inequality, so that −E log f − log max D is a
  /// bound from below; where max D is 1, as it nearly is for σ = √2, f is the best there is. By symmetry one mode and one wedge will do.
  func leastCost(ofDeviation deviation: Double) -> Double {
    let quantiles = (0..<15).map { normalQuantile((Double($0) + 0.5) / 15) * standardDeviation }
    let points = quantiles.flatMap { across in quantiles.map { SIMD2(centres[0].x + $0, centres[0].y + across) } }
    func density(_ point: SIMD2<Double>, radius: Double, angle: Double = 0) -> Double {
      let kernels = (0..<8).map { corner in
        let turn = angle + Double(corner) * .pi / 4
        let away = point - radius * SIMD2(cos(turn), sin(turn))
        return exp(-(away * away).sum() / (2 * deviation * deviation))
      }
      return kernels.reduce(0, +) / (8 * 2 * .pi * deviation * deviation)
    }
    let best = points.map { density($0, radius: 0.98 * radius) }
    let ratios = (0...80).flatMap { step in
      (0...4).map { turn in
        let (out, angle) = (Double(step) * radius / 50, Double(turn) * .pi / 32)
        return Summary(of: zip(points, best).map { density($0, radius: out, angle: angle) / $1 }).mean
      }
    }
    return -Summary(of: best.map { log($0) }).mean - log(ratios.max()!)
  }
}
