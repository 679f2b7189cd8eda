import Foundation

/// A learning rate that may change from step to step.
public indirect enum LearningRate: Sendable, Equatable, ExpressibleByFloatLiteral {
  /// The same at every step.
  case constant(Float)
  /// initial · factor^(step/steps): multiplied by the factor every so many steps, at least 1, smoothly.
  case exponential(initial: Float, factor: Float, every: Int)
  /// Half a cosine from the initial to the final rate over so many steps, and the final rate from there on
  /// (Loshchilov and Hutter 2017, equation 5).
  case cosine(initial: Float, final: Float, over: Int)
  /// A straight rise from 0 over so many steps, then another schedule, which begins there.
  case warmUp(over: Int, then: LearningRate)

  /// A constant rate.
  public init(floatLiteral value: Float) { self = .constant(value) }

  /// The rate of a step, counted from 0.
  public func rate(at step: Int) -> Float {
    switch self {
    case .constant(let rate):
      return rate
    case .exponential(let initial, let factor, let every):
      return initial * pow(factor, Float(step) / Float(max(every, 1)))
    case .cosine(let initial, let final, let steps):
      let progress = step < steps ? Float(step) / Float(steps) : 1
      return final + (initial - final) * (1 + cos(.pi * progress)) / 2
    case .warmUp(let steps, let then):
      return step < steps ? then.rate(at: 0) * Float(step + 1) / Float(steps) : then.rate(at: step - max(steps, 0))
    }
  }
}
