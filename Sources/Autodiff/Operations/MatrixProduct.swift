import Tensors

extension Variable {
  /// The product of two matrices, C = A B. ∂A = ∂C Bᵀ, ∂B = Aᵀ ∂C.
  public func matrixProduct(_ other: Variable) -> Variable {
    .operation(
      Tensor.matrixProduct(value, other.value),
      (self, { [other = other.value] in Tensor.matrixProduct($0, other, transposingSecond: true) }),
      (other, { [value] in Tensor.matrixProduct(value, $0, transposingFirst: true) }))
  }

  /// An affine map of each row, x W + b, with W of shape in×out. ∂b is the sum of the rows' gradients.
  public func affine(_ weights: Variable, bias: Variable) -> Variable {
    .operation(
      Tensor.matrixProduct(value, weights.value, bias: bias.value),
      (self, { [weights = weights.value] in Tensor.matrixProduct($0, weights, transposingSecond: true) }),
      (weights, { [value] in Tensor.matrixProduct(value, $0, transposingFirst: true) }),
      (bias, { $0.sum(along: [0]) }))
  }
}
