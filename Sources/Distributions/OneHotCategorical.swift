import LabAutodiff
import LabRequirements
import LabTensors

/// The categorical distribution as one over vectors of K elements: 1 at the category, 0 elsewhere.
public struct OneHotCategorical: Distribution, ClosedFormDivergence {
  /// The distribution of the place of the 1.
  public let category: Categorical

  /// From logits along the last axis; an impossible category has the logit −∞.
  public init(logits: Variable) { category = Categorical(logits: logits) }

  /// The logits' shape without the last axis.
  public var batchShape: Shape { category.batchShape }
  /// K.
  public var eventShape: Shape { [category.categoryCount] }
  /// Vectors with one 1.
  public var support: Support { .oneHot }
  /// The probabilities.
  public var mean: Variable { category.probabilities }
  /// p (1 − p).
  public var variance: Variable { category.probabilities * (1 - category.probabilities) }
  /// The category's.
  public var entropy: Variable? { category.entropy }

  /// Σ xₖ log pₖ, with 0 log 0 = 0; −∞ where numbers are not from 0 to 1 or do not add up to 1.
  public func logDensity(_ x: Variable) -> Variable {
    checkEvent(of: x)
    guard let shape = Shape.broadcast(x.shape, category.logits.shape) else {
      brokenRule("values of shape \(x.shape) do not broadcast with \(batchShape) × \(eventShape)")
    }
    let logProbabilities = category.logProbabilities.broadcast(to: shape)
    let density = (x * withoutImpossible(logProbabilities)).sum(along: [-1])
    return logProduct(density, Variable(indicator(of: x.value.broadcast(to: shape), logProbabilities.value)))
  }

  /// The logarithms, but 0 in place of −∞, which times a number or a gradient of 0 would be none. No other is left out: x may be a
  /// draw with a path, and the derivative by its numbers is log p, also by those that are 0.
  private func withoutImpossible(_ logProbabilities: Variable) -> Variable {
    guard logProbabilities.value.firstNonFinite != nil else { return logProbabilities }
    let counts = logProbabilities.value.elements.map { $0 == -.infinity ? Float(0) : 1 }
    return logProbabilities.zeroed(where: Tensor(counts, shape: logProbabilities.shape), isNotAbove: 0)
  }

  /// 0, but −∞ where x is no point of the simplex, or has a part of a category that is impossible.
  private func indicator(of x: Tensor, _ logProbabilities: Tensor) -> Tensor {
    let isInSimplex = Support.simplex.logIndicator(of: x)
    guard logProbabilities.firstNonFinite != nil else { return isInSimplex }
    let isImpossible = zip(x.elements, logProbabilities.elements).map {
      $0 > 0 && $1 == -.infinity ? -Float.infinity : 0
    }
    return isInSimplex + Tensor(isImpossible, shape: x.shape).sum(along: [-1])
  }

  /// A draw of the category, as a vector.
  public func sample(using random: inout Random) -> Tensor {
    let count = category.categoryCount, categories = category.sample(using: &random).elements
    var vectors = Tensor.zeros(category.logits.shape)
    vectors.withMutableElements { elements in
      for (row, category) in categories.enumerated() { elements[row * count + Int(category)] = 1 }
    }
    return vectors
  }

  /// That of the categories.
  public func klDivergence(to other: OneHotCategorical) -> Variable { category.klDivergence(to: other.category) }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> OneHotCategorical {
    OneHotCategorical(logits: category.expanded(to: batchShape).logits)
  }
}
