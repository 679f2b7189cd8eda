import Autodiff
import Tensors

/// A probability distribution over each element of a tensor; the parameters carry the shape.
public protocol Distribution {
  /// The logarithm of the density at each element; parameters and argument broadcast.
  func logDensity(_ x: Variable) -> Variable

  /// The mean of each element.
  var mean: Variable { get }

  /// The variance of each element.
  var variance: Variable { get }
}

extension Variable {
  /// The sum over every axis but the first: of independent elements' log-densities, that of each example.
  public func summedOverEvent() -> Variable { sum(along: Array(1..<shape.rank)) }
}
