import LabTensors
import LabTestSupport
import Testing

@testable import LabDistributions

/// How log-gamma draws move with their shape parameter: see Fixtures/log-gamma-derivative.py.
@Suite struct LogGammaDerivativeTests {
  /// From the quantile of 1e-12 to that of 1 − 1e-12; the result is a double's, rounded once (0.50 measured).
  @Test(arguments: try fixtureCases("log-gamma-derivative").map(\.name))
  func agreesWithMpmathWithinOneUnitInTheLastPlace(_ name: String) throws {
    let example = try fixtureCase("log-gamma-derivative", name)
    let draws = try example.input("draws"), shapes = try example.input("shape").broadcast(to: draws.shape)
    let derivative = Tensor.logGammaDrawDerivative(draws, shapes: shapes)
    for (i, exact) in try example.output("derivative").enumerated() {
      #expect(ulps(derivative.elements[i], from: exact) <= 1, "at \(draws.elements[i])")
    }
  }

  /// Each of the three forms takes over from another without a step: across a border the derivative changes by no more
  /// than its rounding and what it changes by elsewhere.
  @Test func theFormsMeet() {
    let borders: [(shape: Float, draw: Float)] =
      [0.01, 1, 7.5, 63].map { ($0, log1p($0)) }  // the series and the continued fraction
      + [64.5, 100, 1e4].flatMap { [($0, log($0) - 0.5), ($0, log($0) + 0.5)] }  // either and the expansion
    for (shape, draw) in borders {
      let draws = Tensor([draw * (1 - 1e-6), draw * (1 + 1e-6)])
      let (below, above) = pair(Tensor.logGammaDrawDerivative(draws, shapes: Tensor([shape, shape])))
      #expect(abs(above - below) <= 3e-6 * below * max(1, abs(draw)), "shape \(shape)")
    }
    let (below, above) = pair(Tensor.logGammaDrawDerivative(Tensor([4.2, 4.2]), shapes: Tensor([63.99999, 64.00001])))
    #expect(abs(above - below) <= 1e-6 * below)
  }

  /// A quantile grows with the shape: the derivative is positive, and no less far out.
  @Test func isPositiveAndFiniteFarOut() {
    for shape: Float in [1e-4, 0.01, 1, 50, 70, 1e4, 1e6] {
      let draws = Tensor([-1e5, -100, -3, 0, 3, 10, 50])
      let derivative = Tensor.logGammaDrawDerivative(draws, shapes: Tensor(repeating: shape, shape: [7])).elements
      #expect(derivative.allSatisfy { $0 > 0 && $0.isFinite }, "shape \(shape)")
      #expect(zip(derivative, derivative.dropFirst()).allSatisfy { $0 > $1 }, "shape \(shape)")
    }
  }

  @Test func isNaNWhereThereIsNoSuchDraw() {
    let shapes = Tensor([0, -1, .nan, .infinity, 1]), draws = Tensor([1, 1, 1, 1, .nan])
    #expect(Tensor.logGammaDrawDerivative(draws, shapes: shapes).elements.allSatisfy { $0.isNaN })
  }

  private func pair(_ tensor: Tensor) -> (Float, Float) { (tensor.elements[0], tensor.elements[1]) }
  private func log(_ x: Float) -> Float { Tensor([x]).mapped(.log).elements[0] }
  private func log1p(_ x: Float) -> Float { Tensor([x]).mapped(.log1p).elements[0] }
}
