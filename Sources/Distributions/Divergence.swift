import LabAutodiff
import LabRequirements
import LabTensors

/// KL(p ‖ q), and how it was found.
public struct Divergence {
  /// Where the number comes from.
  public enum Method: Equatable, Sendable {
    /// A closed form for the pair of families.
    case closedForm
    /// The mean of log p − log q over this many draws from p, for want of a closed form.
    case monteCarlo(draws: Int)
  }

  /// The divergence in nats, of the batches' shape. An estimate may come out below 0.
  public let value: Variable
  /// The standard error of an estimate; zeros for a closed form.
  public let standardError: Tensor
  /// Where the number comes from.
  public let method: Method

  /// By the closed form where the pair has one, else by draws from p, through which gradients pass where p is
  /// reparameterized. Where q's batch has more members than p's, each of them has draws of its own.
  public init(from p: any Distribution, to q: any Distribution, draws: Int, using random: inout Random) {
    if let value = p.klDivergence(to: q) {
      (self.value, standardError, method) = (value, .zeros(value.shape), .closedForm)
      return
    }
    require(draws >= 2, "a Monte Carlo estimate with a standard error needs at least 2 draws, not \(draws)")
    guard p.eventShape == q.eventShape, let batch = Shape.broadcast(p.batchShape, q.batchShape) else {
      brokenRule(
        "a divergence from distributions of \(p.batchShape) events of \(p.eventShape) to \(q.batchShape) of \(q.eventShape)"
      )
    }
    let repeated = p.expanded(to: [draws] + batch)
    let x =
      (repeated as? any ReparameterizedDistribution)?.reparameterizedSample(using: &random)
      ?? Variable(repeated.sample(using: &random))
    let differences = p.logDensity(x) - q.logDensity(x)
    value = differences.mean(along: [0])
    let deviations = differences.value - value.value
    standardError = (deviations * deviations).sum(along: [0]).scaled(by: 1 / Float(draws * (draws - 1))).mapped(.sqrt)
    method = .monteCarlo(draws: draws)
  }
}
