import Laboratory

/// What several models are trained on and scored with: the same data and the same noise for each, so that all that differs
/// between two of them is what an essay is about.
struct LearningTask {
  /// What its data are called.
  let name: String
  /// The batches of a training, given the size of one: the data of a step, from its number and its noise.
  let batches: (_ size: Int) -> (_ step: Int, _ noise: Random) -> Tensor
  /// Gradients with a greater norm are scaled down to it.
  let maximumGradientNorm: Float
  /// The data that models are scored on, in batches.
  let heldOut: [Tensor]
  /// The draws k of the bounds that they are scored by.
  let rungs: [Int]
  /// What a step, a ladder of bounds and an evaluation draw from.
  let noise: (steps: Random, ladder: Random, codes: Random)
}

/// How long a training lasts, how many data a step sees, and how far it goes.
struct Schedule {
  let steps: Int
  let batchSize: Int
  let rate: LearningRate

  /// At a learning rate of one's own.
  init(steps: Int, batchSize: Int, rate: LearningRate) {
    (self.steps, self.batchSize, self.rate) = (steps, batchSize, rate)
  }

  /// At a learning rate that falls from a first value to 0 along half a cosine.
  init(steps: Int, batchSize: Int, rateFallingFrom first: Float) {
    self.init(steps: steps, batchSize: batchSize, rate: .cosine(initial: first, final: 0, over: steps))
  }
}

/// A trained model, what it went through, and what held-out data cost by it.
struct Scored<Model> {
  let name: String
  let model: Model
  let log: TrainingLog
  let ladder: BoundLadder
  let evaluation: Evaluation
  /// What a datum costs in nats where that is known without a bound; nil where it is not.
  var exactCost: Double?

  /// What a datum costs in nats: exactly, or else by the tightest bound, which is close to −log p(x).
  var cost: Double { exactCost ?? ladder.tightest.cost.mean }
  /// What it costs by the loosest bound, in nats.
  var looseCost: Double { ladder.loosest.cost.mean }
}

/// Trainings that differ in their seeds alone: initial weights, the order of the data, and noise.
struct Repeated<Model> {
  let name: String
  let schedule: Schedule
  let trainings: [Scored<Model>]

  init(_ name: String, for schedule: Schedule, seeds: Int, _ train: (_ seed: Int) throws -> Scored<Model>) rethrows {
    (self.name, self.schedule) = (name, schedule)
    trainings = try (0..<seeds).map(train)
  }

  /// The one that is shown where only one can be.
  var shown: Scored<Model> { trainings[0] }
  /// What a datum costs after each, in nats.
  var costs: [Double] { values(\.cost) }

  /// A figure of each training, in the order of the seeds.
  func values(_ value: (Scored<Model>) -> Double) -> [Double] { trainings.map(value) }
  /// A figure of a training, over the trainings.
  func summary(_ value: (Scored<Model>) -> Double) -> Summary { Summary(of: values(value)) }
  /// By how much a datum costs less than after other trainings with the same seeds.
  func gain(over other: Repeated<Model>) -> PairedDifference { PairedDifference(of: other.costs, less: costs) }

  /// The loss of each training, over hundredths of its steps.
  var lossCurves: [[Double]] { trainings.map { $0.log.means(of: "loss", over: hundredth) } }
  /// The mean of these over the trainings, with a band of one standard error.
  func losses(named name: String? = nil) -> Mark {
    let curves = lossCurves
    return .line((1...curves[0].count).map { $0 * hundredth }, trainings: curves, name: name)
  }
  private var hundredth: Int { max(schedule.steps / 100, 1) }
}

extension VariationalAutoencoder {
  /// How many times as much a step with k draws of the code computes as a step with one: the encoder runs once and the decoder k
  /// times, each with a multiplication for every weight, forwards and twice backwards.
  func computation(ofDraws k: Int) -> Double {
    func size(_ networks: [Network]) -> Double {
      Double(networks.flatMap(\.parameters).map(\.value.count).reduce(0, +))
    }
    let encoder = size(encoder.networks), decoder = size([decoder])
    return (encoder + Double(k) * decoder) / (encoder + decoder)
  }
}

extension Notebook {
  /// The schedule in the settings `NAME-steps`, `NAME-batch-size` and `NAME-learning-rate`, without a name `steps` and so on;
  /// the learning rate falls to 0 along half a cosine.
  func schedule(_ name: String? = nil) throws -> Schedule {
    let prefix = name.map { "\($0)-" } ?? ""
    return try Schedule(
      steps: self["\(prefix)steps"], batchSize: self["\(prefix)batch-size"],
      rateFallingFrom: self["\(prefix)learning-rate"])
  }

  /// Trains a model with Adam, and scores it.
  ///
  /// - Parameters:
  ///   - phase: What the training is called, and its scores.
  ///   - look: What else is found of the model after each step; it may depend on the model and the number of the step alone.
  func train<Model: VariationalModel<Tensor>>(
    _ model: Model, named name: String, on objective: any Objective, in task: LearningTask, for schedule: Schedule,
    as phase: String, look: (Model, _ step: Int) throws -> [String: Double] = { _, _ in [:] }
  ) throws -> Scored<Model> {
    let batch = task.batches(schedule.batchSize)
    var svi = SVI(
      model, objective: objective, optimizer: Adam(schedule.rate), maximumGradientNorm: task.maximumGradientNorm)
    let log = try train(&svi, steps: schedule.steps, as: "training \(phase)") { svi, step in
      let noise = task.noise.steps[step.index]
      let found = try svi.step(batch(step.index, noise), using: noise).findings
      return try found.merging(look(model, step.index + 1)) { $1 }
    }
    return Scored(
      name: name, model: model, log: log,
      ladder: try BoundLadder(
        of: model, on: task.heldOut, rungs: task.rungs, using: task.noise.ladder, as: "the bounds of \(phase)",
        observer: self),
      evaluation: try Evaluation(of: model, on: task.heldOut, using: task.noise.codes))
  }
}
