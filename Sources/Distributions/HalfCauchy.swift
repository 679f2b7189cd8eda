import LabAutodiff
import LabTensors

/// The half of a Cauchy distribution above 0, with density 2/(π s (1 + (x/s)²)): the customary prior of a deviation (Gelman
/// 2006), which allows what is near 0 and has so long a tail that there is no mean.
public struct HalfCauchy: ReparameterizedDistribution, ClosedFormDivergence {
  private static let logTwoOverPi: Float = -0.4515827052894549

  /// s > 0, the median.
  public let scale: Variable

  /// From s > 0.
  public init(scale: Variable) { self.scale = scale }

  /// The scale's shape.
  public var batchShape: Shape { scale.shape }
  /// A number.
  public var eventShape: Shape { [] }
  /// Numbers above 0.
  public var support: Support { .positive }
  /// ∞: there is none.
  public var mean: Variable { Variable(Tensor(repeating: .infinity, shape: batchShape)) }
  /// ∞: there is none.
  public var variance: Variable { mean }
  /// log 2πs.
  public var entropy: Variable? { log(scale) + 1.8378770664093453 }

  /// log 2/π − log s − log(1 + (x/s)²) from 0 on, −∞ below.
  public func logDensity(_ x: Variable) -> Variable {
    LabDistributions.logDensity(of: x, within: 0...Float.greatestFiniteMagnitude) { x in
      let fall = logOnePlusSquare(x * (1 / scale)) {
        log(x.clamped(to: Float.leastNormalMagnitude...Float.greatestFiniteMagnitude)) - log(scale)
      }
      return Self.logTwoOverPi - log(scale) - fall
    }
  }

  /// s |ε/ε′| with standard normal ε and ε′.
  ///
  /// An ε′ of 0 comes twice in 2²⁴ draws, for what should lie nearer to 0 than 2⁻²³ √(π/2): it is one of these numbers, each
  /// as likely.
  public func reparameterizedSample(using random: inout Random) -> Variable {
    let first = random.normal(batchShape), cells = CellPositions(random), second = random.normal(batchShape).elements
    let ratios = first.elements.enumerated().map { index, number in
      abs(number) / (second[index] == 0 ? Float(cells.position(index) * 1.4941e-7) : abs(second[index]))
    }
    return (scale * Variable(Tensor(ratios, shape: batchShape)))
      .clamped(to: Float.leastNormalMagnitude...Float.greatestFiniteMagnitude)
  }

  /// KL(p ‖ q) = log (sp + sq)²/(4 sp sq) = KL(q ‖ p), that of whole Cauchy distributions about 0 (Chyzak and Nielsen 2019).
  ///
  /// It is log(1 + d²) of a d that is in proportion to sp − sq, so that a small divergence keeps its digits.
  public func klDivergence(to other: HalfCauchy) -> Variable {
    let scales = broadcastTogether(scale, other.scale, of: "pair of half-Cauchy distributions")
    let middle = sqrt(scales[0]) * sqrt(scales[1])
    return logOnePlusSquare((scales[0] - scales[1]) / middle * 0.5) {
      let ratio = log(scales[0]) - log(scales[1])
      return abs(ratio) * 0.5 - 0.6931471805599453
    }
  }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> HalfCauchy { HalfCauchy(scale: scale.broadcast(to: batchShape)) }
}

/// log(1 + z²); where z² would overflow, 2 log |z| by the logarithm that is given.
private func logOnePlusSquare(_ z: Variable, logarithm: () -> Variable) -> Variable {
  let bound: Float = 0x1p60
  if z.value.liesWithin(-bound...bound) { return log1p(square(z)) }
  // 60 log 2, beyond which 1 is less than a rounding.
  let excess = (logarithm() - 41.58883083359672).clamped(to: 0...Float.infinity)
  return log1p(square(z.clamped(to: -bound...bound))) + excess * 2
}
