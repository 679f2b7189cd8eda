import LabAutodiff
import LabCKernels
import LabRequirements
import LabTensors

extension Tensor {
  /// ηx − softplus(η), the log-probability of x under the Bernoulli distributions whose logits η these are, summed over the
  /// last axes, and where they are wanted its slopes x − σ(η). x is repeated along the first axes of the logits, and has
  /// those that are summed.
  func bernoulliLogDensity(
    _ x: Tensor, summingLast axes: Int, withSlopes: Bool
  ) -> (sums: Tensor, slopes: Tensor?) {
    require(
      shape.ends(with: x.shape) && axes <= x.shape.rank,
      "values of shape \(x.shape) for logits of \(shape), summed over \(axes) axes")
    let rows = shape.dropLast(axes)
    let slopes = withSlopes ? Tensor(uninitialized: shape) { _ in } : nil
    let sums = Tensor(uninitialized: rows, by: "Bernoulli log density", of: [self, x] + (slopes.map { [$0] } ?? [])) {
      kernels_bernoulli_log_density(
        rows.count, shape.suffix(axes).count, base, x.count, x.base, $0.baseAddress,
        slopes?.base)
    }
    return (sums, slopes)
  }
}

/// ηx − softplus(η): log p of x under Bernoulli distributions of logits η, with broadcasting, summed over the last axes.
/// ∂/∂η = x − σ(η), which the forward pass computes beside it from the same exponential, and ∂/∂x = η.
func bernoulliLogDensity(logits: Variable, _ x: Variable, summingLast axes: Int = 0) -> Variable {
  guard let shape = Shape.broadcast(logits.shape, x.shape) else {
    brokenRule("values of shape \(x.shape) do not broadcast with logits of \(logits.shape)")
  }
  let logits = logits.broadcast(to: shape)
  let x = x.shape.rank < axes ? x.broadcast(to: shape) : x.repeatable(to: shape)
  let (sums, slopes) = logits.value.bernoulliLogDensity(
    x.value, summingLast: axes, withSlopes: logits.isDifferentiable)
  let eachSum = sums.shape + Shape(Array(repeating: 1, count: axes))
  return .operation(sums, of: [logits, x]) { [logits = logits.value, xShape = x.shape] gradient, wanted in
    let gradient = gradient.reshaped(to: eachSum)
    return [
      wanted[0] ? slopes! * gradient : nil,
      wanted[1] ? chained(gradient, logits).summed(to: xShape) : nil,
    ]
  }
}
