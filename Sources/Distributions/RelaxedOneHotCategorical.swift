import Foundation
import LabAutodiff
import LabRequirements
import LabTensors

/// The categorical distribution relaxed to vectors of K numbers from 0 to 1 that add up to 1, of which one is the nearer to 1 the
/// lower the temperature λ is (Gumbel-softmax: Jang et al. 2017; Concrete: Maddison et al. 2017).
///
/// Its draws are reparameterized. The largest number is at each place with the category's probability, at any temperature.
///
/// Below a temperature of about 1/5 numbers become so small that they underflow, and the density of a draw loses its meaning;
/// for a sum over all categories, see `EnumerableDistribution`.
public struct RelaxedOneHotCategorical: ReparameterizedDistribution {
  /// Logarithms of probabilities up to a constant of each distribution, finite numbers, batch × K.
  public let logits: Variable
  /// λ.
  public let temperature: Float

  /// From logits along the last axis, and a temperature above 0.
  public init(logits: Variable, temperature: Float) {
    let shape = logits.shape
    require(shape.rank >= 1 && shape[-1] >= 1, "a relaxed categorical distribution of \(shape) logits")
    require(temperature > 0 && temperature.isFinite, "a temperature is a number above 0, not \(temperature)")
    (self.logits, self.temperature) = (logits, temperature)
  }

  /// The logits' shape without the last axis.
  public var batchShape: Shape { logits.shape.dropLast() }
  /// K.
  public var eventShape: Shape { [logits.shape[-1]] }
  /// Vectors of numbers from 0 to 1 whose sum is 1.
  public var support: Support { .simplex }
  /// NaN: no closed form is known.
  public var mean: Variable { unknownMoment }
  /// NaN: no closed form is known.
  public var variance: Variable { unknownMoment }

  /// log Γ(K) + (K − 1) log λ + Σ (aₖ − λ log xₖ) − K log Σ exp(aₖ − λ log xₖ) − Σ log xₖ, a density over any K − 1 of the
  /// numbers (Maddison et al. 2017, definition 1); −∞ outside the support. Numbers on its edge count as the nearest inside.
  public func logDensity(_ x: Variable) -> Variable {
    checkEvent(of: x)
    guard let shape = Shape.broadcast(x.shape, logits.shape) else {
      brokenRule("values of shape \(x.shape) do not broadcast with \(batchShape) × \(eventShape)")
    }
    let count = eventShape[0], logarithms = log(x.clamped(to: Float.leastNormalMagnitude...1))
    let scores = (logits - logarithms * temperature).broadcast(to: shape)
    // With the largest score taken out of both, nothing large cancels.
    let centered = scores - Variable(scores.value.maximum(along: [-1], keepingAxes: true))
    let sums = centered.sum(along: [-1]) - centered.logSumExp(along: -1) * Float(count)
    let constant = lgamma(Double(count)) + Double(count - 1) * Foundation.log(Double(temperature))
    let density = sums - logarithms.broadcast(to: shape).sum(along: [-1]) + Float(constant)
    return logProduct(density, Variable(support.logIndicator(of: x.value.broadcast(to: shape))))
  }

  /// The softmax of (a + g)/λ with numbers g of Gumbel's distribution.
  ///
  /// Never 0: what would be smaller becomes 2⁻¹²⁶, without a gradient.
  public func reparameterizedSample(using random: inout Random) -> Variable {
    let perturbed = logits + Variable(random.gumbel(logits.shape))
    return (perturbed * (1 / temperature)).softmax(along: -1).clamped(to: Float.leastNormalMagnitude...1)
  }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> RelaxedOneHotCategorical {
    RelaxedOneHotCategorical(logits: logits.broadcast(to: batchShape + eventShape), temperature: temperature)
  }

  private var unknownMoment: Variable { Variable(Tensor(repeating: .nan, shape: logits.shape)) }
}

extension Random {
  /// Numbers of Gumbel's distribution, −log E of exponentially distributed E, from −3.9 to 51.
  mutating func gumbel(_ shape: Shape) -> Tensor {
    // In the middle of their cells but at the ends, and never 0.
    -exponential(shape, offset: 0x1p-25).mapped(.log)
  }
}
