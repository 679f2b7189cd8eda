import Foundation
import LabAutodiff
import LabDistributions
import LabTensors
import LabTestSupport
import Testing

/// Draws of distributions with much of their mass far out or next to an end, against SciPy's quantiles and mpmath's
/// derivatives of an expectation. Seeds are fixed, as in DrawTests.
@Suite struct HeavyTailTests {
  private static let drawCount = 20_000

  private func distribution(
    _ name: String, _ parameters: [Variable]
  ) throws -> any ReparameterizedDistribution {
    switch name.prefix(4) {
    case "gamm": Gamma(concentration: parameters[0], logRate: parameters[1])
    case "beta": Beta(parameters[0], parameters[1])
    case "half": HalfCauchy(scale: parameters[0])
    case "stud": StudentT(degreesOfFreedom: parameters[0], location: parameters[1], logScale: parameters[2])
    default: try #require(nil, "no family \(name)")
    }
  }

  /// Pearson's χ² over the ranges between the quantiles; the bound is passed once in 10,000 times, as in DrawTests.
  @Test(arguments: try fixtureCases("heavy-tails").map(\.name)) func drawsFallBetweenTheQuantilesInProportion(
    _ name: String
  ) throws {
    let example = try fixtureCase("heavy-tails", name)
    let parameters = try example.input("parameters").elements.map { Variable($0) }
    var random = Random(seed: 23)
    let draws = try distribution(name, parameters).expanded(to: [Self.drawCount]).sample(using: &random).elements
    let quantiles = try example.output("quantiles"), probabilities = try example.output("probabilities") + [1]
    var counts = [Double](repeating: 0, count: probabilities.count)
    for draw in draws { counts[quantiles.firstIndex { Double(draw) <= $0 } ?? quantiles.count] += 1 }
    let shares = zip(probabilities, [0] + probabilities).map { $0 - $1 }
    let statistic = zip(counts, shares).reduce(0) { sum, cell in
      let expected = cell.1 * Double(Self.drawCount)
      return sum + pow(cell.0 - expected, 2) / expected
    }
    let freedom = Double(quantiles.count)
    #expect(statistic <= freedom * pow(1 - 2 / (9 * freedom) + 3.719 * (2 / (9 * freedom)).squareRoot(), 3))
  }

  /// The gradient of x²/(1 + x²) at draws x is on average the derivative of its expectation, within four standard errors:
  /// once in 16,000 times a parameter fails.
  @Test(arguments: try fixtureCases("heavy-tails").map(\.name)) func gradientsOfABoundedFunctionAreTheExpectations(
    _ name: String
  ) throws {
    let example = try fixtureCase("heavy-tails", name), tape = Tape(), count = Double(Self.drawCount)
    let parameters = try example.input("parameters").elements.map {
      tape.variable(Tensor(repeating: $0, shape: [Self.drawCount]))
    }
    var random = Random(seed: 37)
    let draw = try distribution(name, parameters).reparameterizedSample(using: &random)
    let slopes = draw.value.elements.map { x in Float(2 * Double(x) / pow(1 + Double(x) * Double(x), 2)) }
    let gradients = tape.gradients(of: (draw * Variable(Tensor(slopes))).sum())
    for (parameter, derivative) in zip(parameters, try example.output("byParameter")) {
      let sum = columnSums(try #require(gradients[parameter]))[0], mean = sum.total / count
      #expect(abs(mean - derivative) <= 4 * (max(sum.squares / count - mean * mean, 0) / count).squareRoot())
    }
  }

  /// A tiny concentration draws numbers below the least one: they are kept above 0, and their log-density finite.
  @Test(arguments: [1e-3, 0.01, 0.05] as [Float]) func drawsOfTinyConcentrationsStayInside(_ concentration: Float) {
    let batch = Variable(Tensor(repeating: concentration, shape: [5000]))
    var random = Random(seed: 3)
    let gamma = Gamma(concentration: batch, logRate: Variable(0)), gammas = gamma.sample(using: &random)
    #expect(gammas.elements.allSatisfy { $0 >= .leastNormalMagnitude && $0.isFinite })
    #expect(gamma.logDensity(Variable(gammas)).value.firstNonFinite == nil)
    // P(X ≤ x) = x^α/Γ(α + 1) next to 0, of what is kept at e⁻⁸⁷.
    let share = exp(-87 * Double(concentration)) / tgamma(1 + Double(concentration))
    let kept = Double(gammas.elements.count { $0 < 1.7e-38 }) / 5000
    #expect(abs(kept - share) <= 4 * (share * (1 - share) / 5000).squareRoot())

    let beta = Beta(batch, batch), betas = beta.sample(using: &random)
    #expect(betas.elements.allSatisfy { $0 > 0 && $0 < 1 })
    #expect(beta.logDensity(Variable(betas)).value.firstNonFinite == nil)

    let dirichlet = Dirichlet(concentrations: Variable(Tensor(repeating: concentration, shape: [5000, 4])))
    let vectors = dirichlet.sample(using: &random)
    #expect(vectors.elements.allSatisfy { $0 > 0 && $0 <= 1 } && Support.simplex.violation(in: vectors) == nil)
    #expect(dirichlet.logDensity(Variable(vectors)).value.firstNonFinite == nil)

    let student = StudentT(degreesOfFreedom: batch, location: Variable(0), logScale: Variable(0))
    let numbers = student.sample(using: &random)
    #expect(numbers.firstNonFinite == nil)
    #expect(student.logDensity(Variable(numbers)).value.firstNonFinite == nil)
  }
}
