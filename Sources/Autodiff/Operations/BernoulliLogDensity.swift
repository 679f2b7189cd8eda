import Tensors

/// ηx − softplus(η): log p of x under Bernoulli distributions of logits η, with broadcasting.
/// ∂/∂η = x − σ(η), ∂/∂x = η.
public func bernoulliLogDensity(logits: Variable, _ x: Variable) -> Variable {
  guard let shape = Shape.broadcast(logits.shape, x.shape) else {
    fatalError("values of shape \(x.shape) do not broadcast with logits of \(logits.shape)")
  }
  let logits = logits.broadcast(to: shape), x = x.repeatable(to: shape)
  return .operation(
    logits.value.bernoulliLogDensity(x.value),
    (logits, { [logits = logits.value, x = x.value] in logits.bernoulliLogDensityPullback(x, $0) }),
    (x, { [logits = logits.value, shape = x.shape] in ($0 * logits).summed(to: shape) }))
}
