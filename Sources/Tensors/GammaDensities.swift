import CKernels

// Sums of large terms that cancel, in double precision until the last rounding: gamma_densities.c. Arguments have one
// shape. Outside the support a log-density is −∞. Value beside derivatives, those where terms cancel too.

extension Tensor {
  private typealias Kernel2 = (Int, UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?) -> Void
  private typealias Kernel3 = (
    Int, UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?
  ) -> Void

  /// (α − 1) log x + α log β − βx − log Γ(α) from x, α and log β, with 0 log 0 = 0.
  public static func gammaLogDensity(_ x: Tensor, concentration: Tensor, logRate: Tensor) -> Tensor {
    mapped(x, concentration, logRate, kernels_gamma_log_density, "gamma log density")
  }

  /// Its derivative by α, log x + log β − ψ(α).
  public static func gammaLogDensitySlope(_ x: Tensor, concentration: Tensor, logRate: Tensor) -> Tensor {
    mapped(x, concentration, logRate, kernels_gamma_log_density_slope, "gamma log density slope")
  }

  /// kη − e^η − log k! from k and η = log λ; the probability of what is no count is 0.
  public static func poissonLogDensity(_ count: Tensor, logRate: Tensor) -> Tensor {
    mapped(count, logRate, kernels_poisson_log_density, "Poisson log density")
  }

  /// (a − 1) log x + (b − 1) log(1 − x) − log B(a, b), with 0 log 0 = 0.
  public static func betaLogDensity(_ x: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    mapped(x, a, b, kernels_beta_log_density, "beta log density")
  }

  /// Its derivative by a, log x − ψ(a) + ψ(a + b).
  public static func betaLogDensitySlope1(_ x: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    mapped(x, a, b, kernels_beta_log_density_slope1, "beta log density slope")
  }

  /// Its derivative by b, log(1 − x) − ψ(b) + ψ(a + b).
  public static func betaLogDensitySlope0(_ x: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    mapped(x, a, b, kernels_beta_log_density_slope0, "beta log density slope")
  }

  /// Σ (αₖ − 1) log xₖ − Σ log Γ(αₖ) + log Γ(Σ αₖ) along the last axis, which the result lacks, with 0 log 0 = 0.
  public static func dirichletLogDensity(_ x: Tensor, concentrations: Tensor) -> Tensor {
    requireOneShape(x, concentrations)
    return Tensor(uninitialized: x.shape.reduced(along: [-1]), by: "Dirichlet log density", of: [x, concentrations]) {
      kernels_dirichlet_log_density(
        $0.count, x.shape[-1], x.storage.base, concentrations.storage.base, $0.baseAddress)
    }
  }

  /// Its derivatives by the concentrations, log xₖ − ψ(αₖ) + ψ(Σ αₖ).
  public static func dirichletLogDensitySlopes(_ x: Tensor, concentrations: Tensor) -> Tensor {
    requireOneShape(x, concentrations)
    return Tensor(uninitialized: x.shape, by: "Dirichlet log density slopes", of: [x, concentrations]) {
      kernels_dirichlet_log_density_slopes(
        x.shape.reduced(along: [-1]).count, x.shape[-1], x.storage.base, concentrations.storage.base, $0.baseAddress)
    }
  }

  /// log Γ(b) − log Γ(a) − ψ(a) (b − a): how far log Γ lies above its tangent at a, which is never below 0.
  public static func logGammaExcess(from a: Tensor, to b: Tensor) -> Tensor {
    mapped(a, b, kernels_log_gamma_excess, "log gamma excess")
  }

  /// Its derivative by b, ψ(b) − ψ(a).
  public static func logGammaExcessSlope(from a: Tensor, to b: Tensor) -> Tensor {
    mapped(a, b, kernels_log_gamma_excess_slope, "log gamma excess slope")
  }

  private static func mapped(_ a: Tensor, _ b: Tensor, _ kernel: Kernel2, _ name: String) -> Tensor {
    requireOneShape(a, b)
    return Tensor(uninitialized: a.shape, by: name, of: [a, b]) {
      kernel($0.count, a.storage.base, b.storage.base, $0.baseAddress)
    }
  }

  private static func mapped(_ a: Tensor, _ b: Tensor, _ c: Tensor, _ kernel: Kernel3, _ name: String) -> Tensor {
    requireOneShape(a, b, c)
    return Tensor(uninitialized: a.shape, by: name, of: [a, b, c]) {
      kernel($0.count, a.storage.base, b.storage.base, c.storage.base, $0.baseAddress)
    }
  }

  private static func requireOneShape(_ arguments: Tensor...) {
    require(
      arguments.allSatisfy { $0.shape == arguments[0].shape },
      "arguments of shapes \(arguments.map(\.shape.description).joined(separator: ", "))")
  }
}
