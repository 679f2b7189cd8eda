import Foundation

/// A step size moved until a statistic of the steps, such as the acceptance, has the mean that is wanted (Nesterov 2009;
/// Hoffman and Gelman 2014, section 3.2).
///
/// log ε is shrunk towards log 10ε₀, since trying large steps costs little; what is used in the end is a mean of all tried, in
/// which late ones count more.
struct DualAveraging {
  private let target: Double
  private let logShrinkage: Double
  private var count = 0.0, error = 0.0, logMean = 0.0

  /// The step size to try next.
  private(set) var stepSize: Double

  /// γ, t₀ and κ, as in the paper.
  private static let (shrinkage, offset, decay) = (0.05, 10.0, 0.75)

  /// Begins at a step size.
  init(from stepSize: Double, target: Double) {
    (self.stepSize, self.target) = (stepSize, target)
    logShrinkage = log(10 * stepSize)
  }

  /// Takes in the statistic of one trial, from 0 to 1.
  mutating func add(_ statistic: Double) {
    count += 1
    let share = 1 / (count + Self.offset)
    error = (1 - share) * error + share * (target - min(statistic, 1))
    let logStep = logShrinkage - error * count.squareRoot() / Self.shrinkage
    let weight = pow(count, -Self.decay)
    logMean = weight * logStep + (1 - weight) * logMean
    stepSize = exp(logStep)
  }

  /// The step size to keep.
  var averaged: Double { count > 0 ? exp(logMean) : stepSize }
}
