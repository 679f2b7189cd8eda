import LabCKernels

/// A convolution of 3×3 windows by Winograd's algorithm F(4×4, 3×3), with a quarter of the multiplications (Lavin and Gray
/// 2016). Its rounding errors, of 1e-6 of the result's root mean square, are several times those of the plain sum. Of upsampled
/// images, by an algorithm of its kind with a sixth of the multiplications, and the rounding of the plain sum.
struct WinogradConvolution {
  private let geometry: ConvolutionGeometry
  private let shape: kernels_winograd

  /// Nil where it does not suit: with other windows than of 3×3, stride 1 and a pixel of padding all around, and with
  /// channels that do not fill vectors. Nor does it pay where tiles of 4×4 pixels hang over the images by more than half, or
  /// for a few tiles: the transforms of the weights cost as much as some four.
  init?(_ geometry: ConvolutionGeometry) {
    let window = geometry.window, images = geometry.images, output = geometry.output
    let scale = geometry.isUpsampled ? 2 : 1
    guard window.height == 3, window.width == 3, window.strideHeight == 1, window.strideWidth == 1, window.top == 1,
      window.left == 1, scale * images[1] == output[1], scale * images[2] == output[2],
      images[3].isMultiple(of: 16), output[3].isMultiple(of: 16), images.count > 0, output.count > 0
    else { return nil }
    let pixels = output[0] * output[1] * output[2], tiles = output[0] * ((output[1] + 3) / 4) * ((output[2] + 3) / 4)
    guard pixels >= 8 * (tiles + 4) else { return nil }
    self.geometry = geometry
    shape = kernels_winograd(
      images: images[0], height: images[1], width: images[2], inputs: images[3], outputs: output[3],
      flipped: geometry.isTransposed ? 1 : 0)
  }

  /// The convolution, the bias added where one is given, and what is negative made 0 if asked for.
  func apply(_ images: Tensor, _ weights: Tensor, bias: Tensor?, rectifying: Bool) -> Tensor {
    Tensor(uninitialized: geometry.output) { result in
      let (scratch, forward) =
        geometry.isUpsampled
        ? (kernels_upsampled_forward_scratch, kernels_upsampled_forward)
        : (kernels_winograd_forward_scratch, kernels_winograd_forward)
      run(rectifying ? "forward, ReLU" : "forward", scratch: scratch) {
        forward(
          $0, images.storage.base, weights.storage.base, bias?.storage.base, rectifying ? 1 : 0, $1, result.baseAddress)
      }
    }
  }

  /// The gradients with respect to the images, where wanted, and the weights.
  func gradients(
    _ gradient: Tensor, _ images: Tensor, _ weights: Tensor, wantsImages: Bool
  ) -> (images: Tensor?, weights: Tensor) {
    let toImages = wantsImages ? Tensor(uninitialized: geometry.images) { _ in } : nil
    let toWeights = Tensor(uninitialized: geometry.weights) { toWeights in
      let (scratch, gradients) =
        geometry.isUpsampled
        ? (kernels_upsampled_gradients_scratch, kernels_upsampled_gradients)
        : (kernels_winograd_gradients_scratch, kernels_winograd_gradients)
      run(wantsImages ? "gradients" : "weight gradients", scratch: scratch, times: wantsImages ? 2 : 1) {
        gradients(
          $0, gradient.storage.base, images.storage.base, weights.storage.base, $1, toImages?.storage.base,
          toWeights.baseAddress)
      }
    }
    return (toImages, toWeights)
  }

  private func run(
    _ name: String, scratch count: (UnsafePointer<kernels_winograd>) -> Int, times: Int = 1,
    _ kernel: (UnsafePointer<kernels_winograd>, UnsafeMutablePointer<Float>) -> Void
  ) {
    let kind =
      geometry.isUpsampled
      ? "upsampled convolution"
      : geometry.isTransposed ? "Winograd transposed convolution" : "Winograd convolution"
    let operation = Profile.Operation(
      "\(kind) \(name)", [geometry.images, geometry.weights],
      bytes: times * (geometry.images.count + geometry.weights.count + geometry.output.count) * 4,
      floatingPointOperations: times * geometry.floatingPointOperations)
    withUnsafePointer(to: shape) { shape in
      let scratch = Storage(count: count(shape))
      withExtendedLifetime(scratch) { Profile.measure(operation) { kernel(shape, scratch.base) } }
    }
  }
}
