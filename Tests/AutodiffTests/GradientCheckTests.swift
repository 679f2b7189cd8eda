import Autodiff
import Tensors
import Testing

/// Contracts that hold for every operation.
@Suite struct GradientCheckTests {
  /// The derivative along a direction, by the tape and by central differences.
  ///
  /// With c the cotangent, the function is L(x) = Σ c f(x), added up in double precision. Two central differences, with
  /// steps h = 2⁻⁵ and h/2, combined as (4 D(h/2) − D(h))/3 (Richardson) leave an error of order h⁴ ≈ 1e-6 times fifth
  /// derivatives; the rounding of f, 2⁻²⁴/h ≈ 2e-6 of its values, is as small. The tolerance of 1e-4 of Σ |c f′ d| is
  /// above both, and below what one wrong element among a hundred would show.
  @Test(arguments: DifferentiableOperation.all) func theGradientIsTheDerivative(_ operation: DifferentiableOperation) {
    let value = operation.apply(operation.arguments.map(Variable.init)).value
    for seed in 0..<4 {
      var random = Random(seed: 7)["check"][seed]
      let cotangent = random.normal(value.shape)
      let gradients = tapeGradients(operation, cotangent: cotangent)
      for (position, argument) in operation.arguments.enumerated() {
        // −1, −¾, … 1.
        let direction = Tensor(
          random.integers(in: -4..<5, count: argument.count).map { Float($0) / 4 }, shape: argument.shape)
        func loss(_ step: Float) -> Double {
          var moved = operation.arguments
          moved[position] = argument + direction * step
          let value = operation.apply(moved.map(Variable.init)).value
          return zip(value.elements, cotangent.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        func difference(_ step: Float) -> Double { (loss(step) - loss(-step)) / (2 * Double(step)) }
        let numeric = (4 * difference(0x1p-6) - difference(0x1p-5)) / 3
        let terms = zip(gradients[position].elements, direction.elements).map { Double($0) * Double($1) }
        let scale = terms.map(abs).reduce(0, +) + 0.1
        #expect(abs(terms.reduce(0, +) - numeric) <= 1e-4 * scale, "argument \(position), direction \(seed)")
      }
    }
  }

  @Test(arguments: DifferentiableOperation.all)
  func aGradientHasItsArgumentsShapeAndDoesNotDependOnWhichOthersAreConstant(_ operation: DifferentiableOperation) {
    let value = operation.apply(operation.arguments.map(Variable.init)).value
    let cotangent = Tensor.ones(value.shape)
    let all = tapeGradients(operation, cotangent: cotangent)
    for (position, argument) in operation.arguments.enumerated() {
      #expect(all[position].shape == argument.shape)
      let tape = Tape()
      var variables = operation.arguments.map(Variable.init)
      variables[position] = tape.variable(argument)
      let gradients = tape.gradients(of: operation.apply(variables).sum())
      #expect(gradients[variables[position]] == all[position])
    }
  }

  /// A tape that no gradient was asked of goes, and its arrays with it: no pullback may hold on to it.
  @Test(arguments: DifferentiableOperation.all) func anUnusedTapeIsReleased(_ operation: DifferentiableOperation) {
    weak var released: Tape?
    do {
      let tape = Tape()
      released = tape
      _ = operation.apply(operation.arguments.map(tape.variable)).value
      withExtendedLifetime(tape) { #expect(released != nil) }
    }
    #expect(released == nil)
  }

  @Test(arguments: DifferentiableOperation.all) func constantsLeaveNoTrace(_ operation: DifferentiableOperation) {
    let tape = Tape()
    let before = tape.variable(Tensor(1))
    let result = operation.apply(operation.arguments.map(Variable.init))
    #expect(tape.gradients(of: before)[result] == nil)
  }

  private func tapeGradients(_ operation: DifferentiableOperation, cotangent: Tensor) -> [Tensor] {
    let tape = Tape()
    let variables = operation.arguments.map(tape.variable)
    let gradients = tape.gradients(of: (operation.apply(variables) * Variable(cotangent)).sum())
    return variables.map { gradients[$0]! }
  }
}
