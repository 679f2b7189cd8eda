import Laboratory

/// How a network of conv-vae is trained, whatever its weights, its images and its noise: rightly, unless something is changed.
struct TrainingRecipe {
  /// What a nat of code costs in nats of explanation.
  var beta: Float = 1
  /// What the outputs mean.
  var likelihood = Likelihood.continuousBernoulli()
  /// Whether bytes are made continuous, or only scaled to [0, 1].
  var dequantizes = true
  /// Whether Adam is told which step it is.
  var countsSteps = true
  /// Whether evaluation normalises by the statistics gathered in training, or by those of the batch.
  var usesRunningStatistics = true
  /// What larger norms of gradients are scaled down to.
  var maximumNorm: Float

  /// All that the source does at once: β = 2, its formula with ε on scaled bytes, an Adam that never counts, statistics of the
  /// batch, gradients as they come.
  static var source: TrainingRecipe {
    TrainingRecipe(
      beta: 2, likelihood: Likelihood { logits, _ in SourceContinuousBernoulli(logits: logits) }, dequantizes: false,
      countsSteps: false, usesRunningStatistics: false, maximumNorm: .infinity)
  }

  /// The same, with an Adam that never counts.
  var uncounted: TrainingRecipe {
    var recipe = self
    recipe.countsSteps = false
    return recipe
  }

  /// Adam, counting or not.
  func optimizer(_ rate: LearningRate) -> any Optimizer { countsSteps ? Adam(rate) : UncountedAdam(rate) }

  /// What is trained on of a batch of images.
  func pixels(of images: LabelledImages, using random: Random) -> Tensor {
    dequantizes ? images.dequantized(using: random) : images.scaled
  }

  /// A network as this trains and scores it.
  func prepared(_ vae: VariationalAutoencoder) -> VariationalAutoencoder {
    var vae = vae
    vae.likelihood = likelihood
    vae.usesRunningStatistics = usesRunningStatistics
    return vae
  }
}

/// A network and how it was trained.
struct TrainedImages {
  let vae: VariationalAutoencoder
  let log: TrainingLog
}

extension Notebook {
  /// Trains a network by a recipe: on the same batches with the same noise for the same randomness, whatever the network and the
  /// recipe.
  func train(
    _ vae: VariationalAutoencoder, by recipe: TrainingRecipe, _ rate: LearningRate, on images: LabelledImages,
    _ batchSize: Int, steps: Int, as phase: String, using random: Random
  ) throws -> TrainedImages {
    let vae = recipe.prepared(vae)
    let batches = Minibatches(of: batchSize, from: images, using: random["order of the images"])
    func log(_ optimizer: some Optimizer) throws -> TrainingLog {
      var svi = SVI(
        vae, objective: EvidenceLowerBound(klWeight: .constant(recipe.beta)), optimizer: optimizer,
        maximumGradientNorm: recipe.maximumNorm)
      return try train(&svi, steps: steps, as: phase) { svi, step in
        try self.step(
          &svi, on: batches[step.index], using: random["training noise"][step.index], pixels: recipe.pixels)
      }
    }
    return TrainedImages(vae: vae, log: try log(recipe.optimizer(rate)))
  }

  /// What trainings come to on images, as a recipe scores them: all with the same noise.
  func scored(
    _ name: String, _ trainings: [TrainedImages], by recipe: TrainingRecipe, on images: LabelledImages
  ) throws -> ScoredTrainings {
    let noise = random["test noise"]
    let batches = images.batches(of: 200) { recipe.pixels(of: $0, using: noise[$1]) }
    let evaluations = try trainings.map { training in
      try Evaluation(of: recipe.prepared(training.vae), on: batches, using: noise["codes"], observer: self)
    }
    return ScoredTrainings(name: name, evaluations: evaluations)
  }

  /// Keeps what trainings come to as `NAME-rate` and `NAME-elbo`, and the extremes of the latter as `lowest-elbo` and
  /// `highest-elbo`, in nats.
  func measure(
    _ name: String, _ scored: ScoredTrainings, file: String = #filePath, line: UInt = #line
  ) throws {
    for (quantity, values) in [("rate", scored.rates), ("elbo", scored.bounds)] {
      try measure(
        "\(name)-\(quantity)", meanOf: values, unit: "nats", format: .fixed(1), file: file, line: line)
    }
    let bounds = Summary(of: scored.bounds)
    try measure(
      ["lowest-elbo": bounds.minimum, "highest-elbo": bounds.maximum], unit: "nats",
      tolerance: .noise(of: scored.bounds), format: .fixed(1), file: file, line: line)
  }
}

extension Figure {
  /// The loss of trainings that differ in their seeds, the median over so many steps at a time, as single steps leap to millions of
  /// nats: its mean over the trainings with a band of one standard error.
  static func losses(of trainings: [TrainedImages], every steps: Int) -> Figure {
    let losses = trainings.map { $0.log.medians(of: "loss", over: steps) }
    return Figure(
      .line((1...losses[0].count).map { $0 * steps }, trainings: losses), x: Axis("step", scale: .log),
      y: Axis("loss", unit: "nats"),
      title: "Training")
  }
}

/// What several trainings that differ in their seeds came to on the test images.
struct ScoredTrainings {
  let name: String
  let evaluations: [Evaluation]

  var bounds: [Double] { evaluations.map(\.bound.mean) }
  var rates: [Double] { evaluations.map(\.rate.mean) }
  private var distortions: [Double] { evaluations.map(\.distortion.mean) }

  /// How far the bounds of others are above these, training by training, as far as there are pairs.
  func lead(of others: ScoredTrainings) -> PairedDifference {
    let count = min(bounds.count, others.bounds.count)
    return PairedDifference(of: Array(others.bounds.prefix(count)), less: Array(bounds.prefix(count)))
  }

  /// Each training of several kinds by what its codes cost and what its bound is.
  static func figure(of scored: [ScoredTrainings]) -> Figure {
    Figure(
      scored.map { .points($0.rates, $0.bounds, name: $0.name, size: 4) }, x: Axis("KL", unit: "nats"),
      y: Axis("test ELBO", unit: "nats"), title: "Test images", legend: .below)
  }

  /// A row for each, mean ± standard error, and its bound less the first's.
  static func table(_ scored: [ScoredTrainings]) -> Table {
    Table(
      columns: ["trained", "trainings", "distortion", "rate", "ELBO", "less the first's", "which is"],
      rows: scored.enumerated().map { index, trainings in
        let means = [trainings.distortions, trainings.rates, trainings.bounds].map { Summary(of: $0) }
        let lead = scored[0].lead(of: trainings)
        let last: [Table.Cell] = index == 0 ? ["", ""] : [.number(lead.summary, .fixed(1)), .text(lead.verdict)]
        return [.text(trainings.name), .number(means[0].count)] + means.map { .number($0, .fixed(1)) } + last
      })
  }
}

extension VariationalAutoencoder {
  /// The products of a weight and a number that an image takes on its way through the networks.
  var multiplications: Int { networks.flatMap(\.summary.rows).map(\.multiplications).reduce(0, +) }
}

extension ModelSummary.Row {
  fileprivate var multiplications: Int {
    // Of each unit, one parameter is its bias.
    let weights = parameterCount - outputShape[-1]
    if layer.hasPrefix("Dense") { return weights }
    return layer.hasPrefix("Convolution") ? weights * outputShape.dropLast().count : 0
  }
}
