import LabAutodiff
import LabTensors

/// A smooth one-to-one map of unconstrained numbers onto a support, with the logarithm of its volume change.
///
/// All of it is finite however far out the argument lies: where rounding would put a value on the edge of its support, it is
/// the nearest number inside.
public enum Bijection: Equatable, Sendable {
  /// y = x.
  case identity
  /// y = eˣ, above 0.
  case exponential
  /// y = σ(x), between 0 and 1.
  case logistic
  /// y = low σ(−x) + high σ(x), between the two.
  case interval(low: Tensor, high: Tensor)
  /// K − 1 numbers onto K that sum to 1: each breaks the share σ(x − log(number of parts left)) from what is left of a
  /// stick, so that 0 is sent to equal parts (Stan reference manual, section 10.7).
  case stickBreaking

  /// The map onto a support; nil where its values are discrete.
  public init?(onto support: Support) {
    switch support {
    case .real: self = .identity
    case .positive: self = .exponential
    case .unitInterval: self = .logistic
    case .interval(let low, let high): self = .interval(low: low, high: high)
    case .simplex: self = .stickBreaking
    case .binary, .counts, .categories, .oneHot: return nil
    }
  }

  /// The shape of the numbers that a value of this shape is the image of.
  public func unconstrainedShape(of shape: Shape) -> Shape {
    self == .stickBreaking ? shape.dropLast() + [shape[-1] - 1] : shape
  }

  /// The image of unconstrained numbers.
  public func callAsFunction(_ x: Variable) -> Variable {
    switch self {
    case .identity: x
    case .exponential: exp(x.clamped(to: -87...88))
    case .logistic: sigmoid(x).clamped(to: Self.insideUnitInterval)
    case .interval(let low, let high):
      (Variable(low) * sigmoid(-x) + Variable(high) * sigmoid(x)).moved(inside: low, high)
    // The softmax of logarithms that are normalised already takes the roundings out of their sum.
    case .stickBreaking: logShares(x).shares.softmax(along: -1).clamped(to: Self.insideUnitInterval)
    }
  }

  /// The numbers whose image this is; values on the edge of the support count as the nearest inside.
  public func inverse(_ y: Variable) -> Variable {
    switch self {
    case .identity: return y
    case .exponential: return log(y.clamped(to: Float.leastNormalMagnitude...Float.greatestFiniteMagnitude))
    case .logistic:
      let inside = y.clamped(to: Self.insideUnitInterval)
      return log(inside) - log1p(-inside)
    case .interval(let low, let high):
      let inside = y.moved(inside: low, high)
      return log(inside - Variable(low)) - log(Variable(high) - inside)
    case .stickBreaking:
      let inside = y.clamped(to: Self.insideUnitInterval), breaks = y.shape[-1] - 1
      let left = inside.multiplied(byLastAxis: Self.matrix(breaks + 1, breaks) { $0 > $1 })
      return log(inside.slice(0..<breaks, along: -1)) - log(left) + Variable(Self.logPartsLeft(breaks))
    }
  }

  /// log |det ∂y/∂x|: of each element, or of each vector along the last axis where sticks are broken. There, y is the
  /// vector without its last number.
  public func logDeterminant(_ x: Variable) -> Variable {
    switch self {
    case .identity: return Variable(.zeros(x.shape))
    case .exponential: return x
    case .logistic: return -softplus(x) - softplus(-x)
    case .interval(let low, let high): return log(Variable(high) - Variable(low)) - softplus(x) - softplus(-x)
    case .stickBreaking:
      // Each ∂yᵢ/∂xᵢ is yᵢ times the share that it leaves of the stick.
      let (shares, remainders) = logShares(x)
      return (shares.slice(0..<x.shape[-1], along: -1) + remainders).sum(along: [-1])
    }
  }

  /// The logarithms of the K parts of a stick, and of what each of the K − 1 breaks leaves of the piece that it breaks.
  private func logShares(_ x: Variable) -> (shares: Variable, remainders: Variable) {
    let breaks = x.shape[-1], shifted = x - Variable(Self.logPartsLeft(breaks))
    let remainders = -softplus(shifted)
    let left = remainders.multiplied(byLastAxis: Self.matrix(breaks, breaks + 1) { $0 < $1 })
    let whole = Variable(.zeros(x.shape.dropLast() + [1]))
    return (Variable.concatenate([-softplus(-shifted), whole], along: -1) + left, remainders)
  }

  /// log(K − 1), …, log 1.
  private static func logPartsLeft(_ breaks: Int) -> Tensor {
    Tensor((0..<breaks).map { Float(breaks - $0) }).mapped(.log)
  }

  private static func matrix(_ rows: Int, _ columns: Int, _ isOne: (Int, Int) -> Bool) -> Tensor {
    Tensor((0..<rows * columns).map { isOne($0 / columns, $0 % columns) ? 1 : 0 }, shape: [rows, columns])
  }

  private static let insideUnitInterval = Float.leastNormalMagnitude...Float(1).nextDown
}

extension Variable {
  /// Every vector along the last axis, as a row, times a constant matrix.
  fileprivate func multiplied(byLastAxis matrix: Tensor) -> Variable {
    reshaped(to: [-1, shape[-1]]).matrixProduct(Variable(matrix))
      .reshaped(to: shape.dropLast() + [matrix.shape[-1]])
  }

  /// Every element, or the nearest number inside the interval where it lies on the edge or outside; the gradient passes.
  fileprivate func moved(inside low: Tensor, _ high: Tensor) -> Variable {
    let lows = low.broadcast(to: shape).elements, highs = high.broadcast(to: shape).elements
    let moved = value.elements.enumerated().map { min(max($1, lows[$0].nextUp), highs[$0].nextDown) }
    return .operation(Tensor(moved, shape: shape), (self, { $0 }))
  }
}
