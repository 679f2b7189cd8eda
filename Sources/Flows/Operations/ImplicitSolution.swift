import LabAutodiff
import LabTensors

extension Variable {
  /// A number a that solves f(a) = τ, found without a tape, as a variable of what τ and f depend on: with
  /// ∂a = ∂(τ − f(a))/f′(a), where a is held fixed (the implicit function theorem).
  ///
  /// - Parameters:
  ///   - value: The solutions.
  ///   - residual: τ − f(a) at the solutions as constants, with the gradients of τ and of what else f depends on.
  ///   - slope: f′ there.
  static func solution(_ value: Tensor, residual: Variable, slope: Tensor) -> Variable {
    .operation(value, (residual, { $0 / slope }))
  }
}
