import Autodiff
import Tensors

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

  /// ηx − A(η) for x in [0, 1].
  public func logDensity(_ x: Variable) -> Variable { logits * x - logNormalizer }

  /// A′(η), which unlike the Bernoulli distribution's is not λ.
  public var mean: Variable { logits.mapped(.continuousBernoulliMean) }

  /// A″(η). It is a constant: its derivative is not provided.
  public var variance: Variable { Variable(logits.value.continuousBernoulliVariance) }

  /// A(η) − η A′(η), at −|η|: it is the same there, and neither term is large.
  public var entropy: Variable? {
    let folded = ContinuousBernoulli(logits: -(logits.mapped(.relu) + (-logits).mapped(.relu)))
    return folded.logNormalizer - folded.logits * folded.mean
  }

  /// The value below which a fraction u of the distribution lies; its gradient is the pathwise one, u being held fixed.
  public func quantile(_ u: Tensor) -> Variable { continuousBernoulliQuantile(logits: logits, u) }

  /// The quantiles of uniform numbers.
  public func reparameterizedSample(using random: inout Random) -> Variable { quantile(random.uniform(batchShape)) }

  /// KL(p ‖ q) = (ηp − ηq) A′(ηp) − A(ηp) + A(ηq).
  public func klDivergence(to other: ContinuousBernoulli) -> Variable {
    (logits - other.logits) * mean - logNormalizer + other.logNormalizer
  }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> ContinuousBernoulli {
    ContinuousBernoulli(logits: logits.broadcast(to: batchShape))
  }
}
