import Autodiff
import CKernels
import Tensors

extension Tensor {
  /// log Γ(b) − log Γ(a) − ψ(a) (b − a): how far log Γ lies above its tangent at a, which is never below 0.
  static func logGammaExcess(from a: Tensor, to b: Tensor) -> Tensor {
    mapped(a, b, kernels_log_gamma_excess, "log gamma excess")
  }

  /// Its derivative by b, ψ(b) − ψ(a).
  static func logGammaExcessSlope(from a: Tensor, to b: Tensor) -> Tensor {
    mapped(a, b, kernels_log_gamma_excess_slope, "log gamma excess slope")
  }
}

/// log Γ(b) − log Γ(a) − ψ(a) (b − a): how far log Γ lies above its tangent at a (its Bregman divergence), never below 0.
///
/// The divergences of gamma, beta and Dirichlet distributions are made of it. Written out, its terms are of the size of
/// b log b and cancel; here they do so in double precision, with an error of about 10⁻¹⁵ b log b, before one rounding.
/// Both have one shape.
func logGammaExcess(from a: Variable, to b: Variable) -> Variable {
  let (from, to) = (a.value, b.value)
  return .operation(
    Tensor.logGammaExcess(from: from, to: to),
    // The derivative of ψ, times b − a.
    (a, { Tensor.pullback(.digamma, saved: from, $0 * (from - to)) }),
    (b, { $0 * Tensor.logGammaExcessSlope(from: from, to: to) }))
}
