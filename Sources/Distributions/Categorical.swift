import Autodiff
import Requirements
import Tensors

/// The categorical distribution over 0, 1, …, K − 1, from logits; an impossible category has the logit −∞.
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
  public var probabilities: Variable { logits.softmax(along: -1) }
  /// log p, batch × K.
  public var logProbabilities: Variable { logits - logits.logSumExp(along: -1, keepingAxis: true) }
  /// Σ k p(k), the mean of the category's number.
  public var mean: Variable { (probabilities * Variable(numbers)).sum(along: [-1]) }

  /// Σ p(k) (k − mean)², the variance of the category's number.
  public var variance: Variable {
    let deviations = Variable(numbers) - mean.reshaped(to: mean.shape + [1])
    return (probabilities * square(deviations)).sum(along: [-1])
  }

  /// −Σ p log p, with 0 log 0 = 0.
  public var entropy: Variable? { -(probabilities * possible(logProbabilities)).sum(along: [-1]) }

  /// log p(x), for a number of a category: −∞ for one that is impossible or does not exist.
  public func logDensity(_ x: Variable) -> Variable {
    guard let shape = Shape.broadcast(x.shape, batchShape) else {
      brokenRule("values of shape \(x.shape) do not broadcast with categorical distributions of batch \(batchShape)")
    }
    let repeated = logits.broadcast(to: shape + [categoryCount])
    return repeated.picked(x.value.broadcast(to: shape)) - logits.logSumExp(along: -1)
  }

  /// The first category up to which the probabilities add up to more than a uniform number.
  public func sample(using random: inout Random) -> Tensor {
    let uniforms = random.uniform(batchShape).elements
    return probabilities.value.withElements { probabilities in
      Tensor(
        uniforms.enumerated().map { row, uniform in
          category(of: probabilities[row * categoryCount..<(row + 1) * categoryCount], below: Double(uniform))
        }, shape: batchShape)
    }
  }

  /// KL(p ‖ q) = Σ p (log p − log q), with 0 log 0 = 0: ∞ where q excludes what p allows.
  public func klDivergence(to other: Categorical) -> Variable {
    require(categoryCount == other.categoryCount, "\(categoryCount) categories against \(other.categoryCount)")
    return (probabilities * possible(logProbabilities - other.logProbabilities)).sum(along: [-1])
  }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> Categorical {
    Categorical(logits: logits.broadcast(to: batchShape + [categoryCount]))
  }

  private var numbers: Tensor { Tensor((0..<categoryCount).map(Float.init)) }

  /// Terms of a sum that p weighs, 0 where p excludes the category.
  private func possible(_ terms: Variable) -> Variable {
    terms.zeroed(where: logits.value.broadcast(to: terms.shape), isNotAbove: -.infinity)
  }

  private func category(of probabilities: Slice<UnsafeBufferPointer<Float>>, below uniform: Double) -> Float {
    let total = probabilities.reduce(0) { $0 + Double($1) }
    var cumulative = 0.0, last = 0
    for (category, probability) in probabilities.enumerated() where probability > 0 {
      cumulative += Double(probability)
      last = category
      if uniform * total < cumulative { break }
    }
    return Float(last)
  }
}
