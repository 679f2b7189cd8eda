import LabAutodiff
import LabTensors

/// The continuous Bernoulli distribution on [0, 1], with density e^(ηx − A(η)) (Loaiza-Ganem and Cunningham 2019).
///
/// The logit η is log λ/(1 − λ) in the paper's terms. A(η) = log ((e^η − 1)/η) is computed as
/// max(η, 0) + log((1 − e^(−|η|))/|η|), which cannot overflow; A′ is the mean and A″ the variance.
public struct ContinuousBernoulli: ReparameterizedDistribution, ClosedFormDivergence {
  /// η, any real number.
  public let logits: Variable

  /// From η.
  public init(logits: Variable) { self.logits = logits }

  /// The logits' shape.
  public var batchShape: Shape { logits.shape }
  /// A number.
  public var eventShape: Shape { [] }
  /// From 0 to 1.
  public var support: Support { .unitInterval }

  /// A(η), so that log p(x) = ηx − A(η).
  public var logNormalizer: Variable { logits.mapped(.continuousBernoulliLogNormalizer) }

  /// ηx − A(η) for x in [0, 1], −∞ outside.
  ///
  /// Where a logit is large the two terms cancel, and overflow in the end: beyond ±64 the density is computed from the likelier
  /// end, in double precision.
  public func logDensity(_ x: Variable) -> Variable {
    LabDistributions.logDensity(of: x, within: 0...1) { x in
      if logits.value.liesWithin(-64...64) { return logits * x - logNormalizer }
      let arguments = broadcastTogether(x, logits, of: "continuous Bernoulli distribution and its values")
      return RowFunction.continuousBernoulliLogDensity(arguments[0], arguments[1])
    }
  }

  /// A′(η), which unlike the Bernoulli distribution's is not λ.
  public var mean: Variable { logits.mapped(.continuousBernoulliMean) }

  /// A″(η). It is a constant: its derivative is not provided.
  public var variance: Variable { Variable(logits.value.continuousBernoulliVariance) }

  /// A(η) − η A′(η), in double precision before one rounding.
  public var entropy: Variable? { RowFunction.continuousBernoulliEntropy(logits) }

  /// The value below which a fraction u of the distribution lies; its gradient is the pathwise one, u being held fixed.
  public func quantile(_ u: Tensor) -> Variable { continuousBernoulliQuantile(logits: logits, u) }

  /// The quantiles of uniform numbers above 0.
  public func reparameterizedSample(using random: inout Random) -> Variable {
    quantile(random.uniformAboveZero(batchShape))
  }

  /// KL(p ‖ q) = (ηp − ηq) A′(ηp) − A(ηp) + A(ηq), computed so that a small divergence keeps its digits.
  public func klDivergence(to other: ContinuousBernoulli) -> Variable {
    let pair = broadcastTogether(logits, other.logits, of: "pair of continuous Bernoulli distributions")
    return RowFunction.continuousBernoulliDivergence(pair[0], pair[1])
  }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> ContinuousBernoulli {
    ContinuousBernoulli(logits: logits.broadcast(to: batchShape))
  }
}
