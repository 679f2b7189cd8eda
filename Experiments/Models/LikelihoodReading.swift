import Laboratory

/// What a trained variational autoencoder is worth on held-out images when its decoder's outputs are read by a likelihood,
/// which need not be the one that it was trained by.
struct LikelihoodReading {
  /// What the network was trained as, and how it is read.
  let name: String
  let evaluation: Evaluation
  /// The squared error of a pixel of the mean, for the code at the posterior's mean, in thousandths.
  let squaredError: Summary

  /// Of batches of images in [0, 1].
  init(
    _ name: String, of vae: VariationalAutoencoder, as likelihood: Likelihood, on batches: [Tensor],
    using random: Random,
    phase: String, observer: some ProgressObserver
  ) throws {
    var vae = vae
    vae.likelihood = likelihood
    let errors = batches.flatMap { images in
      square(Variable(vae.reconstructions(of: images)) - Variable(images)).mean(along: [1, 2, 3]).value.doubles
    }
    self.name = name
    evaluation = try Evaluation(of: vae, on: batches, using: random, as: phase, observer: observer)
    squaredError = Summary(of: errors.map { 1e3 * $0 })
  }

  /// What several say, a row each.
  static func table(of readings: [LikelihoodReading]) -> Table {
    Table(
      columns: ["trained as", "squared error · 10³", "distortion", "rate", "ELBO"],
      rows: readings.map {
        [
          .text($0.name), .number($0.squaredError, .fixed(2)), .number($0.evaluation.distortion, .fixed(1)),
          .number($0.evaluation.rate, .fixed(1)), .number($0.evaluation.bound, .fixed(1)),
        ]
      })
  }

  /// By how much its bounds are above another's, image by image.
  func gain(over other: LikelihoodReading) -> Summary {
    Summary(of: evaluation.bounds, less: other.evaluation.bounds)
  }
}

extension Likelihood {
  /// Continuous Bernoulli distributions with the means of the Bernoulli distributions that the output's logits stand for, as
  /// nearly as logits within ± `logitBound` allow.
  static var meanMatchedContinuousBernoulli: Likelihood {
    Likelihood { logits, _ in
      let matched = logits.value.mapped(.sigmoid).doubles.map { mean in
        ExactFormulas(mean: mean, logitBound: Double(logitBound)).logit
      }
      return ContinuousBernoulli(logits: Variable(Tensor(matched.map(Float.init), shape: logits.shape)))
    }
  }
}
