import LabAutodiff
import LabTensors

/// K − 1 numbers onto K that sum to 1: each breaks the share σ(x − log(number of parts left)) from what is left of a
/// stick, so that 0 is sent to equal parts (Stan reference manual, section 10.7).
public struct StickBreakingBijection: Bijection, Hashable, Sendable {
  /// The map.
  public init() {}

  /// 1.
  public var eventRank: Int { 1 }
  /// Vectors of numbers from 0 to 1 whose sum is 1.
  public var support: Support { .simplex }
  /// One number fewer.
  public func unconstrainedShape(of shape: Shape) -> Shape { shape.dropLast() + [shape[-1] - 1] }
  /// One number more.
  public func imageShape(of shape: Shape) -> Shape { shape.dropLast() + [shape[-1] + 1] }

  /// The parts of the stick.
  public func callAsFunction(_ x: Variable) -> Variable {
    // The softmax of logarithms that are normalised already takes the roundings out of their sum.
    logShares(x).shares.softmax(along: -1).clamped(to: .insideUnitInterval)
  }

  /// log(yᵢ/Σ yⱼ over j > i), and the logarithm of the number of parts left.
  public func inverse(_ y: Variable) -> Variable {
    let inside = y.clamped(to: .insideUnitInterval), breaks = y.shape[-1] - 1
    let left = inside.multiplied(byLastAxis: Self.matrix(breaks + 1, breaks) { $0 > $1 })
    return log(inside.slice(0..<breaks, along: -1)) - log(left) + Variable(Self.logPartsLeft(breaks))
  }

  /// Where y is taken as the vector without its last number.
  public func logDeterminant(_ x: Variable) -> Variable {
    // Each ∂yᵢ/∂xᵢ is yᵢ times the share that it leaves of the stick.
    let (shares, remainders) = logShares(x)
    return (shares.slice(0..<x.shape[-1], along: -1) + remainders).sum(along: [-1])
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
}

extension Bijection where Self == StickBreakingBijection {
  /// K − 1 numbers onto K that sum to 1.
  public static var stickBreaking: Self { Self() }
}

extension Variable {
  /// Every vector along the last axis, as a row, times a constant matrix.
  fileprivate func multiplied(byLastAxis matrix: Tensor) -> Variable {
    reshaped(to: [-1, shape[-1]]).matrixProduct(Variable(matrix))
      .reshaped(to: shape.dropLast() + [matrix.shape[-1]])
  }
}
