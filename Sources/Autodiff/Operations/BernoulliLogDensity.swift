import Tensors

/// ηx − softplus(η): log p of x under Bernoulli distributions of logits η, with broadcasting, summed over the last axes.
/// ∂/∂η = x − σ(η), which the forward pass computes beside it from the same exponential, and ∂/∂x = η.
public func bernoulliLogDensity(logits: Variable, _ x: Variable, summingLast axes: Int = 0) -> Variable {
  guard let shape = Shape.broadcast(logits.shape, x.shape) else {
    fatalError("values of shape \(x.shape) do not broadcast with logits of \(logits.shape)")
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
      wanted[1] ? (logits * gradient).summed(to: xShape) : nil,
    ]
  }
}
