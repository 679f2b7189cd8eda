import LabTensors

/// The weight β of the KL term, which may change from step to step.
public enum KLWeight: Sendable, Equatable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// The same at every step.
  case constant(Float)
  /// From the first to the second along a straight line over so many steps, and the second from there on: a warm-up
  /// (Bowman et al. 2016, section 3.1).
  case linear(from: Float, to: Float, over: Int)

  /// A constant weight.
  public init(floatLiteral value: Float) { self = .constant(value) }
  /// A constant weight.
  public init(integerLiteral value: Int) { self = .constant(Float(value)) }

  /// The weight at a step, counted from 0.
  public func value(at step: Int) -> Float {
    switch self {
    case .constant(let weight): weight
    case .linear(let first, let last, let steps):
      first + (last - first) * (step < steps ? Float(step) / Float(steps) : 1)
    }
  }
}
