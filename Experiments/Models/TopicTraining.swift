import Laboratory

/// A topic model after one training.
struct TrainedTopics {
  let model: TopicModel
  let log: TrainingLog
}

extension Notebook {
  /// A topic model trained on documents that are drawn anew for each step, on the bound a document.
  ///
  /// - Parameters:
  ///   - model: The model, untrained.
  ///   - corpus: The documents.
  ///   - schedule: How many steps, of how many documents, at which rate.
  ///   - maximumNorm: What gradients of a larger norm are scaled down to.
  ///   - phase: What the training is called.
  ///   - random: Where its documents and its noise are from.
  func train(
    _ model: TopicModel, on corpus: Corpus, for schedule: Schedule, maximumNorm: Double, as phase: String,
    using random: Random
  ) throws -> TrainedTopics {
    var svi = SVI(
      model, objective: EvidenceLowerBound(), optimizer: Adam(schedule.rate), maximumGradientNorm: Float(maximumNorm))
    let log = try train(&svi, steps: schedule.steps, as: phase) { svi, step in
      let noise = random[step.index]
      let chosen = [Int].integers(in: 0..<corpus.count, count: schedule.batchSize, using: noise["documents"])
      return try svi.step(corpus.counts(of: chosen), using: noise)
    }
    return TrainedTopics(model: model, log: log)
  }

  /// The mean field of a topic model on documents: normal distributions of their own for the numbers z of each, in the encoder's place.
  /// With the topics among what is trained, or as they are.
  ///
  /// - Parameters:
  ///   - counts: All documents.
  ///   - trainsTopics: Whether the topics move as well.
  func meanField(
    of model: TopicModel, on counts: Tensor, steps: Int, rate: Float, trainsTopics: Bool, maximumNorm: Double,
    as phase: String, using random: Random
  ) throws -> (pair: ModelAndGuide<Tensor>, posterior: Normal, log: TrainingLog) {
    let guide = try MeanFieldNormalGuide(of: model.model, for: counts, using: random["guide"])
    let pair = ModelAndGuide<Tensor>(
      model: model.model, guide: guide.program,
      parameters: guide.parameters + (trainsTopics ? [model.logits] : []))
    var svi = SVI(
      pair, objective: EvidenceLowerBound(), optimizer: Adam(.cosine(initial: rate, final: 0, over: steps)),
      maximumGradientNorm: Float(maximumNorm))
    let log = try train(&svi, steps: steps, as: phase) { svi, step in
      try svi.step(counts, using: random["steps"][step.index])
    }
    let location = guide.parameters[0].value, logScale = guide.parameters[1].value
    return (pair, Normal(mean: Variable(location), logStandardDeviation: Variable(logScale)), log)
  }

  /// A sampler after so many sweeps.
  func gibbs(
    _ corpus: Corpus, topics: Int, alpha: Double, beta: Double, sweeps: Int, as phase: String, using random: Random
  ) throws -> CollapsedGibbs {
    var sampler = CollapsedGibbs(
      documents: corpus.documents, vocabularySize: corpus.vocabulary.count, topics: topics, alpha: alpha, beta: beta,
      using: random)
    try observe(phase, over: 0..<sweeps) { _ in sampler.sweep() }
    return sampler
  }
}
