import LabAutodiff
import LabRequirements
import LabTensors

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
  public var entropy: Variable? { RowFunction.dirichletEntropy(concentrations) }

  /// Σ (αₖ − 1) log xₖ − log B(α), added up in double precision; −∞ outside the support.
  ///
  /// Where numbers are 0 it is the limit: finite where their powers are zeroth, else ∞ or −∞; NaN where both meet.
  public func logDensity(_ x: Variable) -> Variable {
    checkEvent(of: x)
    let arguments = broadcastTogether(x, concentrations, of: "Dirichlet distribution and its values")
    let density = dirichletLogDensity(arguments[0], concentrations: arguments[1])
    return logProduct(density, Variable(support.logIndicator(of: arguments[0].value)))
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
  /// It is computed as a sum in which nothing cancels, also where p and q are near and where concentrations are large.
  public func klDivergence(to other: Dirichlet) -> Variable {
    require(eventShape == other.eventShape, "Dirichlet distributions of \(eventShape) and \(other.eventShape)")
    let pair = broadcastTogether(concentrations, other.concentrations, of: "pair of Dirichlet distributions")
    return RowFunction.dirichletDivergence(pair[0], pair[1])
  }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> Dirichlet {
    Dirichlet(concentrations: concentrations.broadcast(to: batchShape + eventShape))
  }

  private func total(keepingAxis: Bool) -> Variable { concentrations.sum(along: [-1], keepingAxes: keepingAxis) }
}
