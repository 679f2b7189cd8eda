import LabTensors

extension Variable {
  /// The products C = A B of the matrices along the last two axes; the axes before these broadcast. ∂A = ∂C Bᵀ and
  /// ∂B = Aᵀ ∂C, summed where a matrix was repeated.
  public func matrixProduct(_ other: Variable) -> Variable {
    .operation(
      Tensor.matrixProduct(value, other.value),
      (
        self,
        { [shape, other = other.value] in
          Tensor.matrixProduct($0, other, transposingSecond: true).summed(to: shape)
        }
      ),
      (
        other,
        { [value, shape = other.shape] in Tensor.matrixProduct(value, $0, transposingFirst: true).summed(to: shape) }
      ))
  }

  /// An affine map of each row, x W + b, with W of shape in×out, and a function of it where one is given. With d the
  /// gradient of x W + b, ∂x = d Wᵀ, ∂W = xᵀ d, and ∂b is the sum of d over the rows.
  public func affine(_ weights: Variable, bias: Variable, activation: ElementwiseFunction? = nil) -> Variable {
    let result = Tensor.affine(value, weights.value, bias: bias.value, activation: activation)
    let activated = activation.map { (function: $0, result: result) }
    return .operation(result, of: [self, weights, bias]) { [value, weights = weights.value] gradient, wanted in
      // In place: from here on it is the gradient of x W + b.
      let biasGradient =
        activated.map { gradient.pullBackBias(through: $0.function, result: $0.result) } ?? gradient.sum(along: [0])
      return [
        wanted[0] ? Tensor.matrixProduct(gradient, weights, transposingSecond: true) : nil,
        wanted[1] ? Tensor.matrixProduct(value, gradient, transposingFirst: true) : nil,
        wanted[2] ? biasGradient : nil,
      ]
    }
  }
}
