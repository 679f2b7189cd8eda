import LabAutodiff
import LabRequirements
import LabTensors

/// Dropout: in training every number becomes 0 with a probability, and else is divided by that of staying, so that its mean
/// stays what it was; an evaluation leaves all as it is (Srivastava et al. 2014, section 10; scaled in training, as PyTorch does).
///
/// What is dropped is a function of the pass's random numbers and of the layer's place in its network.
public struct Dropout: Layer {
  private let rate: Float

  /// The probability of becoming 0, at least 0 and below 1.
  public init(_ rate: Float) {
    require((0..<1).contains(rate), "dropout needs a rate of at least 0 and below 1, not \(rate)")
    self.rate = rate
  }

  /// The name in a summary.
  public var description: String { "Dropout \(rate)" }

  /// The input’s.
  public func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape { input }

  /// x times a mask of 0 and 1/(1 − rate).
  public func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable {
    guard pass.mode == .training, rate > 0 else { return x }
    let kept = 1 / (1 - rate)
    var mask = Tensor.uniform(x.shape, using: pass.random)
    mask.withMutableElements { elements in
      for index in elements.indices { elements[index] = elements[index] < rate ? 0 : kept }
    }
    return x * Variable(mask)
  }
}
