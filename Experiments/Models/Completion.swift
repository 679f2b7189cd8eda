import Laboratory

/// Two networks that complete images, of one training: with a code and without.
struct Completion {
  let vae: ConditionalVAE
  let pixelwise: PixelwiseCompletion
  let logs: [TrainingLog]

  /// An image a row: what is seen of it, the mean image without a code, and that of each draw of styles, images × numbers.
  func pictures(given condition: Tensor, styles: [Tensor], title: String) -> ImageGrid.Group {
    let columns =
      [condition * 0.5 + 0.5, pixelwise.completed(condition)] + styles.map { vae.decoded($0, given: condition) }
    let images = columns.map { RasterImage.images($0) }
    return ImageGrid.Group(
      (0..<condition.shape[0]).flatMap { row in images.map { $0[row] } }, columns: columns.count, title: title,
      columnLabels: ["seen", "no code"] + styles.indices.map { "draw \($0 + 1)" })
  }
}

/// What the hidden pixels cost where so many quadrants are seen: −log p(hidden | seen), the mean over images, in nats.
struct HiddenCost {
  let seen: Int
  /// Hidden pixels of an image.
  var pixels: Double { 196 * Double(4 - seen) }
  /// Of the conditional VAE of each training, by the bound of so many draws.
  let vae: [Double]
  /// Of the network without a code of each training.
  let pixelwise: [Double]
  /// Of the pixels' means.
  let means: Double

  /// The cost of the conditional VAE less that of the network without a code, training by training.
  var lead: PairedDifference { PairedDifference(of: vae, less: pixelwise) }

  /// A row of a table: quadrants seen, hidden pixels, the costs of the means, without a code and of the conditional VAE, of
  /// that for each pixel, the difference, and whether it is decided; mean ± standard error over the trainings.
  var cells: [Table.Cell] {
    [
      .number(seen), .number(pixels), .number(means, .fixed(1)), .number(Summary(of: pixelwise), .fixed(1)),
      .number(Summary(of: vae), .fixed(1)), .number(Summary(of: vae.map { $0 / pixels }), .fixed(3)),
      .number(lead.summary, .fixed(1)), .text(lead.verdict),
    ]
  }

  /// The costs of test images; the quadrants that are seen of fewer are among those that are seen of more.
  init(
    seeing seen: Int, of test: LabelledImages, _ completions: [Completion], _ pixelMeans: PixelMeans, draws: Int,
    using random: Random, observer: any ProgressObserver
  ) throws {
    let batches = test.batches(of: 100) {
      $0.halfHidden(seeing: [Int](repeating: seen, count: $0.count), using: random[$1])
    }
    self.seen = seen
    vae = try completions.map {
      let ladder = try BoundLadder(
        of: $0.vae, on: batches, rungs: [draws], using: random["ladder"], as: "the bounds of completions",
        observer: observer)
      return ladder.rungs[0].cost.mean
    }
    pixelwise = try completions.map {
      try Evaluation(of: $0.pixelwise, on: batches, using: random).distortion.mean
    }
    means = Summary(of: batches.flatMap(pixelMeans.costs)).mean
  }
}

extension Notebook {
  /// Keeps what hidden pixels cost the conditional VAE as `hidden-cost-SEEN`, what that is less the cost without a code as
  /// `hidden-lead-SEEN`, and by how much seeing the second and the third quadrant lowers it, in nats.
  func measure(_ costs: [HiddenCost], file: String = #filePath, line: UInt = #line) throws {
    for cost in costs {
      try measure(
        "hidden-cost-\(cost.seen)", meanOf: cost.vae, unit: "nats", format: .fixed(1), file: file, line: line)
      try measure("hidden-lead-\(cost.seen)", cost.lead, unit: "nats", format: .fixed(1), file: file, line: line)
    }
    for (name, (cost, next)) in zip(["second", "third"], zip(costs, costs.dropFirst())) {
      try measure(
        "\(name)-quadrant", PairedDifference(of: cost.vae, less: next.vae), unit: "nats", format: .fixed(1), file: file,
        line: line)
    }
  }
}
