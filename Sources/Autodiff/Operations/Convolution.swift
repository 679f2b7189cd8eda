import LabTensors

extension Variable {
  /// The convolution of N×H×W×I images with H×W×I×O weights, a bias of O added, and a function of that where one is given.
  public func convolved(
    _ weights: Variable, bias: Variable, _ window: Window, activation: ElementwiseFunction? = nil
  ) -> Variable {
    convolved(weights, bias, ConvolutionGeometry(of: shape, channels: weights.shape[-1], window), activation)
  }

  /// The convolution of N×H×W×I images, enlarged by repeating each pixel so many times along height and width, with H×W×I×O
  /// weights, a bias of O added, and a function of that where one is given. The window is one over the enlarged images, which are
  /// not made where an algorithm does without.
  public func convolved(
    _ weights: Variable, bias: Variable, _ window: Window, upsampledBy factor: Int,
    activation: ElementwiseFunction? = nil
  ) -> Variable {
    if factor == 2, let geometry = ConvolutionGeometry(ofUpsampled: shape, channels: weights.shape[-1], window) {
      return convolved(weights, bias, geometry, activation)
    }
    let enlarged = factor == 1 ? self : upsampled(by: factor)
    return enlarged.convolved(weights, bias: bias, window, activation: activation)
  }

  /// The transposed convolution of N×H×W×I images with H×W×I×O weights, a bias of O added, and a function of that where
  /// one is given.
  public func convolvedTransposed(
    _ weights: Variable, bias: Variable, _ window: Window, outputPadding: (Int, Int) = (0, 0),
    activation: ElementwiseFunction? = nil
  ) -> Variable {
    convolved(
      weights, bias,
      ConvolutionGeometry(
        transposedOf: shape, channels: weights.shape[-1], window, outputPadding: outputPadding), activation)
  }

  /// Linear in each argument but for the activation; the gradients come out of one computation.
  private func convolved(
    _ weights: Variable, _ bias: Variable, _ geometry: ConvolutionGeometry, _ activation: ElementwiseFunction?
  ) -> Variable {
    let result = geometry.apply(value, weights.value, bias: bias.value, activation: activation)
    let saved = activation.map { (function: $0, result: result) }
    return .operation(result, of: [self, weights, bias]) { [value, weights = weights.value] gradient, wanted in
      let gradients = geometry.gradients(&gradient, value, weights, wantsImages: wanted[0], through: saved)
      return [gradients.images, gradients.weights, gradients.bias]
    }
  }

  /// The largest value under each place of the window; it alone receives the gradient.
  public func maxPooled(_ window: Window) -> Variable {
    let (result, choice) = value.maxPooled(window)
    return .operation(result, (self, { Tensor.maxPoolPullback($0, choice) }))
  }
}
