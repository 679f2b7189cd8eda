extension Tensor {
  /// An affine map of each row of a matrix, x W + b, and a function of it where one is given.
  ///
  /// Where W is large, the halves of each sum are added up in the pass that adds the bias, so that a thread reads some of
  /// W's rows alone.
  public static func affine(
    _ x: Tensor, _ weights: Tensor, bias: Tensor, activation: ElementwiseFunction? = nil
  ) -> Tensor {
    let product = MatrixProduct(MatrixOperand(x), MatrixOperand(weights))
    let other = product.paysToHalveTerms ? Tensor(uninitialized: [product.rows, product.columns]) { _ in } : nil
    guard let other else {
      var result = matrixProduct(x, weights)
      result.addBias(bias, activation: activation)
      return result
    }
    var result = Tensor(uninitialized: other.shape) {
      product.multiplyHalvingTerms(into: $0.baseAddress!, and: other.storage.base)
    }
    result.addBias(bias, and: other, activation: activation)
    return result
  }
}

extension MatrixProduct {
  /// Whether the sums of one half of the terms are together much smaller than the right operand, and there is enough to do.
  fileprivate var paysToHalveTerms: Bool {
    !isNarrow && 4 * rows <= inner && rows * inner * columns > 1_000_000
  }
}
