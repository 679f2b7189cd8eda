import LabAutodiff
import LabTensors

/// The beta distribution on [0, 1] with density x^(a − 1) (1 − x)^(b − 1)/B(a, b).
public struct Beta: ReparameterizedDistribution, ClosedFormDivergence {
  /// a > 0, which draws the mass to 1.
  public let concentration1: Variable
  /// b > 0, which draws it to 0.
  public let concentration0: Variable

  /// From a and b, both above 0.
  public init(_ concentration1: Variable, _ concentration0: Variable) {
    let parameters = broadcastTogether(concentration1, concentration0, of: "beta distribution")
    (self.concentration1, self.concentration0) = (parameters[0], parameters[1])
  }

  /// The parameters' common shape.
  public var batchShape: Shape { concentration1.shape }
  /// A number.
  public var eventShape: Shape { [] }
  /// From 0 to 1.
  public var support: Support { .unitInterval }
  /// a/(a + b).
  public var mean: Variable { concentration1 / total }
  /// ab/((a + b)² (a + b + 1)).
  public var variance: Variable { concentration1 / total * (concentration0 / total) / (total + 1) }
  /// H(a) + H(b) − H(a + b) − ψ(a + b) with the entropy H(α) of a gamma distribution of concentration α and rate 1.
  public var entropy: Variable? { shares.entropy }

  /// (a − 1) log x + (b − 1) log(1 − x) − log B(a, b), added up in double precision; −∞ outside [0, 1].
  ///
  /// At the ends it is the limit: finite where the power there is the zeroth, else ∞ or −∞.
  public func logDensity(_ x: Variable) -> Variable {
    let arguments = broadcastTogether(x, concentration1, concentration0, of: "beta distribution and its values")
    return betaLogDensity(arguments[0], arguments[1], arguments[2])
  }

  /// G/(G + H) of gamma numbers G and H with the concentrations a and b, as a sigmoid of the difference of their logarithms.
  ///
  /// Never 0 or 1, where the density may be infinite: draws nearer to these than 2⁻¹²⁶ and 2⁻²⁴ become so, without a
  /// gradient.
  public func reparameterizedSample(using random: inout Random) -> Variable {
    let logarithm1 = reparameterizedLogGamma(concentration1, using: &random)
    let logarithm0 = reparameterizedLogGamma(concentration0, using: &random)
    return sigmoid(logarithm1 - logarithm0).clamped(to: Float.leastNormalMagnitude...Float(1).nextDown)
  }

  /// That of x and 1 − x as shares of a Dirichlet distribution, in which nothing cancels.
  public func klDivergence(to other: Beta) -> Variable { shares.klDivergence(to: other.shares) }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> Beta {
    Beta(concentration1.broadcast(to: batchShape), concentration0.broadcast(to: batchShape))
  }

  /// The distribution of the vector of x and 1 − x.
  private var shares: Dirichlet {
    let columns = [concentration1, concentration0].map { $0.reshaped(to: batchShape + [1]) }
    return Dirichlet(concentrations: .concatenate(columns, along: -1))
  }

  private var total: Variable { concentration1 + concentration0 }
}
