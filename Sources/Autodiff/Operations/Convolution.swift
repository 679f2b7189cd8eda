import Tensors

extension Variable {
  /// The convolution of N×H×W×I images with H×W×I×O weights, and a bias of O added; linear in each argument.
  public func convolved(_ weights: Variable, bias: Variable, _ window: Window) -> Variable {
    .operation(value.convolved(weights.value, bias: bias.value, window), of: [self, weights, bias]) {
      [value, weights = weights.value] gradient, wanted in
      let parameters =
        wanted[1] || wanted[2] ? Tensor.convolutionWeightGradients(gradient, value, window) : nil
      return [
        wanted[0] ? Tensor.convolutionImageGradient(gradient, weights, window, images: value.shape) : nil,
        parameters?.weights, parameters?.bias,
      ]
    }
  }

  /// The transposed convolution of N×H×W×I images with H×W×I×O weights, and a bias of O added.
  public func convolvedTransposed(
    _ weights: Variable, bias: Variable, _ window: Window, outputPadding: (Int, Int) = (0, 0)
  ) -> Variable {
    .operation(
      value.convolvedTransposed(weights.value, bias: bias.value, window, outputPadding: outputPadding),
      of: [self, weights, bias]
    ) { [value, weights = weights.value] gradient, wanted in
      let parameters =
        wanted[1] || wanted[2] ? Tensor.transposedConvolutionWeightGradients(gradient, value, window) : nil
      return [
        wanted[0]
          ? Tensor.transposedConvolutionImageGradient(gradient, weights, window, images: value.shape) : nil,
        parameters?.weights, parameters?.bias,
      ]
    }
  }

  /// The largest value under each place of the window; it alone receives the gradient.
  public func maxPooled(_ window: Window) -> Variable {
    let (result, choice) = value.maxPooled(window)
    return .operation(result, (self, { Tensor.maxPoolPullback($0, choice) }))
  }
}
