import COneDNN
import Requirements

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

  /// The convolution of the images, the bias added, and an activation of that where one is given.
  public func apply(
    _ images: Tensor, _ weights: Tensor, bias: Tensor, activation: ElementwiseFunction? = nil
  ) -> Tensor {
    require(
      images.shape == self.images && weights.shape == self.weights && bias.shape == [output[3]],
      "images of \(images.shape) want weights of \(self.weights), not \(weights.shape), and a bias to match, not "
        + "\(bias.shape)")
    if let result = SingleChannelConvolution(self)?.apply(images, weights, bias: bias) {
      return activation.map(result.mapped) ?? result
    }
    let ending = ending(for: activation)
    var result = Tensor(uninitialized: output) { result in
      withPlan(ending) { $0.apply(images.storage.base, weights.storage.base, bias.storage.base, result.baseAddress!) }
    }
    if ending == .none { result.addBias(bias, activation: activation) }
    return result
  }

  /// The gradients with respect to the images, where wanted, the weights and the bias. The gradient of the result may
  /// be overwritten; with an activation, the result itself must be given.
  public func gradients(
    _ gradient: inout Tensor, _ images: Tensor, _ weights: Tensor, wantsImages: Bool = true,
    through activation: (function: ElementwiseFunction, result: Tensor)? = nil
  ) -> (images: Tensor?, weights: Tensor, bias: Tensor) {
    let ending = ending(for: activation?.function)
    let pulledBack = activation.map { gradient.pullBackBias(through: $0.function, result: $0.result) }
    if let single = SingleChannelConvolution(self) {
      let parameters = single.weightGradients(gradient, images)
      let toImages =
        wantsImages ? single.imageGradient(gradient, weights) ?? imageGradient(gradient, weights, ending) : nil
      return (toImages, parameters.weights, pulledBack ?? parameters.bias)
    }
    let toImages = wantsImages ? Tensor(uninitialized: self.images) { _ in } : nil
    let toWeights = Tensor(uninitialized: self.weights) { _ in }
    let toBias =
      pulledBack ?? (ending == .none ? gradient.sum(along: [0, 1, 2]) : Tensor(uninitialized: [output[3]]) { _ in })
    withPlan(ending) {
      $0.gradients(
        gradient.storage.base, images.storage.base, weights.storage.base, into: toImages?.storage.base,
        toWeights.storage.base, toBias.storage.base)
    }
    return (toImages, toWeights, toBias)
  }

  private func imageGradient(_ gradient: Tensor, _ weights: Tensor, _ ending: ConvolutionPlan.Ending) -> Tensor {
    Tensor(uninitialized: images) { result in
      withPlan(ending) { $0.imageGradient(gradient.storage.base, weights.storage.base, result.baseAddress!) }
    }
  }

  private func ending(for activation: ElementwiseFunction?) -> ConvolutionPlan.Ending {
    if isTransposed { return .none }
    guard let activation else { return .bias }
    return activation.isRectifier ? .biasAndReLU : .none
  }

  private struct Key: Hashable {
    let geometry: ConvolutionGeometry
    let ending: ConvolutionPlan.Ending
    let threads = Machine.threadCount
  }

  private static let cache = PrimitiveCache<Key, ConvolutionPlan>()

  private func withPlan<Result>(_ ending: ConvolutionPlan.Ending, _ body: (ConvolutionPlan) -> Result) -> Result {
    Self.cache.with(Key(geometry: self, ending: ending), make: { ConvolutionPlan(self, ending: ending) }, body)
  }
}
