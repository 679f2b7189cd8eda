extension Tensor {
  /// An affine map of each row of a matrix, x W + b, and a function of it where one is given.
  ///
  /// Where W is large, each thread reads some of its rows alone, as in other products with it, and the threads' sums are
  /// added up in the pass that adds the bias; their rounding depends on the number of threads.
  public static func affine(
    _ x: Tensor, _ weights: Tensor, bias: Tensor, activation: ElementwiseFunction? = nil
  ) -> Tensor {
    let product = MatrixProduct(MatrixOperand(x), MatrixOperand(weights)), threads = Machine.threadCount
    guard threads > 1, product.paysToSum(on: threads) else {
      var result = matrixProduct(x, weights)
      result.addBias(bias, activation: activation)
      return result
    }
    let shape: Shape = [product.rows, product.columns]
    let others = Tensor(uninitialized: [threads - 1] + shape) { _ in }
    var result = Tensor(uninitialized: shape) {
      product.multiplySharingTerms(into: $0.baseAddress!, and: others.storage.base, threads: threads)
    }
    result.addBias(bias, and: others, activation: activation)
    return result
  }
}

extension MatrixProduct {
  /// Whether the sums of the other threads are together no larger than the right operand, and there is enough to do.
  fileprivate func paysToSum(on threads: Int) -> Bool {
    !isNarrow && (threads - 1) * rows <= inner && rows * inner * columns > 1_000_000
  }
}
