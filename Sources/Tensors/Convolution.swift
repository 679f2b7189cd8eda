import LabCKernels
import LabRequirements

/// One convolution by its shapes: N×H×W×I images, H×W×I×O weights, a bias of O.
///
/// As everywhere in this field a convolution is a cross-correlation:
/// y[n,p,q,o] = b[o] + Σ x[n, p·s + h − top, q·s + w − left, i] w[h,w,i,o]. A transposed one is the linear map whose matrix
/// is the transpose of a convolution's from O to I channels (Dumoulin and Visin 2016, chapter 4).
public struct ConvolutionGeometry: Hashable, Sendable {
  let isTransposed: Bool
  /// Whether each pixel of the images stands for a square of 2×2.
  let isUpsampled: Bool
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

  /// A convolution, to so many channels, of images enlarged to twice their height and width by repeating each pixel. The
  /// window is one over the enlarged images.
  ///
  /// Nil where no algorithm does without enlarging them: enlarge them then, by `Tensor.upsampled(by:)`.
  public init?(ofUpsampled images: Shape, channels: Int, _ window: Window) {
    let size = window.outputSize(height: 2 * images[1], width: 2 * images[2])
    self.init(
      images, window, isTransposed: false, isUpsampled: true, [images[0], size.height, size.width, channels])
    guard WinogradConvolution(self) != nil else { return nil }
  }

  private init(_ images: Shape, _ window: Window, isTransposed: Bool, isUpsampled: Bool = false, _ output: Shape) {
    require(images.rank == 4, "a convolution wants images of N×H×W×C, not \(images)")
    (self.images, self.window, self.output) = (images, window, output)
    (self.isTransposed, self.isUpsampled) = (isTransposed, isUpsampled)
    weights = [window.height, window.width, images[3], output[3]]
  }

  /// Each weight is multiplied and added once for each place of the window, which are the pixels of the smaller images.
  var floatingPointOperations: Int {
    let places = isTransposed ? images : output
    return 2 * weights.count * places[0] * places[1] * places[2]
  }

  /// The convolution of the images, the bias added, and an activation of that where one is given. Numbers below 2⁻¹²⁶, the least
  /// normal one, count as 0.
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
    let endsInside = activation?.isRectifier ?? true, rectifies = endsInside && activation != nil
    let addend = endsInside ? bias : nil
    var result =
      WinogradConvolution(self)?.apply(images, weights, bias: addend, rectifying: rectifies)
      ?? sum(
        "forward\(rectifies ? ", ReLU" : "")", of: images, weights, into: output, bias: addend, rectified: rectifies,
        isTranspose: isTransposed)
    if !endsInside { result.addBias(bias, activation: activation) }
    return result
  }

  /// The gradients with respect to the images, where wanted, the weights and the bias. The gradient of the result may
  /// be overwritten; with an activation, the result itself must be given.
  public func gradients(
    _ gradient: inout Tensor, _ images: Tensor, _ weights: Tensor, wantsImages: Bool = true,
    through activation: (function: ElementwiseFunction, result: Tensor)? = nil
  ) -> (images: Tensor?, weights: Tensor, bias: Tensor) {
    let pulledBack = activation.map { gradient.pullBackBias(through: $0.function, result: $0.result) }
    if let winograd = WinogradConvolution(self) {
      let bias = pulledBack ?? gradient.sum(along: [0, 1, 2])
      let (images, weights) = winograd.gradients(gradient, images, weights, wantsImages: wantsImages)
      return (images, weights, bias)
    }
    let single = SingleChannelConvolution(self)
    let toImages =
      wantsImages
      ? single?.imageGradient(gradient, weights)
        ?? sum("image gradient", of: gradient, weights, into: self.images, isTranspose: !isTransposed) : nil
    if let single {
      let parameters = single.weightGradients(gradient, images)
      return (toImages, parameters.weights, pulledBack ?? parameters.bias)
    }
    return (toImages, weightGradient(gradient, images), pulledBack ?? gradient.sum(along: [0, 1, 2]))
  }

  /// The convolution of larger images to smaller, or its transpose, whichever of the two this is.
  private func sum(
    _ name: String, of source: Tensor, _ weights: Tensor, into result: Shape, bias: Tensor? = nil,
    rectified: Bool = false, isTranspose: Bool
  ) -> Tensor {
    guard images.count > 0, output.count > 0 else { return bias.map { .zeros(result) + $0 } ?? .zeros(result) }
    return Tensor(uninitialized: result) { y in
      run(name) { shape, scratch in
        (isTranspose ? kernels_convolution_transpose : kernels_convolution_forward)(
          shape, source.storage.base, weights.storage.base, bias?.storage.base, rectified ? 1 : 0, scratch,
          y.baseAddress)
      }
    }
  }

  private func weightGradient(_ gradient: Tensor, _ images: Tensor) -> Tensor {
    guard self.images.count > 0, output.count > 0 else { return .zeros(weights) }
    let (larger, smaller) = isTransposed ? (gradient, images) : (images, gradient)
    return Tensor(uninitialized: weights) { result in
      run("weight gradients") {
        kernels_convolution_weights($0, larger.storage.base, smaller.storage.base, $1, result.baseAddress)
      }
    }
  }

  private func run(
    _ name: String, _ kernel: (UnsafePointer<kernels_convolution>, UnsafeMutablePointer<Float>) -> Void
  ) {
    let (larger, smaller) = isTransposed ? (output, images) : (images, output)
    func axis(_ axis: Int, _ extent: Int, _ stride: Int, _ before: Int) -> kernels_convolution_axis {
      kernels_convolution_axis(
        input: larger[axis], output: smaller[axis], window: extent, stride: stride, before: before)
    }
    var shape = kernels_convolution(
      images: images[0], inputs: larger[3], outputs: smaller[3],
      rows: axis(1, window.height, window.strideHeight, window.top),
      columns: axis(2, window.width, window.strideWidth, window.left), weights_are_turned: isTransposed ? 1 : 0)
    let scratch = Storage(count: kernels_convolution_scratch(&shape))
    let operation = Profile.Operation(
      "\(isTransposed ? "transposed " : "")convolution \(name)", [images, weights],
      bytes: (images.count + weights.count + output.count) * 4, floatingPointOperations: floatingPointOperations)
    withExtendedLifetime(scratch) { Profile.measure(operation) { kernel(&shape, scratch.base) } }
  }
}
