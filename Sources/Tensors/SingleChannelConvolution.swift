import LabCKernels

/// A convolution between images of one channel and images of many, of which a product of matrices with one column would fill a
/// single lane of a register.
struct SingleChannelConvolution {
  private let geometry: ConvolutionGeometry
  private let shape: kernels_single_channel

  /// Nil with other numbers of channels, and where padding takes away from an image.
  init?(_ geometry: ConvolutionGeometry) {
    let window = geometry.window, images = geometry.images, output = geometry.output
    guard images[3] == 1 || output[3] == 1, images[3] * output[3] % 16 == 0, window.top >= 0, window.left >= 0,
      images.count > 0, output.count > 0
    else { return nil }
    let (single, many) = images[3] == 1 ? (images, output) : (output, images)
    func axis(_ axis: Int, _ extent: Int, _ stride: Int, _ before: Int) -> kernels_single_channel_axis {
      kernels_single_channel_axis(
        single: single[axis], many: many[axis], window: extent, stride: stride, before: before)
    }
    self.geometry = geometry
    shape = kernels_single_channel(
      images: images[0], channels: many[3],
      rows: axis(1, window.height, window.strideHeight, window.top),
      columns: axis(2, window.width, window.strideWidth, window.left),
      single_is_places: (images[3] == 1) == geometry.isTransposed ? 1 : 0)
  }

  /// The convolution to one channel; nil where it is to many, as in any convolution.
  func apply(_ images: Tensor, _ weights: Tensor, bias: Tensor) -> Tensor? {
    geometry.output[3] == 1 ? sum("forward", of: images, weights, bias: bias.element, into: geometry.output) : nil
  }

  /// The gradient with respect to images of one channel; nil where they have many.
  func imageGradient(_ gradient: Tensor, _ weights: Tensor) -> Tensor? {
    geometry.images[3] == 1 ? sum("image gradient", of: gradient, weights, bias: 0, into: geometry.images) : nil
  }

  /// The gradients with respect to the weights and the bias.
  func weightGradients(_ gradient: Tensor, _ images: Tensor) -> (weights: Tensor, bias: Tensor) {
    let fromOne = geometry.images[3] == 1
    let bias = fromOne ? Tensor(uninitialized: [geometry.output[3]]) { _ in } : gradient.sum(along: [0, 1, 2])
    let (single, many) = fromOne ? (images, gradient) : (gradient, images)
    let weights = Tensor(uninitialized: geometry.weights) { result in
      run("weight gradients", scratch: withUnsafePointer(to: shape, kernels_single_channel_weights_scratch)) {
        kernels_single_channel_weights(
          $0, single.storage.base, many.storage.base, $1, result.baseAddress, fromOne ? bias.storage.base : nil)
      }
    }
    return (weights, bias)
  }

  private func sum(_ name: String, of x: Tensor, _ weights: Tensor, bias: Float, into result: Shape) -> Tensor {
    Tensor(uninitialized: result) { y in
      run(name, scratch: weights.count) {
        kernels_single_channel_sum($0, x.storage.base, weights.storage.base, bias, $1, y.baseAddress)
      }
    }
  }

  private func run(
    _ name: String, scratch count: Int,
    _ kernel: (UnsafePointer<kernels_single_channel>, UnsafeMutablePointer<Float>) -> Void
  ) {
    let scratch = Storage(count: count), kind = geometry.isTransposed ? "transposed convolution" : "convolution"
    let operation = Profile.Operation(
      "\(kind) \(name)", [geometry.images, geometry.weights],
      bytes: (geometry.images.count + geometry.weights.count + geometry.output.count) * 4,
      floatingPointOperations: geometry.floatingPointOperations)
    withExtendedLifetime(scratch) {
      Profile.measure(operation) { withUnsafePointer(to: shape) { kernel($0, scratch.base) } }
    }
  }
}
