import Laboratory

/// Trainings of one conditional VAE with a seed each, and how they score on the same test images.
struct Contender {
  let name: String
  let models: [ConditionalVAE]
  let logs: [TrainingLog]
  let evaluations: [Evaluation]
  let ladders: [BoundLadder]

  /// Scores the models on batches with so many draws; the noise is the same for all contenders.
  init(
    _ name: String, _ models: [ConditionalVAE], logs: [TrainingLog], on batches: [ConditionedImages], rungs: [Int],
    using random: Random, observer: any ProgressObserver
  ) throws {
    (self.name, self.models, self.logs) = (name, models, logs)
    evaluations = try models.map { try Evaluation(of: $0, on: batches, using: random["codes"]) }
    ladders = try models.map {
      try BoundLadder(
        of: $0, on: batches, rungs: rungs, minimumDraws: rungs.max()!, using: random["ladder"],
        as: "the bounds of \(name)", observer: observer)
    }
  }

  /// The bound of each training at the most draws: its mean over the images, in nats.
  var bounds: [Double] { ladders.map { $0.rungs.last!.bound.mean } }

  /// The bound of each training at another number of draws, of the same noise.
  func bounds(
    ofDraws draws: Int, on batches: [ConditionedImages], using random: Random, observer: any ProgressObserver
  ) throws -> [Double] {
    try models.map { model in
      let ladder = try BoundLadder(
        of: model, on: batches, rungs: [draws], minimumDraws: draws, using: random["ladder"],
        as: "the bounds of \(name) by more draws", observer: observer)
      return ladder.tightest.bound.mean
    }
  }

  /// By how much they are above another's, training by training.
  func gain(over other: Contender) -> PairedDifference { PairedDifference(of: bounds, less: other.bounds) }

  /// Both terms of the loss and the norm of the gradient in the first training of each.
  static func losses(_ contenders: [Contender]) -> Panels {
    Panels(
      ["distortion", "rate", "gradient norm"].map { term in
        Figure(
          contenders.map { .smoothedLine($0.logs[0][term], name: $0.name) }, x: "step",
          y: Axis(term, unit: term == "gradient norm" ? nil : "nats", scale: .log))
      }, sharing: .legend)
  }

  /// A row of a table: the name, what is bounded, the KL, the number of active units, the ELBO, and the bound at each number
  /// of draws, in nats an image; mean ± standard error over the trainings.
  func cells(_ bounded: Table.Cell) -> [Table.Cell] {
    func cell(_ digits: Int, _ value: (Evaluation) -> Double) -> Table.Cell {
      .number(Summary(of: evaluations.map(value)), .fixed(digits))
    }
    return [.text(name), bounded, cell(2, \.rate.mean), cell(1) { Double($0.activeUnits) }, cell(2, \.bound.mean)]
      + ladders[0].rungs.indices.map { rung in
        .number(Summary(of: ladders.map { $0.rungs[rung].bound.mean }), .fixed(2))
      }
  }
}
