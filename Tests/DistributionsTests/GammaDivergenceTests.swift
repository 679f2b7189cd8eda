import LabAutodiff
import LabDistributions
import LabTensors
import LabTestSupport
import Testing

/// Entropies and divergences of gamma, beta, Dirichlet and Student's t distributions and their gradients, against mpmath,
/// for concentrations of 10⁻³ to 10⁶.
///
/// Each reference has its size beside it: what the terms that are rounded add up to. Four roundings of 2⁻²⁴ of that are
/// allowed. Where parameters are near each other the divergences keep their digits: their sizes are small there too.
@Suite struct GammaDivergenceTests {
  private static let allowed = 0x1p-22

  /// From the parameters along the last axis.
  static let families: [(name: String, make: @Sendable (Variable) -> any Distribution)] = [
    ("gamma", { Gamma(concentration: column(0, of: $0), logRate: column(1, of: $0)) }),
    ("beta", { Beta(column(0, of: $0), column(1, of: $0)) }), ("dirichlet", { Dirichlet(concentrations: $0) }),
    (
      "student t",
      { StudentT(degreesOfFreedom: column(0, of: $0), location: column(1, of: $0), logScale: column(2, of: $0)) }
    ),
  ]

  private static func column(_ index: Int, of parameters: Variable) -> Variable {
    parameters.slice(index..<index + 1, along: -1).reshaped(to: Array(parameters.shape.dimensions.dropLast()))
  }

  @Test(arguments: families.map(\.name)) func entropyAndItsGradient(_ name: String) throws {
    let example = try fixtureCase("gamma-divergences", "\(name) entropy"), tape = Tape()
    let make = try #require(Self.families.first { $0.name == name }?.make)
    let parameters = tape.variable(try example.input("p"))
    let entropy = try #require(make(parameters).entropy)
    try expect(entropy.value, "value", of: example)
    try expect(try #require(tape.gradients(of: entropy.sum())[parameters]), "byP", of: example)
  }

  @Test(arguments: ["gamma", "beta", "dirichlet"]) func divergenceAndItsGradients(_ name: String) throws {
    let example = try fixtureCase("gamma-divergences", "\(name) divergence"), tape = Tape()
    let make = try #require(Self.families.first { $0.name == name }?.make)
    let p = tape.variable(try example.input("p")), q = tape.variable(try example.input("q"))
    let divergence = try #require(make(p).klDivergence(to: make(q)))
    try expect(divergence.value, "value", of: example)
    let gradients = tape.gradients(of: divergence.sum())
    try expect(try #require(gradients[p]), "byP", of: example)
    try expect(try #require(gradients[q]), "byQ", of: example)
  }

  private func expect(
    _ actual: Tensor, _ output: String, of example: FixtureCase, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let slack = try example.output("\(output) size").map { Self.allowed * $0 + 1e-30 }
    #expect(excess(actual, try example.output(output), allowing: slack) <= 1, sourceLocation: sourceLocation)
  }
}
