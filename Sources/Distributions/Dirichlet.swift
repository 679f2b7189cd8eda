import Autodiff
import Requirements
import Tensors

/// The Dirichlet distribution of vectors of K numbers from 0 to 1 that add up to 1, with density Π xₖ^(αₖ − 1)/B(α) over
/// any K − 1 of them.
public struct Dirichlet: ReparameterizedDistribution, ClosedFormDivergence {
  /// α, all above 0, batch × K.
  public let concentrations: Variable

  /// From α along the last axis.
  public init(concentrations: Variable) {
    let shape = concentrations.shape
    require(shape.rank >= 1 && shape[-1] >= 1, "a Dirichlet distribution of \(shape) concentrations")
    self.concentrations = concentrations
  }

  /// The concentrations' shape without the last axis.
  public var batchShape: Shape { concentrations.shape.reduced(along: [-1]) }
  /// K.
  public var eventShape: Shape { [concentrations.shape[-1]] }
  /// Vectors of numbers from 0 to 1 whose sum is 1.
  public var support: Support { .simplex }
  /// α/α₀, with the sum α₀ of the concentrations.
  public var mean: Variable { concentrations / total(keepingAxis: true) }

  /// m (1 − m)/(α₀ + 1), with the mean m.
  public var variance: Variable {
    let total = total(keepingAxis: true)
    return mean * ((total - concentrations) / total) / (total + 1)
  }

  /// Σ H(αₖ) − H(α₀) − (K − 1) ψ(α₀) with the entropy H(α) of a gamma distribution of concentration α and rate 1.
  public var entropy: Variable? {
    let total = total(keepingAxis: false)
    return concentrations.mapped(.gammaEntropy).sum(along: [-1]) - total.mapped(.gammaEntropy)
      - digamma(total) * Float(concentrations.shape[-1] - 1)
  }

  /// Σ (αₖ − 1) log xₖ − log B(α), added up in double precision; −∞ where a number is negative.
  ///
  /// Where numbers are 0 it is the limit: finite where their powers are zeroth, else ∞ or −∞; NaN where both meet.
  public func logDensity(_ x: Variable) -> Variable {
    let arguments = broadcastTogether(x, concentrations, of: "Dirichlet distribution and its values")
    require(x.shape.rank >= 1 && arguments[0].shape[-1] == eventShape[0], "values of \(x.shape) for \(eventShape)")
    return dirichletLogDensity(arguments[0], concentrations: arguments[1])
  }

  /// Gamma numbers with the concentrations α, divided by their sum, as a softmax of their logarithms.
  ///
  /// Never 0, where the density may be infinite: what would be smaller becomes 2⁻¹²⁶, without a gradient.
  public func reparameterizedSample(using random: inout Random) -> Variable {
    reparameterizedLogGamma(concentrations, using: &random).softmax(along: -1)
      .clamped(to: Float.leastNormalMagnitude...1)
  }

  /// KL(p ‖ q) = Σ E(αpₖ, αqₖ) − E(αp₀, αq₀) with E(a, b) = log Γ(b) − log Γ(a) − ψ(a) (b − a).
  ///
  /// Each E is as accurate as single precision can be. The error is a few 2⁻²⁴ of their sum, which for large
  /// concentrations is about ½Δ²/α for each that differs by Δ, and of the difference of the totals, which are rounded.
  public func klDivergence(to other: Dirichlet) -> Variable {
    require(eventShape == other.eventShape, "Dirichlet distributions of \(eventShape) and \(other.eventShape)")
    let pair = broadcastTogether(concentrations, other.concentrations, of: "pair of Dirichlet distributions")
    return logGammaExcess(from: pair[0], to: pair[1]).sum(along: [-1])
      - logGammaExcess(from: pair[0].sum(along: [-1]), to: pair[1].sum(along: [-1]))
  }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> Dirichlet {
    Dirichlet(concentrations: concentrations.broadcast(to: batchShape + eventShape))
  }

  private func total(keepingAxis: Bool) -> Variable { concentrations.sum(along: [-1], keepingAxes: keepingAxis) }
}
