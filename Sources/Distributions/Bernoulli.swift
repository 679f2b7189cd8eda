import Autodiff
import Tensors

/// The Bernoulli distribution on 0 and 1, from the logit η of the probability of 1.
public struct Bernoulli: Distribution, ClosedFormDivergence {
  /// η = log(p/(1 − p)), any real number.
  public let logits: Variable

  /// From η.
  public init(logits: Variable) { self.logits = logits }

  /// The logits' shape.
  public var batchShape: Shape { logits.shape }
  /// A number.
  public var eventShape: Shape { [] }
  /// 0 or 1.
  public var support: Support { .binary }
  /// p = σ(η).
  public var mean: Variable { sigmoid(logits) }
  /// p (1 − p), with 1 − p = σ(−η).
  public var variance: Variable { sigmoid(logits) * sigmoid(-logits) }
  /// softplus(η) − η σ(η), at −|η|, where both terms are small.
  public var entropy: Variable? {
    let folded = -(logits.mapped(.relu) + (-logits).mapped(.relu))
    return softplus(folded) - folded * sigmoid(folded)
  }

  /// ηx − softplus(η): log p where x = 1 and log(1 − p) where x = 0.
  ///
  /// Numbers between 0 and 1 are accepted too, as is usual for grey pixels; e to this is then no density over them.
  public func logDensity(_ x: Variable) -> Variable { logDensity(x, summingLast: 0) }

  /// The same, summed as it is computed.
  public func logDensity(_ x: Variable, summingLast axes: Int) -> Variable {
    bernoulliLogDensity(logits: logits, x, summingLast: axes)
  }

  /// 1 where a uniform number lies below p.
  public func sample(using random: inout Random) -> Tensor {
    let probabilities = logits.value.mapped(.sigmoid).elements
    return Tensor(
      zip(random.uniform(batchShape).elements, probabilities).map { $0 < $1 ? 1 : 0 }, shape: batchShape)
  }

  /// KL(p ‖ q) = σ(ηp) (ηp − ηq) − softplus(ηp) + softplus(ηq).
  public func klDivergence(to other: Bernoulli) -> Variable {
    mean * (logits - other.logits) - softplus(logits) + softplus(other.logits)
  }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> Bernoulli { Bernoulli(logits: logits.broadcast(to: batchShape)) }
}
