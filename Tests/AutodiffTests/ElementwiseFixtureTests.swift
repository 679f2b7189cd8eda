import LabAutodiff
import LabTensors
import LabTestSupport
import Testing

/// Values and derivatives of the elementwise functions against mpmath, element by element from 1e-30 to 1e30.
@Suite struct ElementwiseFixtureTests {
  static let functions: [String: ElementwiseFunction] = [
    "exp": .exp, "log": .log, "sqrt": .sqrt, "square": .square, "softplus": .softplus, "relu": .relu, "selu": .selu,
    "sigmoid": .sigmoid, "tanh": .tanh, "gelu": .gelu, "gelu-tanh": .geluTanh, "gelu-sigmoid": .geluSigmoid,
    "abs": .abs, "log-softplus": .logSoftplus, "log-gamma": .logGamma, "digamma": .digamma,
  ]
  static var cases: [FixtureCase] {
    get throws { try fixtureCases("operations").filter { functions[$0.operation ?? ""] != nil } }
  }

  @Test func everyFunctionHasAFixture() throws {
    #expect(try Set(Self.cases.map { $0.operation! }) == Set(Self.functions.keys))
  }

  /// To 1e-6 of each element, or to one or two roundings of 1 (or of x) where the function or its derivative is written
  /// as a difference of numbers near it: 1 − y², y(1 − y), y + 1.
  @Test(arguments: try cases) func valueAndDerivative(_ fixture: FixtureCase) throws {
    let function = try #require(Self.functions[fixture.operation!])
    let tape = Tape()
    let x = tape.variable(try fixture.input("x"))
    let y = x.mapped(function)
    let derivative = try #require(tape.gradients(of: y.sum())[x])
    let (values, slopes) = (try fixture.output("y"), try fixture.gradient("x"))
    for (i, point) in x.value.elements.enumerated() {
      let rounding = 2.4e-7 * min(max(1, abs(Double(point))), 100)
      #expect(abs(Double(y.value.elements[i]) - values[i]) <= 1e-6 * abs(values[i]) + rounding, "value at \(point)")
      #expect(abs(Double(derivative.elements[i]) - slopes[i]) <= 1e-6 * abs(slopes[i]) + rounding, "slope at \(point)")
    }
  }
}
