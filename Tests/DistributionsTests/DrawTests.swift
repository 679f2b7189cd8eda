import Foundation
import LabAutodiff
import LabDistributions
import LabTensors
import Testing

/// Draws against the density they are said to come from. Seeds are fixed: each test's odds of a false alarm are those of
/// the one time that its seed was chosen.
@Suite struct DrawTests {
  static let drawCount = 20_000

  private func draws(_ example: DistributionExample) -> Tensor {
    var random = Random(seed: 17)
    return example.distribution.expanded(to: [Self.drawCount]).sample(using: &random)
  }

  /// Kolmogorov and Smirnov's test: with draws from the density, √n times the largest difference of the distribution
  /// functions passes 2.23 once in 10,000 times (2 e^(−2 · 2.23²)).
  @Test(
    arguments: DistributionExample.resolved.filter { !$0.quadrature.isDiscrete && $0.quadrature.points.shape.rank == 1 }
  )
  func numbersFollowTheDistributionFunction(_ example: DistributionExample) {
    let cumulative = DistributionFunction(example)
    let sorted = draws(example).elements.map(Double.init).sorted(), count = Double(Self.drawCount)
    let distances = sorted.enumerated().map { index, draw in
      let value = cumulative(draw)
      return max(value - Double(index) / count, Double(index + 1) / count - value)
    }
    #expect(distances.max()! * count.squareRoot() <= 2.23)
  }

  /// Pearson's χ² over the values of which 5 or more are expected, and over the others together. The bound is passed once
  /// in 10,000 times, by Wilson and Hilferty's approximation (1931).
  @Test(arguments: DistributionExample.all.filter(\.quadrature.isDiscrete))
  func discreteValuesComeAsOftenAsTheyShould(_ example: DistributionExample) {
    let quadrature = example.quadrature
    let expected = quadrature.probabilities(example.distribution).map { $0 * Double(Self.drawCount) }
    var counts: [[Double]: Int] = [:]
    for draw in Quadrature.vectors(draws(example)) { counts[draw, default: 0] += 1 }
    var statistic = 0.0, cells = 0, rest = (expected: 0.0, count: 0)
    for (value, expected) in zip(quadrature.vectors, expected) {
      let count = counts.removeValue(forKey: value) ?? 0
      if expected == 0 { #expect(count == 0, "an impossible value") }
      if expected >= 5 {
        statistic += pow(Double(count) - expected, 2) / expected
        cells += 1
      } else {
        rest = (rest.expected + expected, rest.count + count)
      }
    }
    #expect(counts.isEmpty, "values outside the support")
    if rest.expected >= 5 {
      statistic += pow(Double(rest.count) - rest.expected, 2) / rest.expected
      cells += 1
    } else {
      // Of a Poisson number with a mean below 5, 20 or more come once in 10⁶ times.
      #expect(rest.count < 20)
    }
    let freedom = Double(cells - 1)
    let bound = cells == 1 ? 1e-6 : freedom * pow(1 - 2 / (9 * freedom) + 3.719 * (2 / (9 * freedom)).squareRoot(), 3)
    #expect(statistic <= bound)
  }

  /// Means, and products of deviations, within four standard errors: a comparison fails once in 16,000 times.
  @Test(
    arguments: DistributionExample.resolved.filter {
      !$0.quadrature.isDiscrete && $0.knowsMoments && $0.finiteMoments >= 4
    })
  func momentsAreTheDensitys(_ example: DistributionExample) {
    let quadrature = example.quadrature, probabilities = quadrature.probabilities(example.distribution)
    let means = example.distribution.mean.value.elements.map(Double.init)
    let drawn = Quadrature.vectors(draws(example)), count = Double(Self.drawCount)
    func compare(_ name: String, _ statistic: ([Double]) -> Double) {
      let expected = zip(probabilities, quadrature.vectors).reduce(0) { $0 + $1.0 * statistic($1.1) }
      let variance = zip(probabilities, quadrature.vectors).reduce(0) { $0 + $1.0 * pow(statistic($1.1) - expected, 2) }
      let mean = drawn.reduce(0) { $0 + statistic($1) } / count
      #expect(abs(mean - expected) <= 4 * (variance / count).squareRoot(), "\(name)")
    }
    for i in means.indices {
      compare("mean \(i)") { $0[i] - means[i] }
      for j in 0...i { compare("covariance \(i), \(j)") { ($0[i] - means[i]) * ($0[j] - means[j]) } }
    }
  }

  @Test(arguments: DistributionExample.all) func drawsLieInTheSupportAndDependOnTheSeedAlone(
    _ example: DistributionExample
  ) {
    #expect(example.distribution.support.violation(in: draws(example)) == nil)
    #expect(draws(example) == draws(example))
    #expect(
      example.distribution.support.isDiscrete == (example.quadrature.isDiscrete && !(example.distribution is Delta)))
  }

  @Test(arguments: DistributionExample.all) func aDrawByValueIsTheSameAndLeavesTheStreamWhereItIs(
    _ example: DistributionExample
  ) {
    let distribution = example.distribution.expanded(to: [7]), start = Random(seed: 19)["stream"]
    var random = start
    #expect(distribution.sample(using: start) == distribution.sample(using: &random))
    #expect(distribution is Delta || random != start)
    if let distribution = distribution as? any ReparameterizedDistribution {
      #expect(distribution.reparameterizedSample(using: start).value == distribution.sample(using: start))
    }
  }

  /// The gradient of a draw's f(x) = Σ sin(xᵢ + i) is, on average, the derivative of E f: within four standard errors
  /// (once in 16,000 times a parameter's element fails), and 10⁻⁴ for the differences.
  ///
  /// The derivative is that of a quadrature, by two central differences combined (Richardson). Its density is divided by
  /// its integral, which takes out the rounding that all points share. Without a variance of x there is no standard error
  /// of the gradient: those distributions are left to HeavyTailTests.
  @Test(
    arguments: DistributionExample.resolved.filter {
      $0.distribution is any ReparameterizedDistribution && $0.finiteMoments >= 2 && $0.hasUnbiasedGradients
    })
  func reparameterizedGradientsAreTheDerivativeOfTheExpectation(_ example: DistributionExample) throws {
    func expectation(_ parameters: [Tensor]) -> Double {
      let quadrature = example.quadratureAt(parameters)
      let probabilities = quadrature.probabilities(example.make(parameters.map { Variable($0) }))
      let sum = zip(probabilities, quadrature.vectors).reduce(0) { sum, term in
        sum + term.0 * term.1.enumerated().reduce(0) { $0 + sin($1.element + Double($1.offset)) }
      }
      return sum / probabilities.reduce(0, +)
    }
    let tape = Tape(), count = Self.drawCount
    let parameters = example.parameters.map {
      tape.variable($0.broadcast(to: Shape([count] + $0.shape.dimensions)))
    }
    let distribution = try #require(example.make(parameters) as? any ReparameterizedDistribution)
    var random = Random(seed: 29)
    let draw = distribution.reparameterizedSample(using: &random)
    let slopes = Quadrature.vectors(draw.value).flatMap { vector in
      vector.enumerated().map { Float(cos($0.element + Double($0.offset))) }
    }
    let gradients = tape.gradients(of: (draw * Variable(Tensor(slopes, shape: draw.shape))).sum())
    for (position, parameter) in example.parameters.enumerated() {
      let sums = columnSums(try #require(gradients[parameters[position]]))
      for (i, sum) in sums.enumerated() {
        let step = example.step * max(1, abs(parameter.elements[i]) / 16)
        func difference(_ step: Float) -> Double {
          let ends = [step, -step].map { step in
            var moved = example.parameters
            moved[position].withMutableElements { $0[i] += step }
            return expectation(moved)
          }
          return (ends[0] - ends[1]) / (2 * Double(step))
        }
        let derivative = (4 * difference(step / 2) - difference(step)) / 3
        let mean = sum.total / Double(count)
        let error = (max(sum.squares / Double(count) - mean * mean, 0) / Double(count)).squareRoot()
        #expect(abs(mean - derivative) <= 4 * error + 1e-4, "parameter \(position), element \(i)")
      }
    }
  }
}

/// P(X ≤ x) of an example, from trapezia under its density; a line between their corners.
private struct DistributionFunction {
  private let points, values: [Double]

  init(_ example: DistributionExample) {
    points = example.quadrature.points.elements.map(Double.init)
    let densities = example.distribution.logDensity(Variable(example.quadrature.points)).value.elements
      .map { exp(Double($0)) }
    var cumulative = [0.0]
    for i in points.indices.dropFirst() {
      cumulative.append(cumulative[i - 1] + (points[i] - points[i - 1]) * (densities[i] + densities[i - 1]) / 2)
    }
    values = cumulative.map { [total = cumulative.last!] in $0 / total }
  }

  func callAsFunction(_ x: Double) -> Double {
    var (low, high) = (0, points.count - 1)
    if x <= points[low] { return 0 }
    if x >= points[high] { return 1 }
    while high - low > 1 {
      let middle = (low + high) / 2
      if points[middle] <= x { low = middle } else { high = middle }
    }
    let share = (x - points[low]) / (points[high] - points[low])
    return values[low] + share * (values[high] - values[low])
  }
}
