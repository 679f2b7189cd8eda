import Laboratory

/// The quadrants that are seen of binary images of 28 × 28 pixels: an order of the four for each image, of which the first so
/// many are visible, so that who sees more of an image sees what they saw before.
struct VisibleQuadrants {
  private let orders: [[Int]]

  /// 1 for each pixel of a quadrant: 4 × 784.
  private static let masks = Tensor.oneHot(
    (0..<784).map { pixel in pixel / (14 * 28) * 2 + pixel % 28 / 14 }, of: 4
  ).transposed([1, 0])

  /// Random orders for so many images.
  init(of count: Int, using random: Random) {
    orders = (0..<count).map { .permutation(4, using: random[$0]) }
  }

  /// What is seen of images, batch × 784: a pixel is 1 where it is white, −1 where it is black, and 0 where it is hidden.
  ///
  /// - Parameter counts: The number of visible quadrants of each image.
  func condition(of images: Tensor, seeing counts: [Int]) -> Tensor {
    let seen = zip(orders, counts).flatMap { order, count in
      (0..<4).map { order.prefix(count).contains($0) ? Float(1) : 0 }
    }
    return (images * 2 - 1) * Tensor.matrixProduct(Tensor(seen, shape: [orders.count, 4]), Self.masks)
  }
}

extension Likelihood {
  /// Zeros and ones of which some are known: where the condition is ±1 the pixel is certain, whatever the decoder says, and
  /// has a log-probability of 0; where it is 0 the output is the pixel's logit.
  static func bernoulli(knowing condition: Tensor) -> Likelihood {
    let hidden = Variable(1 - condition * condition)
    // σ(40) is 1 in single precision.
    let certain = Variable(condition * 40)
    return Likelihood { logits, _ in Bernoulli(logits: logits * hidden + certain) }
  }
}
