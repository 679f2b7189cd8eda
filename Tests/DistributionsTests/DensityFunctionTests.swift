import LabAutodiff
import LabTensors
import LabTestSupport
import Testing

@testable import LabDistributions

/// The functions that densities and entropies are made of, and their derivatives, against mpmath from 1e-30 to 1e30.
@Suite struct DensityFunctionTests {
  static let functions: [String: ElementwiseFunction] = [
    "expm1-excess": .expm1Excess
  ]

  @Test func everyFunctionHasAFixture() throws {
    #expect(try Set(fixtureCases("density-functions").map(\.name)) == Set(Self.functions.keys))
  }

  /// To 1e-6 of each element, or to one or two roundings of 1 (or of x).
  @Test(arguments: functions.keys.sorted()) func valueAndDerivative(_ name: String) throws {
    let function = try #require(Self.functions[name]), example = try fixtureCase("density-functions", name)
    let tape = Tape(), x = tape.variable(try example.input("x")), y = x.mapped(function)
    let derivative = try #require(tape.gradients(of: y.sum())[x])
    for (output, actual) in [("y", y.value), ("slope", derivative)] {
      let expected = try example.output(output)
      let slack = zip(expected, x.value.elements).map { 1e-6 * abs($0) + 2.4e-7 * min(max(1, abs(Double($1))), 100) }
      #expect(excess(actual, expected, allowing: slack) <= 1, "\(output)")
    }
  }
}
