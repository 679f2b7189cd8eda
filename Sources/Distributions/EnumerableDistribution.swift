import LabAutodiff
import LabTensors

/// A distribution of finitely many values, which can be summed over one by one: what a model can have `enumerated: true`.
public protocol EnumerableDistribution: Distribution {
  /// All its values along the first axis, each once: values × event.
  var enumeratedValues: Tensor { get }

  /// log p of each of these values, −∞ where one is impossible: values × batch.
  var enumeratedLogProbabilities: Variable { get }
}

extension Bernoulli: EnumerableDistribution {
  /// 0 and 1.
  public var enumeratedValues: Tensor { Tensor([0, 1]) }

  /// log σ(−η) and log σ(η).
  public var enumeratedLogProbabilities: Variable {
    let logits = logits.reshaped(to: [1] + batchShape)
    return .concatenate([-softplus(logits), -softplus(-logits)], along: 0)
  }
}

extension Categorical: EnumerableDistribution {
  /// 0 to K − 1.
  public var enumeratedValues: Tensor { Tensor((0..<categoryCount).map { Float($0) }) }

  /// The logarithms of the probabilities, the categories first.
  public var enumeratedLogProbabilities: Variable {
    let rank = batchShape.rank
    return logProbabilities.transposed([rank] + Array(0..<rank))
  }
}

extension OneHotCategorical: EnumerableDistribution {
  /// The vectors with the 1 at each place.
  public var enumeratedValues: Tensor {
    let count = category.categoryCount
    return Tensor((0..<count * count).map { $0 / count == $0 % count ? 1 : 0 }, shape: [count, count])
  }

  /// The category's.
  public var enumeratedLogProbabilities: Variable { category.enumeratedLogProbabilities }
}
