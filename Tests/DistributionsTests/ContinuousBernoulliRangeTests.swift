import Foundation
import LabAutodiff
import LabDistributions
import LabTensors
import LabTestSupport
import Testing

/// What holds for every logit, tried on a fine grid over both signs: the seams between the formulas lie on it.
@Suite struct ContinuousBernoulliRangeTests {
  /// 0, ±10⁻¹⁰ to ±10³ in steps of a fiftieth of a decade, the seams of the formulas with their neighbours, and ±10⁶.
  static let logits: [Float] = {
    let sizes = (-500...150).map { Float(pow(10, Double($0) / 50)) }
    let seams = [1e-8, 1e-6, 0.35, 1, 1.25].flatMap { (seam: Float) in [seam.nextDown, seam, seam.nextUp] }
    let positive = (sizes + seams + [1e6]).sorted()
    return positive.reversed().map { -$0 } + [0] + positive
  }()
  let distribution = ContinuousBernoulli(logits: Variable(Tensor(logits)))
  let mirrored = ContinuousBernoulli(logits: Variable(Tensor(logits.map { -$0 })))

  private func everywhere(_ value: Float) -> Tensor { Tensor(repeating: value, shape: [Self.logits.count]) }

  @Test(arguments: [0, 0x1p-24, 0.3, 0.5, 1 - 0x1p-24, 1] as [Float])
  func nothingIsInfiniteOrNaN(_ point: Float) throws {
    let tape = Tape(), logits = tape.variable(Tensor(Self.logits)), x = tape.variable(everywhere(point))
    let distribution = ContinuousBernoulli(logits: logits)
    let other = ContinuousBernoulli(logits: Variable(Tensor(Self.logits.reversed())))
    let quantities = [
      distribution.logDensity(x), distribution.mean, distribution.entropy!, distribution.klDivergence(to: other),
      other.klDivergence(to: distribution),
    ]
    for quantity in quantities + [distribution.variance] { #expect(quantity.value.firstNonFinite == nil) }
    #expect(distribution.quantile(everywhere(point)).value.firstNonFinite == nil)
    let gradients = tape.gradients(of: quantities.map { $0.sum() }.reduce(Variable(0)) { $0 + $1 })
    #expect(try #require(gradients[logits]).firstNonFinite == nil)
    #expect(try #require(gradients[x]).firstNonFinite == nil)
  }

  @Test func momentsLieWhereTheyCan() {
    let means = distribution.mean.value.elements, variances = distribution.variance.value.elements
    #expect(means.allSatisfy { (0...1).contains($0) })
    #expect(variances.allSatisfy { $0 > 0 && $0 <= 1 / 12 })
    // Both change one way, up to their error at a seam.
    #expect(zip(means, means.dropFirst()).allSatisfy { $1 >= $0 - 1.5e-7 })
    let half = variances.count / 2
    #expect(zip(variances[half...], variances[(half + 1)...]).allSatisfy { $1 <= $0 * (1 + 1e-6) })
    // Of all distributions on [0, 1] the uniform one has the largest entropy, 0.
    #expect(distribution.entropy!.value.elements.allSatisfy { $0 <= 2e-7 })
  }

  /// X ~ p(η) means 1 − X ~ p(−η).
  @Test func mirroringTheLogitMirrorsTheDistribution() {
    let count = Self.logits.count
    let sizes = Self.logits.map { Double(abs($0)) }
    func doubles(_ tensor: Tensor) -> [Double] { tensor.elements.map(Double.init) }
    #expect(excess(distribution.mean.value, doubles(1 - mirrored.mean.value), allowing: 2e-7) <= 1)
    #expect(distribution.variance.value == mirrored.variance.value)
    #expect(distribution.entropy!.value == mirrored.entropy!.value)
    // A(η) − A(−η) = η, and log p(x) alike; roundings of the size of η besides.
    let slack = sizes.map { 1e-7 + 0x1p-22 * $0 }
    #expect(
      excess(
        distribution.logNormalizer.value - mirrored.logNormalizer.value, Self.logits.map(Double.init), allowing: slack)
        <= 1)
    for k in [0, 1, 77, 512, 1000, 1023, 1024] {
      // Multiples of 2⁻¹⁰, so that 1 − x and 1 − u are exact.
      let x = Tensor(repeating: Float(k) / 1024, shape: [count]), y = 1 - x
      let (density, reflected) = (distribution.logDensity(Variable(x)), mirrored.logDensity(Variable(y)))
      #expect(excess(density.value, doubles(reflected.value), allowing: slack) <= 1, "x = \(k)/1024")
      #expect(
        excess(distribution.quantile(x).value, doubles(1 - mirrored.quantile(y).value), allowing: 1.2e-7) <= 1,
        "u = \(k)/1024")
    }
  }

  /// (u e^η/(1 + u (e^η − 1)) − x)/η in double precision, at −|η|, where nothing overflows; ½ u (1 − u) near 0, up to
  /// 0.04 η. To 1e-6 on the whole grid.
  @Test(arguments: [0x1p-20, 0.01, 0.125, 0.3125, 0.5, 0.640625, 0.875, 1 - 0x1p-20])
  func theQuantilesDerivativeIsItsFormulas(_ probability: Double) throws {
    let tape = Tape(), logits = tape.variable(Tensor(Self.logits))
    let u = Double(Float(probability))
    let quantiles = ContinuousBernoulli(logits: logits).quantile(everywhere(Float(u)))
    let expected = Self.logits.map { logit in
      let a = abs(Double(logit)), v = logit > 0 ? 1 - u : u
      if a < 1e-5 { return v * (1 - v) / 2 }
      let quantile = log1p(v * expm1(-a)) / -a
      return (quantile - v * exp(-a) / (1 + v * expm1(-a))) / a
    }
    #expect(excess(try #require(tape.gradients(of: quantiles.sum())[logits]), expected, allowing: 1e-6) <= 1)
  }

  /// A quantile rises with u, from 0 to 1, whatever the logit.
  @Test func quantilesRiseWithinTheSupport() {
    let probabilities = [0, 0x1p-24, 1e-5, 0.01] + (1...19).map { Float($0) / 20 } + [0.99, 1 - 0x1p-24, 1]
    let quantiles = probabilities.map { distribution.quantile(everywhere($0)).value.elements }
    #expect(quantiles[0].allSatisfy { $0 == 0 } && quantiles[quantiles.count - 1].allSatisfy { $0 == 1 })
    for (lower, upper) in zip(quantiles, quantiles.dropFirst()) {
      #expect(zip(lower, upper).allSatisfy { (0...1).contains($1) && $1 >= $0 - 1.2e-7 })
    }
  }
}
