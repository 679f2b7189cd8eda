import Laboratory

/// A β-VAE of images: what it was trained with and what came of it.
struct PricedTraining {
  let vae: VariationalAutoencoder
  let log: TrainingLog
  /// What becomes of images that it was trained on.
  let seen: Evaluation
  /// What becomes of test images.
  let unseen: Evaluation
}

/// The trainings at one β, which differ in weights, order and noise.
struct Price {
  let beta: Double
  let trainings: [PricedTraining]

  var name: String { "β = \(NumberFormat.shortest(beta))" }
  /// The one that is shown where only one can be.
  var shown: PricedTraining { trainings[0] }

  /// A figure of each training, over the trainings.
  func summary(_ value: (PricedTraining) -> Double) -> Summary { Summary(of: trainings.map(value)) }

  var reconstruction: Summary { summary { -$0.unseen.distortion.mean } }
  var rate: Summary { summary { $0.unseen.rate.mean } }
  var bound: Summary { summary { $0.unseen.bound.mean } }

  /// By how much a figure of a training is larger than that of another price's with the same weights, order and noise.
  func gain(_ value: (PricedTraining) -> Double, over other: Price) -> PairedDifference {
    PairedDifference(of: trainings.map(value), less: other.trainings.map(value))
  }
}

extension Notebook {
  /// Keeps what the trainings at a price come to, as `PLACE-beta`, `kl-at-PLACE-beta` and `reconstruction-at-PLACE-beta`, and how
  /// far their bounds are above those at another: on test images as `PLACE-gain`, on images of training as `PLACE-seen-gain`.
  func measure(
    _ place: String, _ price: Price, against reference: Price, file: String = #filePath, line: UInt = #line
  ) throws {
    try measure("\(place)-beta", price.beta, tolerance: .exact, format: .exact, file: file, line: line)
    let rates = price.trainings.map(\.unseen.rate.mean), distortions = price.trainings.map(\.unseen.distortion.mean)
    for (name, values) in [("kl", rates), ("reconstruction", distortions.map { -$0 })] {
      try measure(
        "\(name)-at-\(place)-beta", meanOf: values, unit: "nats", format: .fixed(1), file: file, line: line)
    }
    for (name, gain) in [
      ("gain", price.gain(\.unseen.bound.mean, over: reference)),
      ("seen-gain", price.gain(\.seen.bound.mean, over: reference)),
    ] { try measure("\(place)-\(name)", gain, unit: "nats", format: .fixed(1), file: file, line: line) }
  }
}

/// How often the class of a test image is told by its code, from the codes of images whose classes are known.
struct ClassesOfCodes {
  /// Most of five neighbours.
  let byNeighbors: ConfusionMatrix
  /// A linear map.
  let byLine: ConfusionMatrix

  init(known: (codes: Tensor, labels: [UInt8]), asked: (codes: Tensor, labels: [UInt8]), classes: Int) throws {
    let dimension = known.codes.shape[1], samples = known.codes.doubles, points = asked.codes.doubles
    let neighbors = try NearestNeighbors(5, of: samples, dimension: dimension, labels: known.labels)
    let line = try LinearDiscriminant(of: samples, dimension: dimension, labels: known.labels)
    byNeighbors = ConfusionMatrix(of: try neighbors.classified(points), for: asked.labels, classes: classes)
    byLine = ConfusionMatrix(of: try line.classified(points), for: asked.labels, classes: classes)
  }
}

extension Table {
  /// What test images cost at each price, over the trainings, beside one of them.
  init(_ prices: [Price], against reference: Price) {
    self.init(
      columns: [
        "β", "reconstruction", "KL", "ELBO", "less that at \(reference.name)", "which is", "the same of seen images",
        "which is",
        "active units",
      ],
      rows: prices.map { price in
        let gain = price.gain(\.unseen.bound.mean, over: reference),
          seen = price.gain(\.seen.bound.mean, over: reference)
        return [
          .number(price.beta, .exact), .number(price.reconstruction, .fixed(1)), .number(price.rate, .fixed(2)),
          .number(price.bound, .fixed(1)), .number(gain.summary, .fixed(1)), .text(gain.verdict),
          .number(seen.summary, .fixed(1)), .text(seen.verdict),
          .number(price.summary { Double($0.unseen.activeUnits) }, .fixed(1)),
        ]
      })
  }

  /// How often each reader of codes is right, in percent, over the trainings at each β.
  init(_ classes: [(beta: Double, trainings: [ClassesOfCodes])]) {
    func accuracy(_ trainings: [ClassesOfCodes], _ confusion: (ClassesOfCodes) -> ConfusionMatrix) -> Cell {
      .number(Summary(of: trainings.map { 100 * confusion($0).accuracy.mean }), .fixed(1))
    }
    self.init(
      columns: ["β", "told by five neighbours", "told by a linear map"],
      rows: classes.map {
        [.number($0.beta, .exact), accuracy($0.trainings, \.byNeighbors), accuracy($0.trainings, \.byLine)]
      })
  }
}
