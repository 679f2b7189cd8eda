import CKernels
import Tensors

// What the density and the entropy of Student's t distribution are made of: see CKernels/special_functions.c.

extension ElementwiseFunction {
  /// log Γ(x + ½) − log Γ(x) − ½ log x for x > 0, which vanishes as x grows.
  static let logGammaHalfStep = Self(
    name: "log gamma half step", saved: .argument, value: kernels_log_gamma_half_step,
    pullback: kernels_log_gamma_half_step_pullback)
  /// ψ(x + ½) − ψ(x) − 1/(2x) for x > 0, the derivative of that.
  static let digammaHalfStep = Self(
    name: "digamma half step", saved: .argument, value: kernels_digamma_half_step,
    pullback: kernels_digamma_half_step_pullback)
  /// log(1 + x²), where x² would overflow too.
  static let log1pSquare = Self(
    name: "log1p of the square", saved: .argument, value: kernels_log1p_square, pullback: kernels_log1p_square_pullback)
}
