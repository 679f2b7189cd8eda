import Laboratory

/// Codes of which two numbers are turned in their plane.
///
/// A turn leaves the prior N(0, I) as it is, and a decoder that begins by turning back makes the same images of what it gets: the
/// bound cannot tell one from the other, but for the encoder, whose numbers are independent of each other only where they stand.
struct TurnedCodes {
  private let means, deviations: [[Double]]
  private let factors: [[Int]]

  /// The two numbers of a training's codes that together tell most of two factors, given by their levels.
  init(_ training: SpriteTraining, of images: [Tensor], about factors: [(index: Int, levels: [Int])]) {
    let posteriors = images.map { training.vae.posterior(of: $0) }
    let units = training.unitsByRate.sorted { a, b in
      func told(_ unit: Int) -> Double { factors.reduce(0) { $0 + training.gap.information[$1.index][unit] } }
      return told(a) > told(b)
    }.prefix(2)
    means = units.map { unit in posteriors.flatMap { $0.mean.value.coordinate(unit).map(Double.init) } }
    deviations = units.map { unit in posteriors.flatMap { $0.standardDeviation.value.coordinate(unit).map(Double.init) }
    }
    self.factors = factors.map(\.levels)
  }

  /// The mean gap of the two factors when the numbers are turned by an angle in degrees: that between these two numbers alone.
  func gap(at degrees: Double) throws -> Double {
    let (c, s) = (cos(degrees * .pi / 180), sin(degrees * .pi / 180)), data = means[0].indices
    let turned = data.flatMap { [c * means[0][$0] + s * means[1][$0], c * means[1][$0] - s * means[0][$0]] }
    let spreads = data.flatMap { datum in
      let (a, b) = (deviations[0][datum], deviations[1][datum])
      return [(c * c * a * a + s * s * b * b).squareRoot(), (c * c * b * b + s * s * a * a).squareRoot()]
    }
    return try MutualInformationGap(means: turned, standardDeviations: spreads, codes: 2, factors: factors).mean
  }
}
