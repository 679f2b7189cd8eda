import Laboratory

/// The continuous Bernoulli distribution as C. Ollion's notebook “Going further with VAEs” trains by it: the formulas of
/// `SourceFormulas`, differentiable and in single precision. It is a distribution like any other, and a model need not know.
struct SourceContinuousBernoulli: Distribution {
  let logits: Variable
  private let epsilon = Float(SourceFormulas.epsilon)

  init(logits: Variable) { self.logits = logits }

  var batchShape: Shape { logits.shape }
  var eventShape: Shape { [] }
  var support: Support { .unitInterval }

  /// λ; in the window around ½ the constant 0.49, through which no gradient passes.
  private var cut: Variable {
    let lambda = sigmoid(logits)
    let window = Tensor(lambda.value.elements.map { (0.49...0.51).contains($0) ? 1 : 0 }, shape: lambda.shape)
    return lambda * Variable(window.scaled(by: -1, offset: 1)) + Variable(window * 0.49)
  }
  private func doubleArtanh(_ x: Variable) -> Variable { log1p(x) - log1p(-x) }

  func logDensity(_ x: Variable) -> Variable {
    let lambda = sigmoid(logits)
    let distance = abs(1 - cut * 2)
    let logC = log(abs(doubleArtanh(distance - epsilon))) - log(distance + epsilon)
    return x * log(lambda + epsilon) + (1 - x) * log(1 - lambda + epsilon) + logC
  }
  var mean: Variable { cut / (cut * 2 - 1) + 1 / doubleArtanh(1 - cut * 2) }

  // The source has neither of these; they are the exact distribution's.
  var variance: Variable { ContinuousBernoulli(logits: logits).variance }
  func sample(using random: inout Random) -> Tensor { ContinuousBernoulli(logits: logits).sample(using: &random) }
  func expanded(to batchShape: Shape) -> Self { Self(logits: logits.broadcast(to: batchShape)) }
}
