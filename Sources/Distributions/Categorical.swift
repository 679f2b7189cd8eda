import LabAutodiff
import LabRequirements
import LabTensors

/// The categorical distribution over 0, 1, …, K − 1, from logits; an impossible category has the logit −∞,
/// and those that are ∞ share all probability.
public struct Categorical: Distribution, ClosedFormDivergence {
  /// Numbers that differ from the logarithms of the probabilities by a constant of each distribution, batch × K.
  public let logits: Variable

  /// From logits along the last axis.
  public init(logits: Variable) {
    require(logits.shape.rank >= 1 && logits.shape[-1] >= 1, "a categorical distribution of \(logits.shape) logits")
    self.logits = logits
  }

  /// K.
  public var categoryCount: Int { logits.shape[-1] }
  /// The logits' shape without the last axis.
  public var batchShape: Shape { logits.shape.reduced(along: [-1]) }
  /// A number.
  public var eventShape: Shape { [] }
  /// 0 to K − 1.
  public var support: Support { .categories(categoryCount) }
  /// p, batch × K.
  public var probabilities: Variable { logits.categoricalProbabilities }
  /// log p, batch × K, which keep their digits where p is near 1.
  public var logProbabilities: Variable { logits.categoricalLogProbabilities }
  /// Σ k p(k), the mean of the category's number.
  public var mean: Variable { (probabilities * Variable(numbers)).sum(along: [-1]) }

  /// Σ p(k) (k − mean)², the variance of the category's number.
  public var variance: Variable {
    let deviations = Variable(numbers) - mean.reshaped(to: mean.shape + [1])
    return (probabilities * square(deviations)).sum(along: [-1])
  }

  /// −Σ p log p, with 0 log 0 = 0.
  public var entropy: Variable? { RowFunction.categoricalEntropy(logits) }

  /// log p(x), for a number of a category: −∞ for one that is impossible or does not exist.
  public func logDensity(_ x: Variable) -> Variable {
    guard let shape = Shape.broadcast(x.shape, batchShape) else {
      brokenRule("values of shape \(x.shape) do not broadcast with categorical distributions of batch \(batchShape)")
    }
    let repeated = logProbabilities.broadcast(to: shape + [categoryCount])
    return repeated.picked(x.value.broadcast(to: shape))
  }

  /// The first category up to which the probabilities add up to more than a uniform number.
  public func sample(using random: inout Random) -> Tensor { random.categories(probabilities: probabilities.value) }

  /// KL(p ‖ q) = Σ p (log p − log q), with 0 log 0 = 0: ∞ where q excludes what p allows.
  ///
  /// It is computed as a sum in which nothing cancels, so that a small divergence keeps its digits.
  public func klDivergence(to other: Categorical) -> Variable {
    require(categoryCount == other.categoryCount, "\(categoryCount) categories against \(other.categoryCount)")
    let pair = broadcastTogether(logits, other.logits, of: "pair of categorical distributions")
    return RowFunction.categoricalDivergence(pair[0], pair[1])
  }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> Categorical {
    Categorical(logits: logits.broadcast(to: batchShape + [categoryCount]))
  }

  private var numbers: Tensor { Tensor((0..<categoryCount).map(Float.init)) }
}
