import Laboratory

/// What images score in one kind of batches: the evidence lower bound of each with the code at the posterior's mean. A score
/// that depends on the other images of the batch belongs to no image.
struct BatchScores {
  /// What the kind is called.
  let name: String
  /// The bounds in nats, in the order of the images, whatever the order of the batches.
  private(set) var bounds: [Double]

  /// Scores images in batches of one size.
  ///
  /// - Parameters:
  ///   - images: Count × image.
  ///   - vae: A convolutional VAE.
  ///   - usesRunningStatistics: Whether it normalises by the statistics gathered in training, or by those of the batch.
  ///   - order: The positions of the images in the order in which batches are filled; that of the images by default.
  init(
    _ name: String, of images: Tensor, by vae: VariationalAutoencoder, usesRunningStatistics: Bool = false,
    batchSize: Int, order: [Int]? = nil
  ) {
    var vae = vae
    vae.usesRunningStatistics = usesRunningStatistics
    let order = order ?? Array(0..<images.shape[0])
    (self.name, bounds) = (name, Array(repeating: 0, count: order.count))
    for start in stride(from: 0, to: order.count, by: batchSize) {
      let indices = Array(order[start..<min(start + batchSize, order.count)])
      let found = vae.boundsAtMeans(of: images.gathered(indices)).elements
      for (index, bound) in zip(indices, found) { bounds[index] = Double(bound) }
    }
  }

  /// How much higher each image scores than in other batches.
  func changes(from other: BatchScores) -> [Double] { zip(bounds, other.bounds).map { $0 - $1 } }
}

/// What a network makes of the same images in several kinds of batches.
struct BatchDependence {
  /// By the statistics gathered in training: all images together, and each alone.
  let running, runningAlone: BatchScores
  /// By those of the batch: all images, ten of ten classes, ten of one class, one.
  let together, mixed, ofAClass, alone: BatchScores

  /// Scores images of ten classes, ten of each, one class after the other.
  init(of images: Tensor, by vae: VariationalAutoencoder) {
    let count = images.shape[0], oneOfEach = (0..<count).map { $0 % 10 * 10 + $0 / 10 }
    running = BatchScores("running", of: images, by: vae, usesRunningStatistics: true, batchSize: count)
    runningAlone = BatchScores("running", of: images, by: vae, usesRunningStatistics: true, batchSize: 1)
    together = BatchScores("batches of \(count)", of: images, by: vae, batchSize: count)
    mixed = BatchScores("10, mixed", of: images, by: vae, batchSize: 10, order: oneOfEach)
    ofAClass = BatchScores("10 of a class", of: images, by: vae, batchSize: 10)
    alone = BatchScores("alone", of: images, by: vae, batchSize: 1)
  }

  /// How the scores change where the statistics of a kind of batches take the place of the running ones.
  func change(_ kind: KeyPath<BatchDependence, BatchScores>) -> Summary {
    Summary(of: self[keyPath: kind].changes(from: running))
  }

  /// The largest difference between a score alone and among others, by running statistics.
  var ofRunning: Double { runningAlone.changes(from: running).map(abs).max()! }

  /// The scores by each kind of batches against those by running statistics.
  var figure: Figure {
    Figure(
      [together, ofAClass, alone].map { .points(running.bounds, $0.bounds, name: $0.name) } + [.diagonal()],
      x: Axis("score by running statistics", unit: "nats"), y: Axis("by those of the batch", unit: "nats"),
      title: "Batch normalisation")
  }

  /// The mean change of several networks, and the largest changes of an image by the first.
  static func table(_ networks: [BatchDependence]) -> Table {
    let kinds: [KeyPath<BatchDependence, BatchScores>] = [\.together, \.mixed, \.ofAClass, \.alone]
    return Table(
      columns: ["statistics of the batch", "mean change", "lowest, first network", "highest"],
      rows: kinds.map { kind in
        let first = networks[0].change(kind), means = Summary(of: networks.map { $0.change(kind).mean })
        return [
          .text(networks[0][keyPath: kind].name), .number(means, .fixed(1)), .number(first.minimum, .fixed(1)),
          .number(first.maximum, .fixed(1)),
        ]
      })
  }
}

extension Notebook {
  /// Keeps the mean change of the scores as `NAME-shift`, and the lowest and the highest of an image by the first of several
  /// networks as `worst-NAME` and `best-NAME`.
  func measure(
    _ name: String, _ kind: KeyPath<BatchDependence, BatchScores>, of networks: [BatchDependence],
    file: String = #filePath, line: UInt = #line
  ) throws {
    let changes = networks.map { $0.change(kind) }
    try measure(
      "\(name)-shift", meanOf: changes.map(\.mean), unit: "nats", format: .fixed(0), file: file, line: line)
    for (extreme, value) in [("worst", \Summary.minimum), ("best", \Summary.maximum)] {
      try measure(
        "\(extreme)-\(name)", changes[0][keyPath: value], unit: "nats",
        tolerance: .noise(of: changes.map { $0[keyPath: value] }), format: .fixed(0), file: file, line: line)
    }
  }
}

extension VariationalAutoencoder {
  fileprivate func boundsAtMeans(of images: Tensor) -> Tensor {
    let posterior = posterior(of: images)
    let rate = posterior.klDivergence(to: Normal.standard(encoder.codeShape)).sum(along: [1])
    return (distribution(of: posterior.mean).logDensity(Variable(images)) - rate).value
  }

  /// The mean images of codes, each decoded by itself.
  fileprivate func decodedOneByOne(_ codes: Tensor) -> Tensor {
    Tensor.concatenate(codes.batches(of: 1).map(decoded), along: 0)
  }

  /// What becomes of images on the way through their codes, of each by itself.
  fileprivate func reconstructedOneByOne(_ images: Tensor) -> Tensor {
    Tensor.concatenate((0..<images.shape[0]).map { reconstructions(of: images.gathered([$0])) }, along: 0)
  }
}

extension ImageGrid {
  /// Codes decoded, and as many images on the way through their codes: by running statistics, by those of all of them, and one at
  /// a time by those of the one.
  static func oneAtATime(codes: Tensor, images: Tensor, by vae: VariationalAutoencoder) -> ImageGrid {
    var byBatch = vae
    byBatch.usesRunningStatistics = false
    let rows: KeyValuePairs<String, Tensor> = [
      "codes: running": vae.decoded(codes), "all at once": byBatch.decoded(codes),
      "one at a time": byBatch.decodedOneByOne(codes), "test images": images,
      "running": vae.reconstructions(of: images), "all at once": byBatch.reconstructions(of: images),
      "one at a time": byBatch.reconstructedOneByOne(images),
    ]
    return ImageGrid(
      rows.flatMap { RasterImage.images($0.value) }, columns: codes.shape[0], rowLabels: rows.map(\.key))
  }
}
