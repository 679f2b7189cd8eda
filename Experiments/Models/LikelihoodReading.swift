import Laboratory

/// What trained variational autoencoders, a seed each, are worth on held-out images when their decoders' outputs are read by a
/// likelihood, which need not be the one that they were trained by.
struct LikelihoodReading {
  /// What the networks were trained as, and how they are read.
  let name: String
  private let scores: [PixelScores]
  private let evaluations: [Evaluation]

  /// Of batches of images in [0, 1].
  init(
    _ name: String, of vaes: [VariationalAutoencoder], as likelihood: Likelihood, on batches: [Tensor],
    using random: Random, observer: some ProgressObserver
  ) throws {
    let reading = vaes.map { vae in
      var vae = vae
      vae.likelihood = likelihood
      return vae
    }
    self.name = name
    scores = reading.map { PixelScores(of: $0, on: batches) }
    evaluations = try reading.map {
      try Evaluation(of: $0, on: batches, using: random, as: "evaluation: \(name)", observer: observer)
    }
  }

  /// The mean bound of each training, in nats an image, and its KL.
  var bounds: [Double] { evaluations.map(\.bound.mean) }
  var rates: [Double] { evaluations.map(\.rate.mean) }
  /// The squared error of a pixel of the mean, in thousandths: over all pixels, and over those that are not black.
  var squaredErrors: [Double] { scores.map(\.squaredError) }
  var litSquaredErrors: [Double] { scores.map(\.litSquaredError) }
  /// The log-density of the black pixels of an image and of its others, in nats.
  var blackDensities: [Double] { scores.map(\.blackDensity) }
  var litDensities: [Double] { scores.map(\.litDensity) }

  /// By how much a score of its trainings is above another's, over those of the same seeds.
  func gain(_ score: KeyPath<LikelihoodReading, [Double]>, over other: LikelihoodReading) -> PairedDifference {
    let count = min(scores.count, other.scores.count)
    return PairedDifference(
      of: Array(self[keyPath: score].prefix(count)), less: Array(other[keyPath: score].prefix(count)))
  }
}

/// How a variational autoencoder does on black pixels and on others, with the code at the posterior's mean.
private struct PixelScores {
  let squaredError, litSquaredError: Double
  let blackDensity, litDensity: Double

  init(of vae: VariationalAutoencoder, on batches: [Tensor]) {
    var errors = 0.0, litErrors = 0.0, densities = 0.0, litDensities = 0.0, litCount = 0.0
    for images in batches {
      let output = vae.decoder(vae.posterior(of: images).mean, .evaluation)
      let pixels = vae.likelihood(output, eventAxes: 0), x = Variable(images)
      // A byte of 0 made continuous, or scaled, lies below 1/256, and no other does.
      let lit = Variable(Tensor(images.elements.map { $0 < 1 / 256 ? 0 : 1 }, shape: images.shape))
      func sum(_ values: Variable) -> Double { values.sum(along: [1, 2, 3]).value.doubles.reduce(0, +) }
      let error = square(pixels.mean - x), density = pixels.logDensity(x)
      (errors, litErrors) = (errors + sum(error), litErrors + sum(error * lit))
      (densities, litDensities) = (densities + sum(density), litDensities + sum(density * lit))
      litCount += sum(lit)
    }
    let images = Double(batches.map { $0.shape[0] }.reduce(0, +))
    let pixels = Double(batches.map(\.count).reduce(0, +))
    (squaredError, litSquaredError) = (1e3 * errors / pixels, 1e3 * litErrors / litCount)
    (blackDensity, litDensity) = ((densities - litDensities) / images, litDensities / images)
  }
}

extension Likelihood {
  /// The largest |η| that bytes made continuous have a use for: their means lie between 1/512 and 1 − 1/512, and at |η| = 512
  /// the mean is that far from 0 or 1.
  static let byteLogitBound: Float = 512

  /// Continuous Bernoulli distributions with the means of the Bernoulli distributions that the output's logits stand for, as
  /// nearly as logits within ± a bound allow.
  static func meanMatched(within bound: Float) -> Likelihood {
    Likelihood { logits, _ in
      let matched = logits.value.mapped(.sigmoid).doubles.map { mean in
        ExactFormulas(mean: mean, logitBound: Double(bound)).logit
      }
      return ContinuousBernoulli(logits: Variable(Tensor(matched.map(Float.init), shape: logits.shape)))
    }
  }
}
