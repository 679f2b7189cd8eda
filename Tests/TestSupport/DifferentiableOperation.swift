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
  /// Where the derivative along one of four directions by the tape is not that by differences; empty where all is well.
  package func wrongDerivatives() -> [String] {
    (0..<4).flatMap { seed in
      GradientCheck(at: arguments, using: Random(seed: 7)["check"][seed], apply).disagreements.map {
        "direction \(seed), \($0)"
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
