import Tensors

extension Variable {
  /// The convolution of N×H×W×I images with H×W×I×O weights, and a bias of O added.
  public func convolved(_ weights: Variable, bias: Variable, _ window: Window) -> Variable {
    convolved(weights, bias, ConvolutionGeometry(of: shape, channels: weights.shape[-1], window))
  }

  /// The transposed convolution of N×H×W×I images with H×W×I×O weights, and a bias of O added.
  public func convolvedTransposed(
    _ weights: Variable, bias: Variable, _ window: Window, outputPadding: (Int, Int) = (0, 0)
  ) -> Variable {
    convolved(
      weights, bias,
      ConvolutionGeometry(
        transposedOf: shape, channels: weights.shape[-1], window, outputPadding: outputPadding))
  }

  /// Linear in each argument; the gradients come out of one computation.
  private func convolved(_ weights: Variable, _ bias: Variable, _ geometry: ConvolutionGeometry) -> Variable {
    .operation(geometry.apply(value, weights.value, bias: bias.value), of: [self, weights, bias]) {
      [value, weights = weights.value] gradient, wanted in
      let gradients = geometry.gradients(gradient, value, weights, wantsImages: wanted[0])
      return [gradients.images, gradients.weights, gradients.bias]
    }
  }

  /// The largest value under each place of the window; it alone receives the gradient.
  public func maxPooled(_ window: Window) -> Variable {
    let (result, choice) = value.maxPooled(window)
    return .operation(result, (self, { Tensor.maxPoolPullback($0, choice) }))
  }
}
