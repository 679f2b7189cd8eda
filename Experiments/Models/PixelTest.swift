import Laboratory

/// Test images, and what networks whose codes are two numbers make of them, always with the same noise.
struct PixelTest {
  let images: LabelledImages
  let noise: Random

  /// The images as a likelihood takes them: count × 784.
  func values(for likelihood: PixelLikelihood) -> Tensor { likelihood.values(images, noise) }

  /// The bound of each image and its terms under a likelihood, with one draw of the code.
  func evaluation(of vae: VariationalAutoencoder, under likelihood: PixelLikelihood) throws -> Evaluation {
    let batches = images.batches(of: 500) { likelihood.values($0, noise[$1]) }
    return try Evaluation(of: vae, on: batches, using: noise["codes"])
  }

  /// The importance-weighted bounds of the first images, by each network with the same draws.
  func ladders(
    of networks: [VariationalAutoencoder], under likelihood: PixelLikelihood, count: Int, rungs: [Int],
    using random: Random, observer: any ProgressObserver
  ) throws -> [BoundLadder] {
    let batches = images.prefix(count).batches(of: 100) { images, _ in likelihood.values(images, noise) }
    return try networks.map { try BoundLadder(of: $0, on: batches, rungs: rungs, using: random, observer: observer) }
  }

  /// The mean squared error of the reconstructions by way of the mean of the code, over all pixels or those that are not
  /// black; the network sees the images as its likelihood takes them.
  func squaredError(
    of vae: VariationalAutoencoder, under likelihood: PixelLikelihood, blackCounts: Bool = true
  ) -> Double {
    let scaled = values(for: .bernoulli)
    let weights = blackCounts ? .ones(scaled.shape) : (scaled * 255).clamped(to: 0...1)
    let error = vae.reconstructions(of: values(for: likelihood)) - scaled
    return Double((error * error * weights).sum().element / weights.sum().element)
  }

  /// The percentage of the images whose class has the largest logit, images × classes.
  func accuracy(of logits: Tensor) -> Double {
    let right = zip(logits.argmax(along: 1), images.labels).count { $0 == Int($1) }
    return 100 * Double(right) / Double(images.count)
  }

  /// Codes of the images by two networks, each count × 2, coloured by class.
  func planes(_ first: Tensor, title firstTitle: String, _ second: Tensor, title secondTitle: String) -> Panels {
    let figures = [(first, firstTitle), (second, secondTitle)].map { codes, title in
      Figure(
        .points(codes.coordinate(0), codes.coordinate(1), categories: images.labels, names: images.classNames),
        x: "z₁", y: "z₂", title: title)
    }
    return Panels(figures, sharing: .legend)
  }

  /// The first images, and below them what the first network of each likelihood makes of them by way of the mean of their
  /// code.
  func reconstructions(of count: Int, by trained: [LikelihoodScores]) -> ImageGrid {
    let shown = images.prefix(count)
    let values = PixelLikelihood.bernoulli.values(shown, noise)
    let reconstructed = trained.flatMap { RasterImage.images($0.networks[0].reconstructions(of: values)) }
    return ImageGrid(
      (0..<count).map(shown.picture) + reconstructed, columns: count, rowLabels: ["original"] + trained.map(\.name))
  }
}

extension ImageGrid {
  /// What the plane of codes of two numbers decodes to, at so many places along each side.
  static func manifold(of vae: VariationalAutoencoder, at places: [Double]) -> ImageGrid {
    ImageGrid(
      RasterImage.images(vae.manifold(at: places)), columns: places.count, rowTitle: "z₂", columnTitle: "z₁",
      spacing: 0)
  }
}

extension Notebook {
  /// Keeps the bound and the rate of an evaluation as `NAME-bound` and `NAME-rate`, in nats; their noise is that of repeated
  /// trainings.
  func measure(
    _ name: String, _ evaluation: Evaluation, noise repeated: [Evaluation], file: String = #filePath, line: UInt = #line
  ) throws {
    try measure(
      "\(name)-bound", evaluation.bound.mean, unit: "nats", tolerance: .noise(of: repeated.map(\.bound.mean)),
      format: .fixed(1), file: file, line: line)
    try measure(
      "\(name)-rate", evaluation.rate.mean, unit: "nats", tolerance: .noise(of: repeated.map(\.rate.mean)),
      format: .fixed(2), file: file, line: line)
  }
}
