import LabAutodiff
import LabTensors
import Testing

@testable import LabDistributions

/// Gradients through gamma draws, which no difference of two draws can check: a rejection may change between them.
@Suite struct LogGammaDrawTests {
  static let count = 100_000

  @Test func theValueIsTheDraw() {
    var random = Random(seed: 1), same = random
    let shapes = Tensor([0.1, 1, 30])
    #expect(reparameterizedLogGamma(Variable(shapes), using: &random).value == same.logGamma(shapes: shapes))
    #expect(random == same)
  }

  @Test func theGradientIsWeighedByTheDerivative() throws {
    var random = Random(seed: 1)
    let tape = Tape(), shapes = tape.variable(Tensor([0.1, 1, 30])), weights = Tensor([2, -1, 0.5])
    let draws = reparameterizedLogGamma(shapes, using: &random)
    let gradient = try #require(tape.gradients(of: (draws * Variable(weights)).sum())[shapes])
    #expect(gradient == weights * Tensor.logGammaDrawDerivative(draws.value, shapes: shapes.value))
  }

  /// A pathwise gradient is unbiased: of E log x = ψ(α) it estimates ψ′(α), of E x = α it estimates 1. Both within five
  /// standard errors of 100,000 draws.
  @Test(arguments: [0.01, 0.3, 1, 4.5, 80, 3000] as [Float])
  func theMeanGradientIsTheGradientOfTheMean(shape: Float) throws {
    let trigamma = Tensor.pullback(.digamma, saved: Tensor(shape), Tensor(1)).elements[0]
    try expectMeanGradient(trigamma, shape) { $0 }
    try expectMeanGradient(1, shape) { exp($0) }
  }

  private func expectMeanGradient(
    _ expected: Float, _ shape: Float, of function: (Variable) -> Variable,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var random = Random(seed: 3)
    let tape = Tape(), shapes = tape.variable(Tensor(repeating: shape, shape: [Self.count]))
    let value = function(reparameterizedLogGamma(shapes, using: &random))
    let gradients = try #require(tape.gradients(of: value.sum())[shapes]).elements.map(Double.init)
    let n = Double(Self.count), mean = gradients.reduce(0, +) / n
    let variance = gradients.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    #expect(abs(mean - Double(expected)) < 5 * (variance / n).squareRoot(), sourceLocation: sourceLocation)
  }

  @Test func constantShapesLeaveNoTrace() {
    var random = Random(seed: 1)
    let tape = Tape()
    let draws = reparameterizedLogGamma(Variable(Tensor.ones([3])), using: &random)
    #expect(tape.gradients(of: tape.variable(Tensor(1)))[draws] == nil)
  }

  @Test func anUnusedTapeIsReleased() {
    var random = Random(seed: 1)
    weak var released: Tape?
    do {
      let tape = Tape()
      released = tape
      _ = reparameterizedLogGamma(tape.variable(.ones([3])), using: &random)
      withExtendedLifetime(tape) { #expect(released != nil) }
    }
    #expect(released == nil)
  }
}
