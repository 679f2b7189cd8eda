import Laboratory

extension VariationalAutoencoder {
  /// The one-layer VAE of Burda et al. (2016, section 5.1) on binary images of 784 pixels: two hidden layers of 200 tanh
  /// units each way, a code of 50 numbers, and a Bernoulli distribution of every pixel.
  static func ofBinaryImages(
    latentSize: Int = 50, hiddenUnits: Int = 200, using random: Random
  ) throws -> VariationalAutoencoder {
    func network(_ name: String, inputs: Int, outputs: Int) throws -> Network {
      try Network(
        name, input: [inputs], using: random,
        [Dense(hiddenUnits), Activation.tanh, Dense(hiddenUnits), Activation.tanh, Dense(outputs)])
    }
    return VariationalAutoencoder(
      encoder: GaussianEncoder(try network("encoder", inputs: 784, outputs: 2 * latentSize)),
      decoder: try network("decoder", inputs: latentSize, outputs: 784), likelihood: .bernoulli)
  }
}

extension LabelledImages {
  /// Every pixel drawn as black or white, with its value as the probability: count × 784.
  func binaryRows(using random: Random) -> Tensor { binarized(using: random).reshaped(to: [count, -1]) }
}

extension LearningTask {
  /// Gradients with a greater norm, many times the usual, are scaled down to it.
  static let maximumNormOfImages = 500.0

  /// To learn images whose pixels are drawn anew as black or white whenever they are used; scored on test images that are
  /// drawn once.
  ///
  /// - Parameters:
  ///   - seed: Which order and which noise it is trained with.
  ///   - random: Where these are from, and the noise of the scores, which is the same for every seed.
  static func binaryImages(
    _ images: LabelledImages, test: LabelledImages, rungs: [Int], seed: Int, using random: Random
  ) -> LearningTask {
    let testNoise = random["noise of the test images"]
    return LearningTask(
      name: "images",
      batches: { size in
        let batches = Minibatches(of: size, from: images, using: random["order of the images"][seed])
        return { step, noise in batches[step].binaryRows(using: noise) }
      },
      maximumGradientNorm: Float(maximumNormOfImages),
      heldOut: test.batches(of: 100) { $0.binaryRows(using: testNoise[$1]) }, rungs: rungs,
      noise: (random["noise of the images"][seed], ladder: testNoise["ladder"], codes: testNoise["codes"]))
  }
}

/// What is looked at while a model of images is trained.
struct TrainingCourse {
  let task: LearningTask
  /// Every so many steps the cost of the test images and how many units are in use.
  let interval: Int
  /// After so many steps the cost by the tightest bound, once.
  let early: Int

  /// The draws of the bound that “test cost” is by.
  var draws: Int { task.rungs[max(task.rungs.count - 2, 0)] }

  /// The steps of a training after which it looks.
  func steps(of count: Int) -> [Int] { (1...max(count / interval, 1)).map { $0 * interval } }

  /// What is found after one step: “test cost” by the last bound but one, in nats an image; “active units”, whose means vary by
  /// more than 0.01; “units in use”, which cost more than a tenth of a nat; and once “early cost”.
  func found(of model: VariationalAutoencoder, after step: Int) throws -> [String: Double] {
    func cost(by draws: Int) throws -> Double {
      let ladder = try BoundLadder(of: model, on: task.heldOut, rungs: [draws], using: task.noise.ladder)
      return ladder.tightest.cost.mean
    }
    var found: [String: Double] = [:]
    if step % interval == 0 {
      let evaluation = try Evaluation(of: model, on: task.heldOut, using: task.noise.codes)
      found["test cost"] = try cost(by: draws)
      found["active units"] = Double(evaluation.activeUnits)
      found["units in use"] = Double(evaluation.rateByUnit.count { $0 > 0.1 })
    }
    if step == early { found["early cost"] = try cost(by: task.rungs.last!) }
    return found
  }
}

extension Repeated where Model == VariationalAutoencoder {
  /// What the test images cost during the trainings, over the computation that a step of so much takes.
  func course(_ course: TrainingCourse, computation: Double = 1) -> Mark {
    .line(
      course.steps(of: schedule.steps).map { Double($0) * computation },
      trainings: trainings.map { $0.log["test cost"] },
      name: name)
  }
}

extension Table {
  /// How many units trainings use, as their steps go by, and what is known of them elsewhere.
  init(_ kinds: [Repeated<VariationalAutoencoder>], _ course: TrainingCourse, known: [KnownBounds]) {
    let steps = course.steps(of: kinds[0].schedule.steps)
    func cells(_ place: Int) -> [Cell] {
      kinds.flatMap { kind in
        ["active units", "units in use"].map { name in
          .number(Summary(of: kind.trainings.map { $0.log[name][place] }), .fixed(1))
        }
      }
    }
    self.init(
      columns: ["steps"] + kinds.flatMap { ["\($0.name): active", "above 0.1 nats"] },
      rows: steps.indices.map { [.number(steps[$0])] + cells($0) } + [
        [.text("12,000 in JAX")] + known.flatMap { [.number($0.activeUnits), ""] }
      ])
  }
}

extension ImageGrid {
  /// Binary test images and what models make of them, and images of codes from the prior, a row for each model.
  init(of kinds: [Repeated<VariationalAutoencoder>], images: Tensor, using random: Random) {
    let models = kinds.map(\.shown.model), columns = images.shape[0]
    let codeShape = models[0].posterior(of: images).mean.value.shape,
      priorCodes = Tensor.normal(codeShape, using: random)
    let rows = [images] + models.map { $0.reconstructions(of: images) } + models.map { $0.decoded(priorCodes) }
    self.init(
      rows.flatMap { RasterImage.images($0.reshaped(to: [columns, 28, 28, 1])) }, columns: columns,
      rowLabels: ["image"] + kinds.map(\.name) + kinds.map { "prior, \($0.name)" })
  }
}
