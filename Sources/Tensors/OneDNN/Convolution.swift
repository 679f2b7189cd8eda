import COneDNN

/// One convolution by its shapes: N×H×W×I images, H×W×I×O weights, a bias of O.
///
/// As everywhere in this field a convolution is a cross-correlation:
/// y[n,p,q,o] = b[o] + Σ x[n, p·s + h − top, q·s + w − left, i] w[h,w,i,o]. A transposed one is the linear map whose matrix
/// is the transpose of a convolution's from O to I channels (Dumoulin and Visin 2016, chapter 4).
public struct ConvolutionGeometry: Hashable, Sendable {
  let isTransposed: Bool
  let window: Window
  /// The shape of the images.
  public let images: Shape
  /// The shape of the weights.
  public let weights: Shape
  /// The shape of the result.
  public let output: Shape

  /// A convolution of images to so many channels.
  public init(of images: Shape, channels: Int, _ window: Window) {
    let size = window.outputSize(height: images[1], width: images[2])
    self.init(images, window, isTransposed: false, [images[0], size.height, size.width, channels])
  }

  /// A transposed convolution of images to so many channels.
  public init(
    transposedOf images: Shape, channels: Int, _ window: Window, outputPadding: (Int, Int) = (0, 0)
  ) {
    let size = window.transposedOutputSize(height: images[1], width: images[2], outputPadding: outputPadding)
    self.init(images, window, isTransposed: true, [images[0], size.height, size.width, channels])
  }

  private init(_ images: Shape, _ window: Window, isTransposed: Bool, _ output: Shape) {
    (self.images, self.window, self.isTransposed, self.output) = (images, window, isTransposed, output)
    weights = [window.height, window.width, images[3], output[3]]
  }

  /// Each weight is multiplied and added once for each place of the window, which are the pixels of the smaller images.
  var floatingPointOperations: Int {
    let places = isTransposed ? images : output
    return 2 * weights.count * places[0] * places[1] * places[2]
  }

  /// The convolution of the images, and the bias added.
  public func apply(_ images: Tensor, _ weights: Tensor, bias: Tensor) -> Tensor {
    require(
      images.shape == self.images && weights.shape == self.weights && bias.shape == [output[3]],
      "images of \(images.shape) want weights of \(self.weights), not \(weights.shape), and a bias to match, not "
        + "\(bias.shape)")
    return Tensor(uninitialized: output) { result in
      withPlan { $0.apply(images.storage.base, weights.storage.base, bias.storage.base, result.baseAddress!) }
    }
  }

  /// The gradients with respect to the images, where wanted, the weights and the bias.
  public func gradients(
    _ gradient: Tensor, _ images: Tensor, _ weights: Tensor, wantsImages: Bool = true
  ) -> (images: Tensor?, weights: Tensor, bias: Tensor) {
    let imageGradient = wantsImages ? Tensor(uninitialized: self.images) { _ in } : nil
    let biasGradient = Tensor(uninitialized: [output[3]]) { _ in }
    let weightGradient = Tensor(uninitialized: self.weights) { result in
      withPlan {
        $0.gradients(
          gradient.storage.base, images.storage.base, weights.storage.base, into: imageGradient?.storage.base,
          result.baseAddress!, biasGradient.storage.base)
      }
    }
    return (imageGradient, weightGradient, biasGradient)
  }

  private struct Key: Hashable {
    let geometry: ConvolutionGeometry
    let threads = Machine.threadCount
  }

  private static let cache = PrimitiveCache<Key, ConvolutionPlan>()

  private func withPlan<Result>(_ body: (ConvolutionPlan) -> Result) -> Result {
    Self.cache.with(Key(geometry: self), make: { ConvolutionPlan(self) }, body)
  }
}
