import LabAutodiff
import LabCKernels
import LabTensors

extension Tensor {
  /// (α − 1) log x + α log β − βx − log Γ(α) from x, α and log β, with 0 log 0 = 0: a sum of large terms that cancel, in
  /// double precision until the last rounding; −∞ below 0. All have one shape.
  static func gammaLogDensity(_ x: Tensor, concentration: Tensor, logRate: Tensor) -> Tensor {
    mapped(x, concentration, logRate, kernels_gamma_log_density, "gamma log density")
  }

  /// Its derivative by α, log x + log β − ψ(α), where terms cancel too.
  static func gammaLogDensitySlope(_ x: Tensor, concentration: Tensor, logRate: Tensor) -> Tensor {
    mapped(x, concentration, logRate, kernels_gamma_log_density_slope, "gamma log density slope")
  }
}

/// (α − 1) log x + α log β − βx − log Γ(α) from x, α and log β, all of one shape.
///
/// ∂/∂x = (α − 1)/x − β, ∂/∂α = log x + log β − ψ(α), ∂/∂(log β) = α − βx.
func gammaLogDensity(_ x: Variable, concentration: Variable, logRate: Variable) -> Variable {
  let (point, alpha, rate) = (x.value, concentration.value, logRate.value)
  return .operation(
    Tensor.gammaLogDensity(point, concentration: alpha, logRate: rate),
    (x, { chained($0, quotient(alpha - 1, point) - rate.mapped(.exp)) }),
    (concentration, { chained($0, .gammaLogDensitySlope(point, concentration: alpha, logRate: rate)) }),
    (logRate, { chained($0, alpha - point * rate.mapped(.exp)) }))
}

extension ElementwiseFunction {
  /// eˣ − 1 − x, accurate near 0: what a ratio of scales, of the logarithm x, adds to a divergence.
  static let expm1Excess = Self(
    name: "expm1 excess", saved: .argument, value: kernels_expm1_excess, pullback: kernels_expm1_excess_pullback)
}
