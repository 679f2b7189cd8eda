import Foundation
import LabAutodiff
import LabDistributions
import LabTensors
import Testing

/// The other ways to make a distribution lead to the same one, and gradients pass through them.
@Suite struct ConstructionTests {
  /// log-densities at x and their gradients by the numbers that both forms are made from.
  private func expectSame(
    _ numbers: [Tensor], at x: Tensor, _ forms: [([Variable]) -> any Distribution],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let results = try forms.map { form in
      let tape = Tape(), variables = numbers.map { tape.variable($0) }
      let logDensity = form(variables).logDensity(Variable(x))
      let gradients = tape.gradients(of: logDensity.sum())
      return [logDensity.value] + (try variables.map { try #require(gradients[$0]) })
    }
    for (a, b) in zip(results[0], results[1]) {
      #expect(a.shape == b.shape, sourceLocation: sourceLocation)
      #expect(
        zip(a.elements, b.elements).allSatisfy { abs($0 - $1) <= 2e-6 * (1 + abs($0)) },
        sourceLocation: sourceLocation)
    }
  }

  @Test func scalesAndTheirLogarithms() throws {
    let numbers = [Tensor([0.5, -1, 2]), Tensor([0.25, 1, 3])], x = Tensor([0.75, -2, 2.5])
    try expectSame(
      numbers, at: x,
      [{ Laplace(location: $0[0], scale: $0[1]) }, { Laplace(location: $0[0], logScale: log($0[1])) }])
    try expectSame(
      numbers, at: x,
      [
        { Normal(mean: $0[0], standardDeviation: $0[1]) }, { Normal(mean: $0[0], logVariance: log(square($0[1]))) },
      ])
  }

  @Test func ratesAndTheirLogarithms() throws {
    let numbers = [Tensor([0.5, 1, 20]), Tensor([0.25, 1, 30])], x = Tensor([0.75, 2, 0.5])
    try expectSame(
      numbers, at: x,
      [{ Gamma(concentration: $0[0], rate: $0[1]) }, { Gamma(concentration: $0[0], logRate: log($0[1])) }])
    try expectSame(
      [numbers[0]], at: Tensor([0, 3, 18]), [{ Poisson(rate: $0[0]) }, { Poisson(logRate: log($0[0])) }])
    try expectSame(
      numbers, at: x,
      [
        { StudentT(degreesOfFreedom: $0[0], location: Variable(0.5), scale: $0[1]) },
        { StudentT(degreesOfFreedom: $0[0], location: Variable(0.5), logScale: log($0[1])) },
      ])
  }

  /// Two shares of a Dirichlet distribution are a beta distribution's number and what it lacks of 1.
  @Test func betaAndDirichlet() throws {
    let numbers = [Tensor(2.5), Tensor(0.75)]
    let beta = Beta(Variable(numbers[0]), Variable(numbers[1]))
    let dirichlet = Dirichlet(concentrations: Variable(Tensor([2.5, 0.75])))
    for x in [0.125, 0.5, 0.875] as [Float] {
      let (a, b) = (beta.logDensity(Variable(x)), dirichlet.logDensity(Variable(Tensor([x, 1 - x]))))
      #expect(abs(a.value.element - b.value.element) <= 2e-7)
    }
    #expect(abs(beta.mean.value.element - dirichlet.mean.value.elements[0]) <= 1e-7)
    #expect(abs(beta.variance.value.element - dirichlet.variance.value.elements[0]) <= 1e-8)
    #expect(abs(beta.entropy!.value.element - dirichlet.entropy!.value.element) <= 4e-7)
  }

  @Test func softplusAndTheScaleItGives() throws {
    try expectSame(
      [Tensor([0.5, -1, 2]), Tensor([-3, 0, 4])], at: Tensor([0.75, -2, 2.5]),
      [
        { Normal(mean: $0[0], softplus: $0[1]) }, { Normal(mean: $0[0], standardDeviation: softplus($0[1])) },
      ])
  }

  /// Where σ = log(1 + e^ρ) is below the least number its logarithm is ρ, with the slope 1; far above 0 σ is ρ.
  @Test(arguments: [(-200, -200, 1), (-60, -60, 1), (200, Foundation.log(200), 1 / 200)] as [(Float, Float, Float)])
  func softplusReachesEveryScale(_ number: Float, _ logScale: Float, _ slope: Float) throws {
    let tape = Tape(), rho = tape.variable(Tensor(number)), mean = tape.variable(Tensor(3))
    let normal = Normal(mean: mean, softplus: rho)
    let density = normal.logDensity(Variable(3))
    #expect(abs(density.value.element + logScale + 0.5 * Foundation.log(2 * .pi)) <= 2e-5)
    let gradients = tape.gradients(of: density)
    #expect(abs(try #require(gradients[rho]).element + slope) <= 1e-6)
    #expect(abs(normal.entropy!.value.element - logScale - 1.4189385) <= 2e-5)
    var random = Random(seed: 4)
    let another = Tape(), variables = (mean: another.variable(Tensor(3)), rho: another.variable(Tensor(number)))
    let draw = Normal(mean: variables.mean, softplus: variables.rho).reparameterizedSample(using: &random)
    let byDraw = another.gradients(of: draw)
    #expect(draw.value.firstNonFinite == nil && byDraw[variables.mean]?.element == 1)
    #expect(try #require(byDraw[variables.rho]).firstNonFinite == nil)
  }

  /// What stands above the diagonal is not used, and one factor may serve a batch of means.
  @Test func choleskyFactors() throws {
    let factor = Tensor([2, 9, 0.5, 0.25], shape: [2, 2]), means = Tensor([1, 0, -2, 1, 0.5, 0.5], shape: [3, 2])
    let x = Tensor([0.5, 0.5, -1, 1, 0, 0], shape: [3, 2])
    let diagonal = Variable(Tensor([1, 0, 0, 1], shape: [2, 2]))
    try expectSame(
      [means, factor], at: x,
      [
        { MultivariateNormal(mean: $0[0], choleskyFactor: $0[1]) },
        {
          MultivariateNormal(
            mean: $0[0], logDiagonal: log(($0[1] * diagonal).sum(along: [-1])), lowerTriangle: $0[1])
        },
      ])
    try expectSame(
      [means, factor], at: x,
      [
        { MultivariateNormal(mean: $0[0], choleskyFactor: $0[1]) },
        { MultivariateNormal(mean: $0[0], choleskyFactor: $0[1].broadcast(to: [3, 2, 2])) },
      ])
    // The covariance L Lᵀ of the factor's lower triangle, by hand: 4, 1, and ¼ + 1/16.
    let distribution = MultivariateNormal(mean: Variable(means), choleskyFactor: Variable(factor))
    #expect(distribution.variance.value == Tensor([4, 0.3125, 4, 0.3125, 4, 0.3125], shape: [3, 2]))
    var random = Random(seed: 8)
    let shared = distribution.reparameterizedSample(using: &random)
    random = Random(seed: 8)
    let repeated = MultivariateNormal(
      mean: Variable(means), choleskyFactor: Variable(factor.broadcast(to: [3, 2, 2]))
    ).reparameterizedSample(using: &random)
    #expect((shared.value - repeated.value).elements.allSatisfy { abs($0) <= 1e-6 })
  }

  /// Any numbers make a distribution: the extremes of single precision's exponential leave log-densities finite.
  @Test(arguments: [-40, -10, 10, 40] as [Float]) func logScalesDoNotOverflow(_ logScale: Float) {
    let scale = Variable(logScale), zero = Variable(0), x = Variable(Foundation.exp(logScale))
    let distributions: [any Distribution] = [
      Normal(mean: zero, logStandardDeviation: scale), Laplace(location: zero, logScale: scale),
      MultivariateNormal(
        mean: Variable(Tensor([0])), logDiagonal: Variable(Tensor([logScale])),
        lowerTriangle: Variable(.zeros([1, 1]))
      ),
    ]
    for distribution in distributions {
      let value = Variable(x.value.broadcast(to: distribution.eventShape))
      #expect(distribution.logDensity(value).value.firstNonFinite == nil)
      #expect(distribution.entropy?.value.firstNonFinite == nil)
    }
  }

  @Test func aMixturesIntervalSpansItsComponents() {
    let components = Uniform(low: Variable(Tensor([0, 2])), high: Variable(Tensor([1, 5])))
    let mixture = Mixture(logits: Variable(Tensor([0, 0])), components: components)
    #expect(mixture.support == .interval(Tensor(0), Tensor(5)))
    let x = Tensor([0.5, 1.5, 3])
    let expected: [Float] = [log(0.5), -.infinity, log(1 / Float(6))]
    let actual = mixture.logDensity(Variable(x)).value.elements
    #expect(zip(actual, expected).allSatisfy { $0 == $1 || abs($0 - $1) <= 4e-7 })
  }

  /// A point's own log-density is what the caller says it is there.
  @Test func aDeltaWithALogDensity() {
    let delta = Delta(Variable(Tensor([1, 2])), logDensity: Variable(-3))
    #expect(delta.logDensity(Variable(Tensor([1, 1]))).value == Tensor([-3, -.infinity]))
    #expect(delta.logDensity(Variable(Tensor([.nan, 2]))).value.elements[0].isNaN)
    #expect(delta.entropy?.value == Tensor([3, 3]))
    let vector = Delta(Variable(Tensor([1, 2])), logDensity: Variable(-3), eventAxes: 1)
    #expect(vector.logDensity(Variable(Tensor([1, 2, 1, 1], shape: [2, 2]))).value == Tensor([-3, -.infinity]))
  }
}
