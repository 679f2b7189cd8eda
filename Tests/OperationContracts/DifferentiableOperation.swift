import LabAutodiff
import LabTensors

/// An operation of the library at a point where it is smooth, for the contracts that hold for every operation.
package struct DifferentiableOperation: Sendable, CustomStringConvertible {
  package let description: String
  package let arguments: [Tensor]
  package let apply: @Sendable ([Variable]) -> Variable

  package init(_ description: String, _ arguments: Tensor..., apply: @escaping @Sendable ([Variable]) -> Variable) {
    (self.description, self.arguments, self.apply) = (description, arguments, apply)
  }
}

extension DifferentiableOperation {
  /// Where the derivative along a direction by the tape is not that by central differences; empty where all is well.
  ///
  /// With c the cotangent, the function is L(x) = Σ c f(x), added up in double precision. Two central differences, with
  /// steps h = 2⁻⁵ and h/2, combined as (4 D(h/2) − D(h))/3 (Richardson) leave an error of order h⁴ ≈ 1e-6 times fifth
  /// derivatives; the rounding of f, 2⁻²⁴/h ≈ 2e-6 of its values, is as small. The tolerance of 1e-4 of Σ |c f′ d| is
  /// above both, and below what one wrong element among a hundred would show.
  package func wrongDerivatives() -> [String] {
    (0..<4).flatMap { seed in
      var random = Random(seed: 7)["check"][seed]
      let cotangent = random.normal(value.shape)
      let gradients = gradients(cotangent: cotangent)
      return arguments.enumerated().compactMap { position, argument -> String? in
        // −1, −¾, … 1.
        let direction = Tensor(
          random.integers(in: -4..<5, count: argument.count).map { Float($0) / 4 }, shape: argument.shape)
        func loss(_ step: Float) -> Double {
          var moved = arguments
          moved[position] = argument + direction * step
          let value = apply(moved.map(Variable.init)).value
          return zip(value.elements, cotangent.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        func difference(_ step: Float) -> Double { (loss(step) - loss(-step)) / (2 * Double(step)) }
        let numeric = (4 * difference(0x1p-6) - difference(0x1p-5)) / 3
        let terms = zip(gradients[position].elements, direction.elements).map { Double($0) * Double($1) }
        let derivative = terms.reduce(0, +), scale = terms.map(abs).reduce(0, +) + 0.1
        return abs(derivative - numeric) <= 1e-4 * scale
          ? nil : "argument \(position), direction \(seed): \(derivative) by the tape, \(numeric) by differences"
      }
    }
  }

  /// Arguments whose gradient has another shape than they, or another value where the other arguments are constant.
  package func argumentsOfUnsteadyGradients() -> [Int] {
    let all = gradients(cotangent: .ones(value.shape))
    return arguments.indices.filter { position in
      let tape = Tape()
      var variables = arguments.map(Variable.init)
      variables[position] = tape.variable(arguments[position])
      let gradients = tape.gradients(of: apply(variables).sum())
      return all[position].shape != arguments[position].shape || gradients[variables[position]] != all[position]
    }
  }

  /// Whether a tape that no gradient was asked of goes, and its arrays with it: no pullback may hold on to it.
  package var releasesAnUnusedTape: Bool {
    weak var released: Tape?
    do {
      let tape = Tape()
      released = tape
      _ = apply(arguments.map(tape.variable)).value
      guard withExtendedLifetime(tape, { released != nil }) else { return false }
    }
    return released == nil
  }

  /// Whether the result of constants is one.
  package var leavesNoTraceOfConstants: Bool {
    let tape = Tape()
    let before = tape.variable(Tensor(1))
    return tape.gradients(of: before)[apply(arguments.map(Variable.init))] == nil
  }

  private var value: Tensor { apply(arguments.map(Variable.init)).value }

  private func gradients(cotangent: Tensor) -> [Tensor] {
    let tape = Tape()
    let variables = arguments.map(tape.variable)
    let gradients = tape.gradients(of: (apply(variables) * Variable(cotangent)).sum())
    return variables.map { gradients[$0]! }
  }
}
