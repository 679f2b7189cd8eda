import LabAutodiff
import LabTensors

/// By which estimator the gradient of a bound reaches the parameters of the guide; the bound's value is the same.
public enum GuideGradient: Equatable, Sendable {
  /// The derivative of the bound as it was computed, through the draws and the guide's density. Draws that are not
  /// reparameterized contribute by the score function.
  case pathwise
  /// Through the draws alone: in log q the guide's parameters are constants (Roeder et al. 2017, section 3). It has no
  /// variance where q is the posterior; for several importance-weighted particles it is biased (Tucker et al. 2019).
  case stickingTheLanding
  /// Through the draws alone, weighted by w̃² in place of w̃, which makes up for the part left out and is unbiased
  /// (Tucker et al. 2019, equation 9). The model's parameters keep the weight w̃, and so do those that a point is computed of, a
  /// `Delta`.
  case doublyReparameterized

  var name: String {
    switch self {
    case .pathwise: "pathwise"
    case .stickingTheLanding: "sticking-the-landing"
    case .doublyReparameterized: "doubly reparameterized"
    }
  }
}

/// The identity on a guide's draws, whose pullback weights the gradient by importance weights that are known only once
/// the bound has been computed.
final class PathWeights {
  /// The normalised weights w̃: particles × common plates.
  var value: Tensor?

  /// A draw, particles × plates × event, whose gradient will be multiplied by the weights.
  func apply(to draw: Variable, eventRank: Int) -> Variable {
    let shape = draw.shape
    return .operation(
      draw.value,
      (
        draw,
        { [self] gradient in
          guard let value else { return gradient }
          // The particles' axis stands first, the common plates last before the event.
          let common = Array(value.shape.dimensions.dropFirst())
          let inner = Array(repeating: 1, count: shape.rank - 1 - common.count - eventRank)
          let event = Array(repeating: 1, count: eventRank)
          return gradient * value.reshaped(to: [value.shape[0]] + inner + common + event)
        }
      ))
  }
}
