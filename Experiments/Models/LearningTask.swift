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

/// A trained model, the loss of a datum at each of its steps, and what held-out data cost by it.
struct Scored<Model> {
  let name: String
  let model: Model
  let losses: [Double]
  let ladder: BoundLadder
  let evaluation: Evaluation

  /// What a datum costs by the tightest bound, in nats: close to −log p(x).
  var cost: Double { ladder.tightest.cost.mean }
  /// What it costs by the loosest, in nats.
  var looseCost: Double { ladder.loosest.cost.mean }
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
  /// - Parameter phase: What the training is called where the name and the task do not tell it from another.
  func train<Model: VariationalModel<Tensor>>(
    _ model: Model, named name: String, on objective: any Objective, in task: LearningTask, for schedule: Schedule,
    as phase: String? = nil
  ) throws -> Scored<Model> {
    let phase = phase ?? "\(name) on \(task.name)", batch = task.batches(schedule.batchSize)
    var svi = SVI(
      model, objective: objective, optimizer: Adam(schedule.rate), maximumGradientNorm: task.maximumGradientNorm)
    let log = try train(&svi, steps: schedule.steps, as: "training \(phase)") { svi, step in
      let noise = task.noise.steps[step.index]
      return try svi.step(batch(step.index, noise), using: noise)
    }
    return Scored(
      name: name, model: model, losses: log.losses,
      ladder: try BoundLadder(
        of: model, on: task.heldOut, rungs: task.rungs, using: task.noise.ladder, as: "the bounds of \(phase)",
        observer: self),
      evaluation: try Evaluation(of: model, on: task.heldOut, using: task.noise.codes))
  }
}
