import Tensors

extension Variable {
  /// scale · (x − mean)/√(variance + ε) + offset by the statistics of the batch, and these statistics.
  ///
  /// The gradient passes through the statistics too (Ioffe and Szegedy 2015, section 3).
  public func batchNormalized(
    scale: Variable, offset: Variable, epsilon: Float
  ) -> (value: Variable, mean: Tensor, variance: Tensor) {
    let normalized = value.batchNormalized(scale: scale.value, offset: offset.value, epsilon: epsilon)
    let result = normalization(normalized, scale, offset, epsilon, givenStatistics: false)
    return (result, normalized.mean, normalized.variance)
  }

  /// The same by given statistics, which are constants.
  public func batchNormalized(
    scale: Variable, offset: Variable, mean: Tensor, variance: Tensor, epsilon: Float
  ) -> Variable {
    let normalized = value.batchNormalized(
      scale: scale.value, offset: offset.value, mean: mean, variance: variance, epsilon: epsilon)
    return normalization(normalized, scale, offset, epsilon, givenStatistics: true)
  }

  private func normalization(
    _ normalized: Tensor.BatchNormalized, _ scale: Variable, _ offset: Variable, _ epsilon: Float,
    givenStatistics: Bool
  ) -> Variable {
    .operation(normalized.value, of: [self, scale, offset]) { [value, scale = scale.value] gradient, _ in
      let gradients = Tensor.batchNormalizationPullback(
        gradient, value, normalized, scale: scale, epsilon: epsilon, givenStatistics: givenStatistics)
      return [gradients.x, gradients.scale, gradients.offset]
    }
  }
}
