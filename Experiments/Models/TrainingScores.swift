import Laboratory

/// What a training of pyro-vae went through: its losses, and the “test ELBO” and “test KL” after each epoch.
struct TrainingScores {
  let log: TrainingLog
  let batchesPerEpoch: Int

  /// The mean losses of the epochs.
  var losses: [Double] { log.means(of: "loss", over: batchesPerEpoch) }
  var testBounds: [Double] { log["test ELBO"] }
  var testRates: [Double] { log["test KL"] }
  var finalBound: Double { testBounds[testBounds.count - 1] }

  /// What the source printed after each epoch, nats an image of MNIST.
  static let printedLosses = [210.26, 175.43, 169.59, 165.59, 162.72, 160.50, 158.81, 157.49, 156.46, 155.59]

  /// The test bounds of its network on Fashion-MNIST after 1, 2 and 3 epochs in PyTorch, three trainings, by
  /// Benchmarks/reference_elbo.py.
  static let inPyTorch = [[-287.40, -287.13, -285.15], [-280.20, -280.63, -276.96], [-277.20, -277.91, -273.50]]

  /// Epoch by epoch, means over trainings beside the losses that the source prints and the test bounds in PyTorch.
  static func table(_ trainings: [TrainingScores], references: [Summary]) -> Table {
    Table(
      columns: ["epoch", "source: loss (MNIST)", "here: loss", "test ELBO", "of which KL", "test ELBO in PyTorch"],
      rows: trainings[0].testBounds.indices.map { epoch -> [Table.Cell] in
        [
          .number(epoch + 1), epoch < printedLosses.count ? .number(printedLosses[epoch], .fixed(2)) : "",
          .number(trainings.summary(\.losses, after: epoch), .fixed(1)),
          .number(trainings.summary(\.testBounds, after: epoch), .fixed(1)),
          .number(trainings.summary(\.testRates, after: epoch), .fixed(2)),
          epoch < references.count ? .number(references[epoch], .fixed(1)) : "",
        ]
      })
  }

  /// The same over the epochs, with the least loss that test images can have.
  static func figure(_ trainings: [TrainingScores], least: Double) -> Figure {
    let epochs = Array(1...trainings[0].testBounds.count)
    return Figure(
      [
        .line(epochs, trainings: trainings.map(\.losses), name: "loss while training"),
        .line(epochs, trainings: trainings.map { $0.testBounds.map { -$0 } }, name: "−ELBO of test images"),
        .line(Array(printedLosses.prefix(epochs.count)), name: "loss printed by the source (MNIST)"),
        .horizontalLine(at: least, name: "the least that test images can have"),
      ], x: "epoch", y: Axis("loss", unit: "nats an image"))
  }
}

extension [TrainingScores] {
  /// What all have after so many whole epochs and one more.
  func summary(_ values: (TrainingScores) -> [Double], after epoch: Int) -> Summary {
    Summary(of: map { values($0)[epoch] })
  }
}

extension Notebook {
  /// Keeps the mean bound after the last epoch as `final-bound`, its distance from the best possible one as `final-distance`, that of
  /// the last epoch's mean loss from the least possible one as `epoch-distance`, in nats, and of the gradients' norms the 0.99-quantile
  /// as `high-length` and the greatest as `greatest-length`.
  func measure(
    _ trainings: [TrainingScores], ceiling: Double, ofTraining trainingCeiling: Double, file: String = #filePath,
    line: UInt = #line
  ) throws {
    let bounds = trainings.map(\.finalBound), distances = bounds.map { ceiling - $0 }
    let norms = trainings.map { Summary(of: $0.log["gradient norm"]) }, longest = norms.map(\.maximum)
    try measure("final-bound", meanOf: bounds, unit: "nats", format: .fixed(1), file: file, line: line)
    try measure("final-distance", meanOf: distances, unit: "nats", format: .fixed(1), file: file, line: line)
    try measure(
      "epoch-distance", meanOf: trainings.map { $0.losses.last! + trainingCeiling }, unit: "nats", format: .fixed(1),
      file: file, line: line)
    try measure(
      "high-length", meanOf: norms.map { $0.quantile(0.99) }, format: .fixed(0), file: file, line: line)
    try measure(
      "greatest-length", longest.max()!, tolerance: .noise(of: longest), format: .fixed(0), file: file, line: line)
  }
}
