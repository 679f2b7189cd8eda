import LabTensors

extension Variable {
  /// scale · (x − mean)/√(variance + ε) + offset by the statistics of the batch, with an activation of it where one is
  /// given; and these statistics.
  ///
  /// The gradient passes through the statistics too (Ioffe and Szegedy 2015, section 3).
  public func batchNormalized(
    scale: Variable, offset: Variable, epsilon: Float, activation: ElementwiseFunction? = nil
  ) -> (value: Variable, mean: Tensor, variance: Tensor) {
    let normalized = value.batchNormalized(
      scale: scale.value, offset: offset.value, epsilon: epsilon, activation: activation)
    let result = normalization(normalized, scale, offset, epsilon, activation, givenStatistics: false)
    return (result, normalized.mean, normalized.variance)
  }

  /// The same by given statistics, which are constants.
  public func batchNormalized(
    scale: Variable, offset: Variable, mean: Tensor, variance: Tensor, epsilon: Float,
    activation: ElementwiseFunction? = nil
  ) -> Variable {
    let normalized = value.batchNormalized(
      scale: scale.value, offset: offset.value, mean: mean, variance: variance, epsilon: epsilon,
      activation: activation)
    return normalization(normalized, scale, offset, epsilon, activation, givenStatistics: true)
  }

  private func normalization(
    _ normalized: Tensor.BatchNormalized, _ scale: Variable, _ offset: Variable, _ epsilon: Float,
    _ activation: ElementwiseFunction?, givenStatistics: Bool
  ) -> Variable {
    // Without an activation the result's derivative needs no result, which the tape need then not keep.
    let result = activation == nil ? value : normalized.value
    let (mean, variance) = (normalized.mean, normalized.variance)
    return .operation(normalized.value, of: [self, scale, offset]) { [value, scale = scale.value] gradient, _ in
      let parameters = gradient.pullBackBatchNormalization(
        of: value, result: result, mean: mean, variance: variance, scale: scale, epsilon: epsilon,
        activation: activation, givenStatistics: givenStatistics)
      return [gradient, parameters.scale, parameters.offset]
    }
  }
}
