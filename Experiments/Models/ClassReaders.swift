import Laboratory

/// Bounds on log p(x | y) of images under each class that they might be of: with a uniform p(y), the classifier that a
/// conditional VAE is.
struct ClassBounds {
  /// Classes × images, in nats.
  let values: Tensor

  /// L_k of each image, batch × 784, with as many draws for each class; the noise is the same for all classes.
  init(
    of model: ConditionalVAE, classes: Int, on batches: [Tensor], draws: Int, using random: Random,
    observer: any ProgressObserver
  ) throws {
    let rows = try (0..<classes).map { y in
      let supposed = batches.map { images in
        let labels = [Int](repeating: y, count: images.shape[0])
        return ConditionedImages(images: images, condition: .oneHot(labels, of: classes))
      }
      let ladder = try BoundLadder(
        of: model, on: supposed, rungs: [draws], minimumDraws: draws, using: random, as: "the bounds of a class",
        observer: observer)
      return Tensor(ladder.rungs[0].bounds.map(Float.init))
    }
    values = Tensor.concatenate(rows, along: 0).reshaped(to: [classes, -1])
  }

  /// The class under which each image has the largest bound: Bayes' rule.
  var classified: [Int] { values.argmax(along: 0) }

  /// The mean over the images of the bound log Σ_y p(y) exp L(x | y) on log p(x), in nats.
  var mixtureBound: Double { Double((values.logSumExp(along: 0) - log(Float(values.shape[0]))).mean().element) }
}

/// A reader of codes: the class whose mean code is nearest.
struct NearestClassMean {
  /// Classes × numbers of a code.
  private let means: Tensor

  /// From codes, data × numbers, and their classes as vectors with one 1.
  init(of codes: Tensor, classes: Tensor) {
    let counts = classes.sum(along: [0]).reshaped(to: [-1, 1])
    means = Tensor.matrixProduct(classes, codes, transposingFirst: true) / counts
  }

  /// The class of each code.
  func classified(_ codes: Tensor) -> [Int] {
    // The nearest mean m of a code z is the one with the largest z·m − |m|²/2.
    let halves = (means * means).sum(along: [1]) * -0.5
    return Tensor.matrixProduct(codes, means, transposingSecond: true, bias: halves).argmax(along: 1)
  }
}
