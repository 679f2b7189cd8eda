import LabAutodiff
import LabTensors

/// The one-hot categorical distribution with a gradient for its draws: that of the relaxed draw with the same noise, of which
/// the draw is the largest number (straight-through Gumbel-softmax: Jang et al. 2017, section 2.2).
///
/// The values, their probabilities and divergences are those of `OneHotCategorical`; a bound keeps its meaning. Its gradient is
/// biased: that of what depends on the draws is taken where they are vectors of 0 and 1, and passed on as if they were the
/// relaxed ones.
public struct StraightThroughCategorical: ReparameterizedDistribution {
  /// The distribution of the draws.
  public let oneHot: OneHotCategorical
  /// The temperature of the relaxed draws: the lower, the less biased a gradient is and the more it varies.
  public let temperature: Float

  /// From logits along the last axis, finite numbers, and a temperature above 0.
  public init(logits: Variable, temperature: Float) {
    (oneHot, self.temperature) = (OneHotCategorical(logits: logits), temperature)
  }

  private var relaxed: RelaxedOneHotCategorical {
    RelaxedOneHotCategorical(logits: oneHot.category.logits, temperature: temperature)
  }

  /// The logits' shape without the last axis.
  public var batchShape: Shape { oneHot.batchShape }
  /// K.
  public var eventShape: Shape { oneHot.eventShape }
  /// Vectors with one 1.
  public var support: Support { .oneHot }
  /// The probabilities.
  public var mean: Variable { oneHot.mean }
  /// p (1 − p).
  public var variance: Variable { oneHot.variance }
  /// The category's.
  public var entropy: Variable? { oneHot.entropy }

  /// That of a one-hot categorical distribution.
  public func logDensity(_ x: Variable) -> Variable { oneHot.logDensity(x) }

  /// 1 at the place of the relaxed draw's largest number, the first of several; the gradient passes to the relaxed draw.
  public func reparameterizedSample(using random: inout Random) -> Variable {
    let soft = relaxed.reparameterizedSample(using: &random), count = soft.shape[-1]
    let places = soft.value.argmax(along: -1)
    var hard = Tensor.zeros(soft.shape)
    hard.withMutableElements { elements in
      for (row, place) in places.enumerated() { elements[row * count + place] = 1 }
    }
    return .operation(hard, (soft, { $0 }))
  }

  /// That of the categories, from a straight-through or a one-hot categorical distribution.
  public func klDivergence(to other: any Distribution) -> Variable? {
    if let other = other as? StraightThroughCategorical { return oneHot.klDivergence(to: other.oneHot) as Variable }
    return oneHot.klDivergence(to: other) as Variable?
  }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> StraightThroughCategorical {
    StraightThroughCategorical(logits: oneHot.expanded(to: batchShape).category.logits, temperature: temperature)
  }
}
