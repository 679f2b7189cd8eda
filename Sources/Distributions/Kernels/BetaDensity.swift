import LabAutodiff
import LabCKernels
import LabTensors

extension Tensor {
  /// (a − 1) log x + (b − 1) log(1 − x) − log B(a, b), with 0 log 0 = 0: a sum of large terms that cancel, in double
  /// precision until the last rounding; −∞ outside [0, 1]. All have one shape.
  static func betaLogDensity(_ x: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    mapped(x, a, b, kernels_beta_log_density, "beta log density")
  }

  /// Its derivative by a, log x − ψ(a) + ψ(a + b), where terms cancel too.
  static func betaLogDensitySlope1(_ x: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    mapped(x, a, b, kernels_beta_log_density_slope1, "beta log density slope")
  }

  /// Its derivative by b, log(1 − x) − ψ(b) + ψ(a + b).
  static func betaLogDensitySlope0(_ x: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    mapped(x, a, b, kernels_beta_log_density_slope0, "beta log density slope")
  }
}

/// (a − 1) log x + (b − 1) log(1 − x) − log B(a, b), all of one shape.
///
/// ∂/∂x = (a − 1)/x − (b − 1)/(1 − x), ∂/∂a = log x − ψ(a) + ψ(a + b), ∂/∂b = log(1 − x) − ψ(b) + ψ(a + b).
func betaLogDensity(_ x: Variable, _ concentration1: Variable, _ concentration0: Variable) -> Variable {
  let (point, a, b) = (x.value, concentration1.value, concentration0.value)
  return .operation(
    Tensor.betaLogDensity(point, a, b),
    (x, { chained($0, quotient(a - 1, point) - quotient(b - 1, 1 - point)) }),
    (concentration1, { chained($0, .betaLogDensitySlope1(point, a, b)) }),
    (concentration0, { chained($0, .betaLogDensitySlope0(point, a, b)) }))
}
