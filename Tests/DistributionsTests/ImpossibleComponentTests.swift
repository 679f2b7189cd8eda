import Foundation
import LabAutodiff
import LabDistributions
import LabTensors
import Testing

/// A mixture whose second component has no part in a value is its first: its density, and gradients that are the first's and 0.
@Suite struct ImpossibleComponentTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Of the two components, along the first axis.
    let parameters: [Tensor]
    let value: Tensor
    let logits: [Float]
    let make: @Sendable ([Variable], Variable) -> any Distribution

    /// The mixture of the components from a logit of each.
    init<Component: Distribution & SendableMetatype>(
      _ name: String, _ parameters: [Tensor], at value: Tensor, logits: [Float] = [0, 0],
      _ make: @escaping @Sendable ([Variable]) -> Component
    ) {
      (testDescription, self.parameters, self.value, self.logits) = (name, parameters, value, logits)
      self.make = { Mixture(logits: $1, components: make($0)) }
    }
  }

  private static func matrix(_ elements: Float..., columns: Int) -> Tensor {
    Tensor(elements, shape: [elements.count / columns, columns])
  }

  static let cases = [
    Case("no weight", [Tensor([0, 1]), Tensor([0, 0.5])], at: Tensor(0.5), logits: [0, -.infinity]) {
      Normal(mean: $0[0], logStandardDeviation: $0[1])
    },
    Case(
      "no weight where the density is infinite", [Tensor([1, 0.5]), Tensor([0, 0])], at: Tensor(0),
      logits: [0, -.infinity]
    ) {
      Gamma(concentration: $0[0], logRate: $0[1])
    },
    Case("collapsed normal", [Tensor([0, 1]), Tensor([0, -60])], at: Tensor(0.5)) {
      Normal(mean: $0[0], logStandardDeviation: $0[1])
    },
    Case("collapsed normal, no ordinary float", [Tensor([0, 1]), Tensor([0, -1000])], at: Tensor(0.5)) {
      Normal(mean: $0[0], logStandardDeviation: $0[1])
    },
    Case(
      "collapsed normal vector", [matrix(0, 1, 1, -1, columns: 2), matrix(0, 0.5, -60, -60, columns: 2)],
      at: Tensor([0.5, 0.25])
    ) { Normal(mean: $0[0], logStandardDeviation: $0[1]).toEvent(1) },
    Case(
      "collapsed multivariate normal", [matrix(0, 1, 1, -1, columns: 2), matrix(0, 0.5, -87, -87, columns: 2)],
      at: Tensor([50, 25])
    ) {
      MultivariateNormal(
        mean: $0[0] * 100, logDiagonal: $0[1] * 4, lowerTriangle: Variable(Tensor([0, 0, 0.5, 0], shape: [2, 2])))
    },
    Case("collapsed Laplace", [Tensor([0, 1]), Tensor([0, -200])], at: Tensor(0.5)) {
      Laplace(location: $0[0], logScale: $0[1])
    },
    Case("collapsed log-normal", [Tensor([0, 1]), Tensor([0, -60])], at: Tensor(0.5)) {
      LogNormal(meanOfLogarithm: $0[0], logStandardDeviationOfLogarithm: $0[1])
    },
    Case("gamma at 0", [Tensor([1, 2]), Tensor([0.5, 0])], at: Tensor(0)) {
      Gamma(concentration: $0[0], logRate: $0[1])
    },
    Case("beta at 0", [Tensor([1, 2]), Tensor([2, 1])], at: Tensor(0)) { Beta($0[0], $0[1]) },
    Case("beta at 1", [Tensor([2, 1]), Tensor([1, 3])], at: Tensor(1)) { Beta($0[0], $0[1]) },
    Case("Dirichlet on the border", [matrix(1, 2, 2, 1, columns: 2)], at: Tensor([0, 1])) {
      Dirichlet(concentrations: $0[0])
    },
    Case("uniform", [Tensor([0, 2]), Tensor([1, 3])], at: Tensor(0.5)) { Uniform(low: $0[0], high: $0[1]) },
    Case("Poisson", [Tensor([0, 200])], at: Tensor(3)) { Poisson(logRate: $0[0]) },
    Case("Bernoulli", [Tensor([0.5, -.infinity])], at: Tensor(1)) { Bernoulli(logits: $0[0]) },
    Case("categorical", [matrix(0, 1, 0, -.infinity, columns: 2)], at: Tensor(1)) { Categorical(logits: $0[0]) },
    Case("one-hot categorical", [matrix(0, 1, 0, -.infinity, columns: 2)], at: Tensor([0, 1])) {
      OneHotCategorical(logits: $0[0])
    },
    Case("continuous Bernoulli", [Tensor([0.5, -.infinity])], at: Tensor(0.5)) { ContinuousBernoulli(logits: $0[0]) },
  ]

  @Test(arguments: cases) func itHasNoPartInTheGradient(_ example: Case) throws {
    let tape = Tape(), parameters = example.parameters.map { tape.variable($0) }
    let logits = tape.variable(Tensor(example.logits)), x = tape.variable(example.value)
    let density = example.make(parameters, logits).logDensity(x)

    let other = Tape(), first = example.parameters.map { other.variable($0.slice(0..<1, along: 0)) }
    let point = other.variable(example.value)
    let alone = example.make(first, Variable(Tensor([0]))).logDensity(point)
    let weight: Float = example.logits[1] == 0 ? log(2) : 0
    #expect(abs(density.value.element - (alone.value.element - weight)) <= 1e-6 * max(1, abs(alone.value.element)))

    let gradients = tape.gradients(of: density), expected = other.gradients(of: alone)
    for (parameter, one) in zip(parameters, first) {
      let found = try #require(gradients[parameter]), half = found.count / 2
      let wanted = expected[one]?.elements ?? Array(repeating: 0, count: half)
      for (found, wanted) in zip(found.elements, wanted + Array(repeating: 0, count: half)) {
        #expect(found == wanted || abs(found - wanted) <= 1e-6 * max(1, abs(wanted)))
      }
    }
    // Its share is all of the mixture; the softmax's derivative takes the weights off.
    let shares: [Float] = example.logits[1] == 0 ? [0.5, -0.5] : [0, 0]
    let byLogits = try #require(gradients[logits]).elements
    #expect(zip(byLogits, shares).allSatisfy { abs($0 - $1) <= 1e-6 })
    if let slope = expected[point], slope.firstNonFinite == nil {
      let found = try #require(gradients[x])
      #expect(zip(found.elements, slope.elements).allSatisfy { abs($0 - $1) <= 1e-6 * max(1, abs($1)) })
    }
  }

  /// Where no component allows a value, nothing says which way it would come nearer.
  @Test func whereAllAreImpossibleNoGradientPasses() throws {
    let tape = Tape(), low = tape.variable(Tensor([0, 2])), logits = tape.variable(Tensor([0, 1]))
    let mixture = Mixture(logits: logits, components: Uniform(low: low, high: low + 1))
    let density = mixture.logDensity(Variable(Tensor([0.5, 7])))
    #expect(density.value.elements[0].isFinite && density.value.elements[1] == -.infinity)
    let gradients = tape.gradients(of: density.sum())
    #expect(try #require(gradients[low]).firstNonFinite == nil && #require(gradients[logits]).firstNonFinite == nil)
  }

  /// Where a component has an infinite density, it alone counts.
  @Test func anInfiniteDensityTakesAll() throws {
    let tape = Tape(), logits = tape.variable(Tensor([0, 0])), rates = tape.variable(Tensor([0.5, 0.25]))
    let mixture = Mixture(logits: logits, components: Gamma(concentration: Variable(Tensor([1, 0.5])), logRate: rates))
    let density = mixture.logDensity(Variable(0))
    #expect(density.value.element == .infinity)
    let gradients = tape.gradients(of: density)
    #expect(gradients[logits]?.elements == [-0.5, 0.5] && gradients[rates]?.elements == [0, 0.5])
  }

  /// Moments are those of what has a weight, also beside what has none of its own.
  @Test func momentsLeaveOutWhatHasNoWeight() throws {
    let tape = Tape(), logits = tape.variable(Tensor([0, -.infinity])), location = tape.variable(Tensor([1, 0]))
    let components = StudentT(
      degreesOfFreedom: Variable(Tensor([4, 0.5])), location: location, logScale: Variable(Tensor([0, 0])))
    let mixture = Mixture(logits: logits, components: components)
    #expect(mixture.mean.value.element == 1 && abs(mixture.variance.value.element - 2) <= 1e-6)
    let gradients = tape.gradients(of: mixture.mean)
    #expect(gradients[location]?.elements == [1, 0] && gradients[logits]?.elements == [0, 0])
  }
}
