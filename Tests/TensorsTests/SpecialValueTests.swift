import LabTensors
import LabTestSupport
import Testing

/// What elementwise functions give at the ends of the number line.
@Suite struct SpecialValueTests {
  struct Limits: Sendable, CustomStringConvertible {
    let description: String
    let function: ElementwiseFunction
    /// The values at −∞, 0 and ∞.
    let values: [Float]
  }

  static let (infinity, nan, log2): (Float, Float, Float) = (.infinity, .nan, 0.6931472)
  static let limits = [
    Limits(description: "exp", function: .exp, values: [0, 1, infinity]),
    Limits(description: "log", function: .log, values: [nan, -infinity, infinity]),
    Limits(description: "log1p", function: .log1p, values: [nan, 0, infinity]),
    Limits(description: "expm1", function: .expm1, values: [-1, 0, infinity]),
    Limits(description: "abs", function: .abs, values: [infinity, 0, infinity]),
    Limits(description: "sqrt", function: .sqrt, values: [nan, 0, infinity]),
    Limits(description: "square", function: .square, values: [infinity, 0, infinity]),
    Limits(description: "softplus", function: .softplus, values: [0, log2, infinity]),
    Limits(description: "logSoftplus", function: .logSoftplus, values: [-infinity, -0.36651292, infinity]),
    Limits(description: "sigmoid", function: .sigmoid, values: [0, 0.5, 1]),
    Limits(description: "tanh", function: .tanh, values: [-1, 0, 1]),
    Limits(description: "relu", function: .relu, values: [0, 0, infinity]),
    Limits(description: "selu", function: .selu, values: [-1.7580993, 0, infinity]),
    // x times something that vanishes: the limit at −∞ is 0, the product there is not a number.
    Limits(description: "gelu", function: .gelu, values: [nan, 0, infinity]),
    Limits(description: "geluTanh", function: .geluTanh, values: [nan, 0, infinity]),
    Limits(description: "geluSigmoid", function: .geluSigmoid, values: [nan, 0, infinity]),
    Limits(description: "normalCDF", function: .normalCDF, values: [0, 0.5, 1]),
    Limits(description: "logGamma", function: .logGamma, values: [nan, infinity, infinity]),
    Limits(description: "digamma", function: .digamma, values: [nan, -infinity, infinity]),
  ]

  /// 37 elements: whole vectors of 16 and 8, and a rest.
  @Test(arguments: limits) func theValueAtInfinitiesZeroAndNaN(_ limits: Limits) {
    for (x, expected) in zip([-Float.infinity, 0, .infinity, .nan], limits.values + [.nan]) {
      for y in Tensor(repeating: x, shape: [37]).mapped(limits.function).elements {
        #expect(expected.isNaN ? y.isNaN : y == expected, "at \(x)")
      }
    }
  }

  @Test func aNaNChangesNothingButItsOwnElement() {
    for limits in Self.limits {
      var x = Tensor(repeating: 0.75, shape: [37])
      let expected = x.mapped(limits.function).element(0)
      for position in [0, 7, 16, 36] {
        x.withMutableElements { $0[position] = .nan }
        let y = x.mapped(limits.function)
        for i in 0..<37 { #expect(i == position ? y.element(i).isNaN : y.element(i) == expected) }
        x.withMutableElements { $0[position] = 0.75 }
      }
    }
  }

  @Test func overflowIsInfiniteAndUnderflowIsZero() {
    #expect(Tensor([88.73, 89, 1e30]).mapped(.exp).elements == [.infinity, .infinity, .infinity])
    #expect(Tensor([-104, -1e30]).mapped(.exp).elements == [0, 0])
    #expect(Tensor([88.73, 1e30]).mapped(.expm1).elements == [.infinity, .infinity])
    #expect(Tensor([-1]).mapped(.log1p).elements == [-.infinity])
    for y in Tensor([-.leastNonzeroMagnitude, -2]).mapped(.log).elements { #expect(y.isNaN) }
  }

  /// Where its result would be subnormal, sigmoid may give 0: an absolute error below 2⁻¹²⁶.
  @Test func sigmoidVanishesFarOut() {
    let y = Tensor([-88, -89, -100, -1e30]).mapped(.sigmoid).elements
    #expect(y[0] > 0 && y[0] < .leastNormalMagnitude)
    #expect(y[1...] == [0, 0, 0])
  }

  /// Γ has poles at the integers below 0, and values between them: both are out of range.
  @Test func theGammaFunctionsEndAtZero() {
    for function in [ElementwiseFunction.logGamma, .digamma] {
      for y in Tensor([-.leastNonzeroMagnitude, -0.5, -1, -1e30]).mapped(function).elements { #expect(y.isNaN) }
    }
    let tiny = Tensor([.leastNonzeroMagnitude, -0.0])
    #expect(tiny.mapped(.logGamma).elements == [103.27893, .infinity])
    #expect(tiny.mapped(.digamma).elements == [-.infinity, -.infinity])
  }

  static let slopes = [
    Limits(description: "abs", function: .abs, values: [-1, 0, 1]),
    Limits(description: "logSoftplus", function: .logSoftplus, values: [1, 0.7213475, 0]),
    Limits(description: "logGamma", function: .logGamma, values: [nan, -infinity, infinity]),
    Limits(description: "digamma", function: .digamma, values: [nan, infinity, 0]),
  ]

  @Test(arguments: slopes) func theDerivativeAtInfinitiesZeroAndNaN(_ slopes: Limits) {
    for (x, expected) in zip([-Float.infinity, 0, .infinity, .nan], slopes.values + [.nan]) {
      for dx in Tensor.pullback(slopes.function, saved: Tensor(repeating: x, shape: [37]), .ones([37])).elements {
        #expect(expected.isNaN ? dx.isNaN : dx == expected, "at \(x)")
      }
    }
  }

  /// Where eˣ vanishes, and with it its logarithm's argument, the function is x and its derivative 1.
  @Test func logSoftplusHasNoFloor() {
    let x = Tensor([-17.5, -90, -200, -1e30])
    #expect(x.mapped(.logSoftplus) == x)
    #expect(Tensor.pullback(.logSoftplus, saved: x, .ones([4])) == .ones([4]))
  }

  @Test func clampedKeepsNaNAndMovesInfinitiesToTheEnds() {
    let y = Tensor([-.infinity, -1, 0.5, 2, .infinity, .nan]).clamped(to: -1...1).elements
    #expect(y[..<5] == [-1, -1, 0.5, 1, 1])
    #expect(y[5].isNaN)
  }

  @Test func theFirstInfiniteOrNaNElementIsFound() {
    #expect(Tensor.sample([1000]).firstNonFinite == nil)
    #expect(Tensor.zeros([0]).firstNonFinite == nil)
    for bad in [Float.nan, .infinity, -.infinity] {
      var x = Tensor.sample([10, 100])
      x.withMutableElements { ($0[423], $0[999]) = (bad, bad) }
      #expect(x.firstNonFinite == 423)
    }
  }
}

extension Tensor {
  fileprivate func element(_ position: Int) -> Float { withElements { $0[position] } }
}
