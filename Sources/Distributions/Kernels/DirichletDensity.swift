import LabAutodiff
import LabCKernels
import LabTensors

extension Tensor {
  /// Σ (αₖ − 1) log xₖ − Σ log Γ(αₖ) + log Γ(Σ αₖ) along the last axis, which the result lacks, with 0 log 0 = 0: a sum of
  /// large terms that cancel, in double precision until the last rounding; −∞ outside the support. Both have one shape.
  static func dirichletLogDensity(_ x: Tensor, concentrations: Tensor) -> Tensor {
    requireOneShape(x, concentrations)
    return Tensor(uninitialized: x.shape.reduced(along: [-1]), by: "Dirichlet log density", of: [x, concentrations]) {
      kernels_dirichlet_log_density($0.count, x.shape[-1], x.base, concentrations.base, $0.baseAddress)
    }
  }

  /// Its derivatives by the concentrations, log xₖ − ψ(αₖ) + ψ(Σ αₖ), where terms cancel too.
  static func dirichletLogDensitySlopes(_ x: Tensor, concentrations: Tensor) -> Tensor {
    requireOneShape(x, concentrations)
    return Tensor(uninitialized: x.shape, by: "Dirichlet log density slopes", of: [x, concentrations]) {
      kernels_dirichlet_log_density_slopes(
        x.shape.reduced(along: [-1]).count, x.shape[-1], x.base, concentrations.base, $0.baseAddress)
    }
  }
}

/// Σ (αₖ − 1) log xₖ − log B(α) along the last axis, both of one shape.
///
/// ∂/∂xₖ = (αₖ − 1)/xₖ, ∂/∂αₖ = log xₖ − ψ(αₖ) + ψ(Σ αₖ).
func dirichletLogDensity(_ x: Variable, concentrations: Variable) -> Variable {
  let (point, alphas) = (x.value, concentrations.value)
  func repeated(_ gradient: Tensor) -> Tensor { gradient.reshaped(to: gradient.shape + [1]) }
  return .operation(
    Tensor.dirichletLogDensity(point, concentrations: alphas),
    (x, { chained(repeated($0), quotient(alphas - 1, point)) }),
    (concentrations, { chained(repeated($0), .dirichletLogDensitySlopes(point, concentrations: alphas)) }))
}
