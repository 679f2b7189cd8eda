import Laboratory

/// y = log(1 + eˣ), above 0.
package struct SoftplusBijection: Bijection, Hashable {
  package init() {}

  package var eventRank: Int { 0 }
  package var support: Support { .positive }
  package func callAsFunction(_ x: Variable) -> Variable { softplus(x.clamped(to: -87...1e30)) }
  package func inverse(_ y: Variable) -> Variable {
    let inside = y.clamped(to: Float.leastNormalMagnitude...Float.greatestFiniteMagnitude)
    return inside + log(-expm1(-inside))
  }
  package func logDeterminant(_ x: Variable) -> Variable { -softplus(-x) }
}

/// The Gumbel distribution of maxima, with density e^(−z − e^(−z))/β of z = (x − μ)/β.
package struct Gumbel: ReparameterizedDistribution {
  /// μ.
  package let location: Variable
  /// log β.
  package let logScale: Variable

  /// From μ and log β, of one shape.
  package init(location: Variable, logScale: Variable) { (self.location, self.logScale) = (location, logScale) }

  package var batchShape: Shape { location.shape }
  package var eventShape: Shape { [] }
  package var support: Support { .real }
  package var mean: Variable { location + exp(logScale) * Self.eulerConstant }
  package var variance: Variable { exp(logScale * 2) * (Float.pi * .pi / 6) }
  package var entropy: Variable? { logScale + (1 + Self.eulerConstant) }
  private static let eulerConstant: Float = 0.57721566

  package func logDensity(_ x: Variable) -> Variable {
    let z = (x - location) * exp(-logScale)
    return -z - exp(-z) - logScale
  }

  package func reparameterizedSample(using random: inout Random) -> Variable {
    // 1 − u lies in (0, 1].
    let u = (1 - Variable(random.uniform(batchShape))).clamped(to: 1e-7...0.9999999)
    return location - exp(logScale) * log(-log(u))
  }

  package func expanded(to batchShape: Shape) -> Gumbel {
    Gumbel(location: location.broadcast(to: batchShape), logScale: logScale.broadcast(to: batchShape))
  }
}
