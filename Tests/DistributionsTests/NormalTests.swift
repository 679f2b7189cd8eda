import Foundation
import LabAutodiff
import LabDistributions
import LabTensors
import LabTestSupport
import Testing

/// Values and derivatives against mpmath.
///
/// The fixture gives standard deviations; these tests take their log σ², of which the distribution keeps the half, exactly.
/// Rounding moves log σ² by 2⁻²⁴ of itself, and σ² by |log σ²| times as much. Two roundings of the terms that are named
/// beside each tolerance make the rest.
@Suite struct NormalTests {
  private let rounding = 0x1p-23

  private func logVariance(_ standardDeviations: Tensor) -> Tensor {
    Tensor(standardDeviations.elements.map { Float(2 * Foundation.log(Double($0))) })
  }

  private func doubles(_ tensor: Tensor) -> [Double] { tensor.elements.map(Double.init) }

  /// The derivatives by σ that derivatives by log σ² amount to: d log σ²/dσ = 2/σ.
  private func byStandardDeviation(_ gradient: Tensor, _ standardDeviations: Tensor) -> Tensor {
    gradient * 2 / standardDeviations
  }

  @Test func logDensityAndItsDerivatives() throws {
    let example = try fixtureCase("normal", "log-density")
    let tape = Tape(), sd = try example.input("standardDeviation")
    let x = tape.variable(try example.input("x")), mean = tape.variable(try example.input("mean"))
    let logVariance = tape.variable(logVariance(sd))
    let density = Normal(mean: mean, logVariance: logVariance).logDensity(x)
    // 1 + |log σ²| is what the variance is uncertain by, z² = (x − μ)²/σ² and log σ² the terms.
    let uncertain = doubles(logVariance.value).map { rounding * (1 + abs($0)) }
    let squares = zip(doubles(x.value - mean.value), doubles(sd)).map { ($0 / $1) * ($0 / $1) }
    let slack = zip(uncertain, squares).map { $0 * (1 + $1) }
    #expect(excess(density.value, try example.output("logDensity"), allowing: slack) <= 1)

    let gradients = tape.gradients(of: density.sum())
    for (variable, name) in [(x, "logDensityByX"), (mean, "logDensityByMean")] {
      let expected = try example.output(name)
      let slack = zip(uncertain, expected).map { $0 * abs($1) + 1e-30 }
      #expect(excess(try #require(gradients[variable]), expected, allowing: slack) <= 1, "\(name)")
    }
    // (z² − 1)/σ, where z² is a product with e^(−log σ) twice, which is good to 2⁻²³: two more such units, and one for
    // the other three products and the quotient.
    let slopeSlack = zip(zip(doubles(logVariance.value), squares), doubles(sd)).map {
      rounding * (4 + abs($0.0)) * (1 + $0.1) / $1
    }
    #expect(
      excess(
        byStandardDeviation(try #require(gradients[logVariance]), sd),
        try example.output("logDensityByStandardDeviation"), allowing: slopeSlack) <= 1)
  }

  /// Near the standard normal the divergence is the square of a small number, and keeps its digits: the error is
  /// measured against μ², e^(log σ²) − 1 and log σ², which vanish there, and not against σ².
  @Test func divergenceFromTheStandardNormal() throws {
    let example = try fixtureCase("normal", "divergence from the standard normal")
    let tape = Tape(), sd = try example.input("standardDeviation")
    let mean = tape.variable(try example.input("mean")), logVariance = tape.variable(logVariance(sd))
    let normal = Normal(mean: mean, logVariance: logVariance)
    let divergence = normal.klDivergence(to: Normal.standard())
    let logs = doubles(logVariance.value), means = doubles(mean.value)
    let slack = zip(logs, means).map { log, mean in
      rounding * (mean * mean + (1 + abs(log)) * abs(expm1(log)) + abs(log)) + 1e-30
    }
    #expect(excess(divergence.value, try example.output("divergence"), allowing: slack) <= 1)
    #expect(divergence.value.elements.allSatisfy { $0 >= 0 })

    let gradients = tape.gradients(of: divergence.sum())
    #expect(gradients[mean] == mean.value)
    let slopeSlack = zip(logs, doubles(sd)).map { rounding * (1 + abs($0)) * (1 + exp($0)) / $1 }
    #expect(
      excess(
        byStandardDeviation(try #require(gradients[logVariance]), sd),
        try example.output("divergenceByStandardDeviation"), allowing: slopeSlack) <= 1)
  }

  @Test func divergenceAndItsDerivatives() throws {
    let example = try fixtureCase("normal", "divergence")
    let tape = Tape()
    let (sd1, sd2) = (try example.input("standardDeviation1"), try example.input("standardDeviation2"))
    let mean1 = tape.variable(try example.input("mean1")), mean2 = tape.variable(try example.input("mean2"))
    let logVariance1 = tape.variable(logVariance(sd1)), logVariance2 = tape.variable(logVariance(sd2))
    let divergence = Normal(mean: mean1, logVariance: logVariance1).klDivergence(
      to: Normal(mean: mean2, logVariance: logVariance2))

    // Terms r = σ₁²/σ₂² − 1, log r and d² = (μ₁ − μ₂)²/σ₂², uncertain by both log-variances.
    let scales = zip(doubles(sd1), doubles(sd2)).map { $0 / $1 }
    let distances = zip(doubles(mean1.value - mean2.value), doubles(sd2)).map { ($0 / $1) * ($0 / $1) }
    let uncertain = zip(doubles(logVariance1.value), doubles(logVariance2.value)).map {
      rounding * (1 + abs($0) + abs($1))
    }
    let terms = zip(scales, distances).map { $0 * $0 + $1 + 1 }
    let slack = zip(uncertain, terms).map { $0 * $1 }
    #expect(excess(divergence.value, try example.output("divergence"), allowing: slack) <= 1)

    let gradients = tape.gradients(of: divergence.sum())
    for (variable, name) in [(mean1, "divergenceByMean1"), (mean2, "divergenceByMean2")] {
      let expected = try example.output(name)
      let slack = zip(uncertain, expected).map { $0 * abs($1) + 1e-30 }
      #expect(excess(try #require(gradients[variable]), expected, allowing: slack) <= 1, "\(name)")
    }
    for (variable, sd, name) in [
      (logVariance1, sd1, "divergenceByStandardDeviation1"), (logVariance2, sd2, "divergenceByStandardDeviation2"),
    ] {
      let gradient = byStandardDeviation(try #require(gradients[variable]), sd)
      let slopeSlack = zip(slack, doubles(sd)).map { 2 * $0 / $1 }
      #expect(excess(gradient, try example.output(name), allowing: slopeSlack) <= 1, "\(name)")
    }
  }

  /// ∂z/∂μ = 1 and ∂z/∂log σ² = ½ σ ε.
  @Test func gradientsPassThroughADraw() throws {
    let tape = Tape()
    var random = Random(seed: 3)
    let noise = random.normal([3]).elements.map(Double.init)
    random = Random(seed: 3)
    let mean = tape.variable(Tensor([1, 2, 3])), logVariance = tape.variable(Tensor([0, 2 * Float(log(3.0)), 1]))
    let draw = Normal(mean: mean, logVariance: logVariance)
      .reparameterizedSample(using: &random)
    #expect(excess(draw.value, [1 + noise[0], 2 + 3 * noise[1], 3 + exp(0.5) * noise[2]], allowing: 2e-6) <= 1)
    let gradients = tape.gradients(of: draw.sum())
    #expect(gradients[mean] == .ones([3]))
    #expect(
      excess(
        try #require(gradients[logVariance]), [0.5 * noise[0], 1.5 * noise[1], 0.5 * exp(0.5) * noise[2]],
        allowing: 2e-6) <= 1)
  }
}
