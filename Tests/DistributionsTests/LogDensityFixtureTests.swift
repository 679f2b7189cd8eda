import LabAutodiff
import LabDistributions
import LabTensors
import LabTestSupport
import Testing

/// Log-densities and their derivatives, by values and by parameters, against mpmath.
@Suite struct LogDensityFixtureTests {
  /// The families of the fixture file, with its order of parameters.
  static let families: [(name: String, make: @Sendable ([Variable]) -> any Distribution)] = [
    ("bernoulli", { Bernoulli(logits: $0[0]) }),
    ("log-normal", { LogNormal(meanOfLogarithm: $0[0], logStandardDeviationOfLogarithm: $0[1]) }),
    ("laplace", { Laplace(location: $0[0], logScale: $0[1]) }),
    ("half-cauchy", { HalfCauchy(scale: $0[0]) }),
    ("uniform", { Uniform(low: $0[0], high: $0[1]) }),
    ("categorical", { Categorical(logits: $0[0]) }),
    ("one-hot categorical", { OneHotCategorical(logits: $0[0]) }),
    ("independent normals", { Normal(mean: $0[0], logStandardDeviation: $0[1]).toEvent(1) }),
    ("multivariate normal", { MultivariateNormal(mean: $0[0], logDiagonal: $0[1], lowerTriangle: $0[2]) }),
    (
      "mixture of normals",
      { Mixture(logits: $0[0], components: Normal(mean: $0[1], logStandardDeviation: $0[2])) }
    ),
    ("gamma", { Gamma(concentration: $0[0], logRate: $0[1]) }), ("beta", { Beta($0[0], $0[1]) }),
    ("dirichlet", { Dirichlet(concentrations: $0[0]) }), ("poisson", { Poisson(logRate: $0[0]) }),
    ("student t", { StudentT(degreesOfFreedom: $0[0], location: $0[1], logScale: $0[2]) }),
  ]

  /// Each output has its conditioning beside it: its change if every argument were moved by its own size, and its terms.
  /// Eight roundings of 2⁻²⁴ of that are allowed; about as many follow each other in the formulas.
  private static let allowed = 0x1p-21

  @Test(arguments: families.map(\.name)) func logDensityAndItsDerivatives(_ name: String) throws {
    let example = try fixtureCase("distributions", name), tape = Tape()
    let make = try #require(Self.families.first { $0.name == name }?.make)
    let x = tape.variable(try example.input("x"))
    let parameters = try (1..<example.inputs.count).map { tape.variable(try example.input("parameter\($0)")) }
    let logDensity = make(parameters).logDensity(x)
    let gradients = tape.gradients(of: logDensity.sum())
    var results = [("logDensity", logDensity.value)]
    if example.outputs["byX"] != nil { results.append(("byX", gradients[x] ?? .zeros(x.shape))) }
    for (position, parameter) in parameters.enumerated() {
      results.append(("byParameter\(position + 1)", try #require(gradients[parameter])))
    }
    #expect(results.count == example.outputs.count / 2)
    for (output, value) in results {
      // What is exactly 0 has a conditioning of 0.
      let slack = try example.output("\(output) conditioning").map { Self.allowed * $0 + 1e-30 }
      #expect(excess(value, try example.output(output), allowing: slack) <= 1, "\(output)")
    }
  }

  @Test func everyCaseOfTheFixtureIsTried() throws {
    let names = try fixtureCases("distributions").map(\.name)
    #expect(names == Self.families.map(\.name))
  }
}
