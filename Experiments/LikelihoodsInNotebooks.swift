import Laboratory

extension Notebook {
  /// Measures what the readings of networks differ in, seed by seed, in nats and in thousandths of squared error.
  func measure(_ readings: LikelihoodReadings, file: String = #filePath, line: UInt = #line) throws {
    typealias Score = KeyPath<LikelihoodReading, [Double]>
    let (bounded, unbounded, own) = (readings.bounded, readings.unbounded, readings.ownMean)
    let differences:
      [(name: String, score: Score, of: LikelihoodReading, over: LikelihoodReading, unit: String, digits: Int)] = [
        ("bernoulli-cost", \.bounds, bounded, readings.matched, "nats", 1),
        ("as-is-cost", \.bounds, bounded, readings.asTheyAre, "nats", 0),
        ("wide-cost", \.bounds, unbounded, readings.matchedWidely, "nats", 0),
        ("bound-cost", \.bounds, unbounded, bounded, "nats", 0),
        ("bound-cost-black", \.blackDensities, unbounded, bounded, "nats", 0),
        ("bound-cost-lit", \.litDensities, unbounded, bounded, "nats", 0),
        ("bound-square", \.squaredErrors, bounded, unbounded, "", 2),
        ("own-square-lead", \.squaredErrors, own, bounded, "", 2),
        ("own-square-free", \.squaredErrors, own, unbounded, "", 2),
        ("own-lit-lead", \.litSquaredErrors, own, bounded, "", 2),
      ]
    for difference in differences {
      try measure(
        difference.name, difference.of.gain(difference.score, over: difference.over), unit: difference.unit,
        format: .fixed(difference.digits), file: file, line: line)
    }
    for (name, reading) in [
      ("exact", bounded), ("free", unbounded), ("raw", readings.rawBytes), ("own", own), ("source", readings.source),
    ] {
      try measure(
        "\(name)-square", meanOf: reading.squaredErrors, format: .fixed(2), file: file, line: line)
    }
  }

  /// Measures the training bound and the largest logit in the last tenth of the steps of each kind of training.
  func measureRace(
    _ runners: KeyValuePairs<String, RepeatedTrainings>, file: String = #filePath, line: UInt = #line
  ) throws {
    for (name, trainings) in runners {
      let bounds = trainings.means(of: "loss", inTenth: 10).map { -$0 }
      let logits = trainings.means(of: "largest logit", inTenth: 10)
      try measure("\(name)-bound", meanOf: bounds, unit: "nats", format: .fixed(0), file: file, line: line)
      try measure("\(name)-logit", meanOf: logits, format: .fixed(0), file: file, line: line)
    }
  }

  /// Measures what the bound on the logits does to a pixel that is black but for the noise within its byte, and to an image
  /// where so many of the pixels are black.
  func measureLogitBound(blackShare: Double, file: String = #filePath, line: UInt = #line) throws {
    let useful = ExactFormulas(logit: -Double(Likelihood.byteLogitBound))
    let limited = ExactFormulas(logit: -Double(Likelihood.logitBound)), blackMean = 1.0 / 512
    let limit = useful.logDensity(blackMean) - limited.logDensity(blackMean), black = blackShare * 784
    func measure(_ name: String, _ value: Double, _ unit: String, _ format: NumberFormat) throws {
      try self.measure(name, value, unit: unit, format: format, file: file, line: line)
    }
    try self.measure(
      "zero-share", 100 * blackShare, unit: "%", tolerance: .exact, format: .fixed(1), file: file, line: line)
    try measure("doubling", black * log(2), "nats", .fixed(0))
    try measure("pixel-cap", -limited.logNormalizer, "nats", .fixed(2))
    try measure("pixel-limit", limit, "nats", .fixed(2))
    try measure("image-limit", limit * black, "nats", .fixed(0))
    try measure("darkest-mean", limited.mean, "", .fixed(3))
    try measure("floor-square", 1e3 * blackShare * pow(limited.mean - blackMean, 2), "", .fixed(1))
  }
}
