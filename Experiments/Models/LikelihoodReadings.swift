import Laboratory

/// What networks that were trained by different likelihoods are worth by the same density.
struct LikelihoodReadings {
  /// Of those trained by the density: with bounded logits, without a bound, and without one on raw bytes.
  let bounded, unbounded, rawBytes: LikelihoodReading
  /// Of those trained on raw bytes by the source's formulas.
  let source: LikelihoodReading
  /// Of those trained as Bernoulli distributions, whose logits are taken as they are, or are given the same means within the
  /// bound or within ± `Likelihood.byteLogitBound`.
  let asTheyAre, matched, matchedWidely: LikelihoodReading
  /// Of the same, by their own mean: what it is off by, and no density.
  let ownMean: LikelihoodReading

  /// A row for each; of what is no density the squared errors alone.
  var table: Table {
    func cell(_ values: [Double], _ digits: Int) -> Table.Cell { .number(Summary(of: values), .fixed(digits)) }
    func row(_ reading: LikelihoodReading) -> [Table.Cell] {
      [.text(reading.name), cell(reading.squaredErrors, 2), cell(reading.litSquaredErrors, 1)]
    }
    let densities = [bounded, unbounded, rawBytes, source, asTheyAre, matched, matchedWidely].map {
      row($0) + [cell($0.blackDensities, 0), cell($0.litDensities, 0), cell($0.rates, 1), cell($0.bounds, 0)]
    }
    return Table(
      columns: [
        "trained as", "squared error · 10³", "of pixels not black", "log p of black pixels", "of the others", "KL",
        "ELBO",
      ],
      rows: densities + [row(ownMean) + ["", "", cell(ownMean.rates, 1), ""]])
  }

  /// The squared errors of the means. The first three have the colours of what stands beside them, which names them.
  var squaredErrors: Figure {
    Figure(
      [(bounded, nil), (unbounded, nil), (rawBytes, nil), (ownMean, ownMean.name)].map { reading, name in
        .bars(
          [reading.squaredErrors, reading.litSquaredErrors].map { Summary(of: $0) },
          labels: ["all pixels", "not black"], name: name)
      }, x: "test images", y: "squared error · 10³", title: "Pictures")
  }
}

extension Table {
  /// Networks by what they were trained by and what they are scored by.
  init(_ readings: [(trainedBy: String, scored: LikelihoodReading)]) {
    self.init(
      columns: ["trained by", "scored by", "squared error · 10³", "ELBO"],
      rows: readings.map {
        [
          .text($0.trainedBy), .text($0.scored.name), .number(Summary(of: $0.scored.squaredErrors), .fixed(2)),
          .number(Summary(of: $0.scored.bounds), .fixed(0)),
        ]
      })
  }
}
