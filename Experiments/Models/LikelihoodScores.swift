import Laboratory

/// What trainings by one likelihood, a seed each, come to on test images.
///
/// A score and a density cannot be compared; these can.
struct LikelihoodScores {
  /// The name of the likelihood.
  let name: String
  /// The networks.
  let networks: [VariationalAutoencoder]
  /// The bounds under a continuous Bernoulli, whatever the training was by: its logits are read as those of the density,
  /// and its encoder sees the pixels with noise. In nats.
  let densityBounds: [Double]
  /// The divergences of the codes, in nats.
  let rates: [Double]
  /// The squared errors of the reconstructions, over all pixels and over those that are not black.
  let squaredErrors, litSquaredErrors: [Double]

  /// Scores networks that were trained by the likelihood, whose bounds are taken under a density.
  init(
    of networks: [VariationalAutoencoder], trainedBy likelihood: PixelLikelihood,
    readBy density: PixelLikelihood = .continuousBernoulli, on test: PixelTest
  ) throws {
    (name, self.networks) = (likelihood.name, networks)
    densityBounds = try networks.map { network in
      var reading = network
      reading.likelihood = density.inLibrary
      return try test.evaluation(of: reading, under: density).bound.mean
    }
    rates = try networks.map { try test.evaluation(of: $0, under: likelihood).rate.mean }
    squaredErrors = networks.map { test.squaredError(of: $0, under: likelihood) }
    litSquaredErrors = networks.map { test.squaredError(of: $0, under: likelihood, blackCounts: false) }
  }

  /// By how much the bounds under a continuous Bernoulli are above another's, seed by seed.
  func lead(over other: LikelihoodScores) -> PairedDifference {
    PairedDifference(of: densityBounds, less: other.densityBounds)
  }

  /// By how much the squared errors are, in thousandths.
  func excess(over other: LikelihoodScores) -> PairedDifference {
    PairedDifference(of: squaredErrors.map { 1e3 * $0 }, less: other.squaredErrors.map { 1e3 * $0 })
  }

  /// Each score of both, and the difference seed by seed.
  static func table(_ first: LikelihoodScores, _ second: LikelihoodScores) -> Table {
    func row(_ name: String, _ values: (LikelihoodScores) -> [Double], _ format: NumberFormat) -> [Table.Cell] {
      let difference = PairedDifference(of: values(second), less: values(first))
      return [
        .text(name), .number(Summary(of: values(first)), format), .number(Summary(of: values(second)), format),
        .number(difference.summary, format), .text(difference.verdict),
      ]
    }
    return Table(
      columns: ["", "trained by \(first.name)", "by \(second.name)", "difference", "which is"],
      rows: [
        row("bound, nats", \.densityBounds, .fixed(1)), row("KL, nats", \.rates, .fixed(2)),
        row("squared error a pixel", \.squaredErrors, .fixed(4)),
        row("the same, of pixels that are not black", \.litSquaredErrors, .fixed(4)),
      ])
  }
}

extension Notebook {
  /// Keeps what networks trained by a density gain over those trained by a score, `density-lead`, and those of the same density
  /// without the bound on the logits over them, `bound-cost`; by how many thousandths their squared errors are above the score's,
  /// `density-error` and `unbounded-error`; and the least mean that bounded logits give a pixel, `darkest-mean`.
  func measure(
    _ score: LikelihoodScores, _ density: LikelihoodScores, _ unbounded: LikelihoodScores, file: String = #filePath,
    line: UInt = #line
  ) throws {
    for (name, difference, unit) in [
      ("density-lead", density.lead(over: score), "nats"), ("bound-cost", unbounded.lead(over: density), "nats"),
      ("density-error", density.excess(over: score), ""), ("unbounded-error", unbounded.excess(over: score), ""),
    ] {
      try measure(name, difference, unit: unit, format: .fixed(1), file: file, line: line)
    }
    try measure(
      "darkest-mean", PixelLikelihood.continuousBernoulli.darkestMean, format: .fixed(3), file: file, line: line)
  }
}
