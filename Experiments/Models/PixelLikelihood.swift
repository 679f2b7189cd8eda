import Laboratory

/// How a network whose outputs are logits scores the 784 grey pixels of an image, written out.
struct PixelLikelihood {
  /// What tables call it.
  let name: String
  /// What the pixels of images become: count × 784, from 0 to 1.
  let values: (LabelledImages, Random) -> Tensor
  /// log p of each image: the axes of the logits but the last, the images repeated along the first.
  let logDensity: (_ logits: Variable, _ x: Variable) -> Variable
  /// The library's.
  let inLibrary: Likelihood

  /// The least mean that any logit gives a pixel.
  var darkestMean: Float { inLibrary(Variable(Tensor([-.infinity])), eventAxes: 0).mean.value.element }

  /// xη − log(1 + e^η) of byte/255: a score between black and white, but no density.
  static var bernoulli: PixelLikelihood {
    PixelLikelihood(
      name: "Bernoulli", values: { images, _ in images.scaled.reshaped(to: [-1, 784]) },
      logDensity: { logits, x in (logits * x - softplus(logits)).sum(along: [-1]) }, inLibrary: .greyBernoulli)
  }

  /// xη − A(η) of dequantised pixels, with logits within the bound of Loaiza-Ganem and Cunningham (2019).
  static var continuousBernoulli: PixelLikelihood {
    continuousBernoulli("continuous Bernoulli", logitBound: Likelihood.logitBound)
  }

  /// The same without a bound on the logits.
  static var unboundedContinuousBernoulli: PixelLikelihood {
    continuousBernoulli("continuous Bernoulli, unbounded", logitBound: nil)
  }

  private static func continuousBernoulli(_ name: String, logitBound: Float?) -> PixelLikelihood {
    PixelLikelihood(
      name: name, values: { $0.dequantized(using: $1).reshaped(to: [-1, 784]) },
      logDensity: { logits, x in
        let logits = logitBound.map { logits.clamped(to: -$0...$0) } ?? logits
        return ContinuousBernoulli(logits: logits).logDensity(x).sum(along: [-1])
      }, inLibrary: .continuousBernoulli(logitBound: logitBound))
  }
}
