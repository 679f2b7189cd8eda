import LabTensors

extension Variable {
  /// The sum over the axes; every summand receives the sum's gradient.
  public func sum(along axes: [Int], keepingAxes: Bool = false) -> Variable {
    let kept = shape.reduced(along: axes, keepingAxes: true), whole = shape
    return .operation(
      value.sum(along: axes, keepingAxes: keepingAxes), (self, { $0.reshaped(to: kept).broadcast(to: whole) }))
  }

  /// The sum of all elements, a scalar.
  public func sum() -> Variable { sum(along: Array(0..<shape.rank)) }

  /// The mean over the axes.
  public func mean(along axes: [Int], keepingAxes: Bool = false) -> Variable {
    let total = sum(along: axes, keepingAxes: keepingAxes)
    return total / (Float(value.count) / Float(max(total.value.count, 1)))
  }

  /// The mean of all elements, a scalar.
  public func mean() -> Variable { mean(along: Array(0..<shape.rank)) }

  /// log Σ exp along an axis; the gradient is shared out by the softmax.
  public func logSumExp(along axis: Int, keepingAxis: Bool = false) -> Variable {
    let result = value.logSumExp(along: axis, keepingAxis: keepingAxis)
    return .operation(result, (self, { [value] in Tensor.logSumExpPullback(value, result, along: axis, $0) }))
  }

  /// exp(x)/Σ exp(x) along an axis. With y the result, the gradient is y (g − Σ g y).
  public func softmax(along axis: Int) -> Variable {
    // Not exp(x − log Σ exp): where x is far from 0, the rounding of the logarithm would be a relative error of this.
    let exponentials = (value - value.maximum(along: [axis], keepingAxes: true)).mapped(.exp)
    let result = exponentials / exponentials.sum(along: [axis], keepingAxes: true)
    return .operation(result, (self, { result * ($0 - ($0 * result).sum(along: [axis], keepingAxes: true)) }))
  }
}
