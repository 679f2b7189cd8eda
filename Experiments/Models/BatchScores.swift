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

extension VariationalAutoencoder {
  fileprivate func boundsAtMeans(of images: Tensor) -> Tensor {
    let posterior = posterior(of: images)
    let rate = posterior.klDivergence(to: Normal.standard(encoder.codeShape)).sum(along: [1])
    return (distribution(of: posterior.mean).logDensity(Variable(images)) - rate).value
  }
}
