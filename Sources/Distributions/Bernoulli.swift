import LabAutodiff
import LabTensors

/// The Bernoulli distribution on 0 and 1, from the logit η of the probability of 1.
public struct Bernoulli: Distribution, ClosedFormDivergence {
  /// η = log(p/(1 − p)), any real number; −∞ and ∞ where the draw is sure.
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
  /// softplus(η) − η σ(η), at −|η|, where both terms are small, and from −200 on nothing.
  public var entropy: Variable? {
    let folded = (-(logits.mapped(.relu) + (-logits).mapped(.relu))).clamped(to: -200...0)
    return softplus(folded) - folded * sigmoid(folded)
  }

  /// ηx − softplus(η): log p where x = 1 and log(1 − p) where x = 0.
  ///
  /// Numbers between 0 and 1 are accepted too, as is usual for grey pixels; e to this is then no density over them. −∞ outside.
  public func logDensity(_ x: Variable) -> Variable { logDensity(x, summingLast: 0) }

  /// The same, summed as it is computed.
  public func logDensity(_ x: Variable, summingLast axes: Int) -> Variable {
    if x.value.liesWithin(0...1) { return bernoulliLogDensity(logits: logits, x, summingLast: axes) }
    return LabDistributions.logDensity(of: x.broadcast(to: .broadcast([x.shape, batchShape])), within: 0...1) {
      bernoulliLogDensity(logits: logits, $0)
    }.summed(overLast: axes)
  }

  /// 1 where a uniform number lies below p.
  public func sample(using random: inout Random) -> Tensor {
    random.trials(probabilities: logits.value.mapped(.sigmoid), complements: (-logits.value).mapped(.sigmoid))
  }

  /// KL(p ‖ q) = σ(ηp) (ηp − ηq) − softplus(ηp) + softplus(ηq), computed so that a small divergence keeps its digits.
  public func klDivergence(to other: Bernoulli) -> Variable {
    let pair = broadcastTogether(logits, other.logits, of: "pair of Bernoulli distributions")
    return RowFunction.bernoulliDivergence(pair[0], pair[1])
  }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> Bernoulli { Bernoulli(logits: logits.broadcast(to: batchShape)) }
}
