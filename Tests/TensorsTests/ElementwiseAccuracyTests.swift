import Foundation
import LabTensors
import LabTestSupport
import Testing

/// How far elementwise functions are from the exact value, in units in the last place.
///
/// Each error was measured (the figure in the comment) and its bound is the next half or whole number. The points are 200,000 floats spread
/// evenly over the bit patterns of a range, so that every magnitude is met; the exact values are the C library's in
/// double precision, which mpmath's fixtures confirm.
@Suite struct ElementwiseAccuracyTests {
  struct Bound: Sendable, CustomStringConvertible {
    let name: String
    let function: ElementwiseFunction
    let exact: @Sendable (Double) -> Double
    let range: ClosedRange<Float>
    let ulps: Double
    var description: String { "\(name) on \(range.lowerBound)…\(range.upperBound)" }
  }

  static let smallest = Float.leastNormalMagnitude
  static let bounds = [
    Bound(name: "exp", function: .exp, exact: { exp($0) }, range: -87.3...88.72, ulps: 1),  // 0.89
    Bound(name: "log", function: .log, exact: { log($0) }, range: smallest...3.4e38, ulps: 1),  // 0.72
    Bound(name: "log1p", function: .log1p, exact: { log1p($0) }, range: -0.9999999...3.4e38, ulps: 1.5),  // 1.28
    Bound(name: "expm1", function: .expm1, exact: { expm1($0) }, range: -100...88.72, ulps: 1.5),  // 1.32
    Bound(name: "sqrt", function: .sqrt, exact: { $0.squareRoot() }, range: smallest...3.4e38, ulps: 0.5),
    Bound(name: "square", function: .square, exact: { $0 * $0 }, range: -1e18...1e18, ulps: 0.5),
    Bound(name: "softplus", function: .softplus, exact: softplus, range: -87...1e30, ulps: 1.5),  // 1.48
    Bound(name: "sigmoid", function: .sigmoid, exact: { 1 / (1 + exp(-$0)) }, range: -87...1e30, ulps: 2),  // 1.94
    Bound(name: "tanh", function: .tanh, exact: { tanh($0) }, range: -1e30...1e30, ulps: 2.5),  // 2.09
    Bound(name: "abs", function: .abs, exact: { abs($0) }, range: -3.4e38...3.4e38, ulps: 0),
    // Both ends of what is not near its zeros at 1 and 2; in between only an absolute error is small (below).
    Bound(name: "logGamma", function: .logGamma, exact: { lgamma($0) }, range: smallest...0.75, ulps: 1),  // 0.50
    Bound(name: "logGamma", function: .logGamma, exact: { lgamma($0) }, range: 2.5...4e36, ulps: 1),  // 0.50
    Bound(name: "relu", function: .relu, exact: { max($0, 0) }, range: -1e30...1e30, ulps: 0),
    Bound(name: "selu", function: .selu, exact: selu, range: -1e30...1e30, ulps: 2),  // 1.57
    Bound(name: "normalCDF", function: .normalCDF, exact: normalCDF, range: -12.9...1e30, ulps: 6),  // 5.26
    Bound(name: "gelu", function: .gelu, exact: { $0 * normalCDF($0) }, range: -12.9...1e30, ulps: 6.5),  // 5.96
  ]

  static let softplus: @Sendable (Double) -> Double = { max($0, 0) + log1p(exp(-abs($0))) }
  static let normalCDF: @Sendable (Double) -> Double = { erfc(-$0 / 2.squareRoot()) / 2 }
  static let selu: @Sendable (Double) -> Double = {
    1.0507009873554805 * ($0 > 0 ? $0 : 1.6732632423543772 * expm1($0))
  }

  @Test(arguments: bounds) func staysWithinItsBoundOverItsRange(_ bound: Bound) {
    let x = floats(in: bound.range, count: 200_000)
    let y = Tensor(x).mapped(bound.function).elements
    let worst = zip(x, y).map { (ulps($1, from: bound.exact(Double($0))), $0) }.max { $0.0 < $1.0 }!
    #expect(worst.0 <= bound.ulps, "at \(worst.1)")
  }

  /// Floats spread evenly over the bit patterns between two ends, subnormals left out.
  private func floats(in range: ClosedRange<Float>, count: Int) -> [Float] {
    // Signed magnitude becomes an order: −x comes as far before zero as x after it.
    func position(_ x: Float) -> Int { x < 0 ? -Int((-x).bitPattern) : Int(x.bitPattern) }
    func float(_ p: Int) -> Float { p < 0 ? -Float(bitPattern: UInt32(-p)) : Float(bitPattern: UInt32(p)) }
    let first = position(range.lowerBound), last = position(range.upperBound)
    return (0..<count).map { float(first + (last - first) * $0 / (count - 1)) }.filter { !$0.isSubnormal }
  }

  /// The logarithm of softplus passes 0 at log(e − 1), where the rounding of softplus is what is left, and log Γ
  /// at 1 and 2. The approximations of GELU lose relative accuracy where 1 + tanh cancels and where 1.702x is rounded
  /// before it is exponentiated. They are held to an absolute error, in units of the last place of the larger of 1 and
  /// |x|.
  static let absoluteBounds = [
    Bound(name: "logSoftplus", function: .logSoftplus, exact: { log(softplus($0)) }, range: -30...30, ulps: 2),  // 1.82
    // In double precision until the last rounding, to 1e-14 next to the zeros.
    Bound(name: "logGamma", function: .logGamma, exact: { lgamma($0) }, range: 0.5...3, ulps: 0.5),  // 0.25
    Bound(
      name: "geluTanh", function: .geluTanh,
      exact: { $0 / (1 + exp(-2 * (2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0))) }, range: -30...30,
      ulps: 1.5),  // 1.37
    Bound(
      name: "geluSigmoid", function: .geluSigmoid, exact: { $0 / (1 + exp(-1.702 * $0)) }, range: -30...30,
      ulps: 2),  // 1.81
  ]

  @Test(arguments: absoluteBounds) func staysWithinItsAbsoluteBound(_ bound: Bound) {
    let step = (bound.range.upperBound - bound.range.lowerBound) / 200_000
    let x = (0...200_000).map { bound.range.lowerBound + Float($0) * step }
    let y = Tensor(x).mapped(bound.function).elements
    let worst = zip(x, y).map { (abs(Double($1) - bound.exact(Double($0))) / Double(max(1, abs($0)).ulp), $0) }
      .max { $0.0 < $1.0 }!
    #expect(worst.0 <= bound.ulps, "at \(worst.1)")
  }

  static let known: [String: (function: ElementwiseFunction, ulps: Double)] = [
    "exponential": (.exp, 1), "exponential, subnormal result": (.exp, 1),
    "logarithm": (.log, 1), "logarithm, subnormal argument": (.log, 1),
    "logarithm of gamma": (.logGamma, 1), "digamma": (.digamma, 1),
    "logarithm of 1 + x": (.log1p, 1.5), "exponential minus 1": (.expm1, 1.5), "hyperbolic tangent": (.tanh, 2.5),
  ]

  /// Subnormal arguments and results of exp and log are right too: nothing is flushed to zero.
  @Test(arguments: try fixtureCases("functions").filter { known[$0.name] != nil })
  func agreesWithMpmath(_ fixture: FixtureCase) throws {
    let (function, bound) = try #require(Self.known[fixture.name])
    let x = try fixture.input("x"), y = x.mapped(function).elements
    for (x, (value, exact)) in zip(x.elements, zip(y, try fixture.output("y"))) {
      // What is computed in double precision is absolutely, not relatively, right next to a zero.
      #expect(ulps(value, from: exact) <= bound || abs(Double(value) - exact) <= 1e-14, "at \(x)")
    }
  }

  @Test func theErrorFunctionsFixtureConfirmsNormalCDF() throws {
    let fixture = try fixtureCase("functions", "error function"), x = try #require(fixture.inputs["x"]).values
    // Φ(√2 x) = (1 + erf x)/2; rounding √2 x moves Φ by at most x φ(x) ulp, less than a quarter of 2⁻²⁴.
    let y = Tensor(x.map { Float($0 * 2.squareRoot()) }).mapped(.normalCDF).elements
    for (value, erf) in zip(y, try fixture.output("y")) { #expect(abs(Double(value) - (1 + erf) / 2) <= 1.5e-7) }
  }
}
