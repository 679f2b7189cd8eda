import Tensors

extension Variable {
  /// The product of two matrices, C = A B. ∂A = ∂C Bᵀ, ∂B = Aᵀ ∂C.
  public func matrixProduct(_ other: Variable) -> Variable {
    .operation(
      Tensor.matrixProduct(value, other.value),
      (self, { [other = other.value] in Tensor.matrixProduct($0, other, transposingSecond: true) }),
      (other, { [value] in Tensor.matrixProduct(value, $0, transposingFirst: true) }))
  }

  /// An affine map of each row, x W + b, with W of shape in×out, and a function of it where one is given. With d the
  /// gradient of x W + b, ∂x = d Wᵀ, ∂W = xᵀ d, and ∂b is the sum of d over the rows.
  public func affine(_ weights: Variable, bias: Variable, activation: ElementwiseFunction? = nil) -> Variable {
    guard let activation else { return affine(weights, bias) }
    var result = Tensor.matrixProduct(value, weights.value)
    result.addBias(bias.value, activation: activation)
    return .operation(result, of: [self, weights, bias]) {
      [value, weights = weights.value, result] gradient, wanted in
      let biasGradient = gradient.pullBackBias(through: activation, result: result)
      return [
        wanted[0] ? Tensor.matrixProduct(gradient, weights, transposingSecond: true) : nil,
        wanted[1] ? Tensor.matrixProduct(value, gradient, transposingFirst: true) : nil,
        wanted[2] ? biasGradient : nil,
      ]
    }
  }

  private func affine(_ weights: Variable, _ bias: Variable) -> Variable {
    .operation(
      Tensor.matrixProduct(value, weights.value, bias: bias.value),
      (self, { [weights = weights.value] in Tensor.matrixProduct($0, weights, transposingSecond: true) }),
      (weights, { [value] in Tensor.matrixProduct(value, $0, transposingFirst: true) }),
      (bias, { $0.sum(along: [0]) }))
  }
}
