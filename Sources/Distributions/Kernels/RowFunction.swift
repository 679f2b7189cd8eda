import LabAutodiff
import LabCKernels
import LabRequirements
import LabTensors

/// A function of a few arrays of one shape: a number for each element, or for each vector along the last axis, which the
/// result then lacks. Values and derivatives are computed in double precision and rounded once. The formulas are in CKernels.
struct RowFunction: Sendable {
  /// What a profile calls it.
  let name: String
  /// Whether it is one of vectors along the last axis.
  var ofVectors = false
  let value: @Sendable (Int, Int, UnsafePointer<UnsafePointer<Float>?>?, UnsafeMutablePointer<Float>?) -> Void
  let slopes:
    @Sendable (Int, Int, UnsafePointer<UnsafePointer<Float>?>?, UnsafePointer<UnsafeMutablePointer<Float>?>?) -> Void

  /// The function of some variables, which all have its slopes as derivatives.
  func callAsFunction(_ arguments: Variable...) -> Variable {
    let values = arguments.map(\.value), result = evaluated(at: values), ofVectors = ofVectors
    return .operation(result, of: arguments) { gradient, wanted in
      let each = ofVectors ? gradient.reshaped(to: gradient.shape + [1]) : gradient
      return slopes(at: values).enumerated().map { wanted[$0] ? chained(each, $1) : nil }
    }
  }

  private func extents(of values: [Tensor]) -> (rows: Int, extent: Int) {
    let shape = values[0].shape
    require(values.allSatisfy { $0.shape == shape }, "\(name) of arrays of shapes \(values.map(\.shape))")
    return ofVectors ? (shape.dropLast().count, shape[-1]) : (shape.count, 1)
  }

  private func evaluated(at values: [Tensor]) -> Tensor {
    let (rows, extent) = extents(of: values), shape = values[0].shape
    return Tensor(uninitialized: ofVectors ? shape.dropLast() : shape, by: name, of: values) { result in
      withExtendedLifetime(values) {
        value(rows, extent, values.map { UnsafePointer($0.base) }, result.baseAddress)
      }
    }
  }

  private func slopes(at values: [Tensor]) -> [Tensor] {
    let (rows, extent) = extents(of: values)
    let results = values.map { Tensor(uninitialized: $0.shape) { _ in } }
    withExtendedLifetime((values, results)) {
      slopes(rows, extent, values.map { UnsafePointer($0.base) }, results.map { UnsafeMutablePointer($0.base) })
    }
    return results
  }
}

extension RowFunction {
  /// KL(p ‖ q) of Bernoulli distributions by their logits.
  static let bernoulliDivergence = Self(
    name: "Bernoulli divergence", value: kernels_bernoulli_divergence, slopes: kernels_bernoulli_divergence_slopes)
  /// KL(p ‖ q) of Poisson distributions by their log-rates.
  static let poissonDivergence = Self(
    name: "Poisson divergence", value: kernels_poisson_divergence, slopes: kernels_poisson_divergence_slopes)
  /// KL(p ‖ q) of continuous Bernoulli distributions by their logits.
  static let continuousBernoulliDivergence = Self(
    name: "continuous Bernoulli divergence", value: kernels_continuous_bernoulli_divergence,
    slopes: kernels_continuous_bernoulli_divergence_slopes)
  /// The entropy of continuous Bernoulli distributions by their logits.
  static let continuousBernoulliEntropy = Self(
    name: "continuous Bernoulli entropy", value: kernels_continuous_bernoulli_entropy,
    slopes: kernels_continuous_bernoulli_entropy_slopes)
  /// log p(x) of continuous Bernoulli distributions by x in [0, 1] and logits of any size.
  static let continuousBernoulliLogDensity = Self(
    name: "continuous Bernoulli log density", value: kernels_continuous_bernoulli_log_density,
    slopes: kernels_continuous_bernoulli_log_density_slopes)
  /// log p of Laplace distributions by x − m and log b.
  static let laplaceLogDensity = Self(
    name: "Laplace log density", value: kernels_laplace_log_density, slopes: kernels_laplace_log_density_slopes)
  /// KL(p ‖ q) of Laplace distributions by mp − mq, log bp and log bq.
  static let laplaceDivergence = Self(
    name: "Laplace divergence", value: kernels_laplace_divergence, slopes: kernels_laplace_divergence_slopes)
  /// log p of Student's t distributions by x − m, log s and ν.
  static let studentLogDensity = Self(
    name: "Student's t log density", value: kernels_student_log_density, slopes: kernels_student_log_density_slopes)
  /// The entropy of Student's t distributions by ν and log s.
  static let studentEntropy = Self(
    name: "Student's t entropy", value: kernels_student_entropy, slopes: kernels_student_entropy_slopes)
  /// The logarithm of the length of intervals by their ends.
  static let logLength = Self(name: "log length", value: kernels_log_length, slopes: kernels_log_length_slopes)
  /// KL(p ‖ q) of uniform distributions by the ends of p and of q.
  static let uniformDivergence = Self(
    name: "uniform divergence", value: kernels_uniform_divergence, slopes: kernels_uniform_divergence_slopes)
  /// KL(p ‖ q) of gamma distributions by the concentration and log-rate of p and of q.
  static let gammaDivergence = Self(
    name: "gamma divergence", value: kernels_gamma_divergence, slopes: kernels_gamma_divergence_slopes)
  /// The entropy of gamma distributions by their concentrations and log-rates.
  static let gammaEntropy = Self(
    name: "gamma entropy", value: kernels_gamma_entropy, slopes: kernels_gamma_entropy_slopes)
  /// KL(p ‖ q) of Dirichlet distributions by their concentrations.
  static let dirichletDivergence = Self(
    name: "Dirichlet divergence", ofVectors: true, value: kernels_dirichlet_divergence,
    slopes: kernels_dirichlet_divergence_slopes)
  /// The entropy of Dirichlet distributions by their concentrations.
  static let dirichletEntropy = Self(
    name: "Dirichlet entropy", ofVectors: true, value: kernels_dirichlet_entropy,
    slopes: kernels_dirichlet_entropy_slopes)
  /// The entropy of categorical distributions by their logits.
  static let categoricalEntropy = Self(
    name: "categorical entropy", ofVectors: true, value: kernels_categorical_entropy,
    slopes: kernels_categorical_entropy_slopes)
  /// KL(p ‖ q) of categorical distributions by their logits.
  static let categoricalDivergence = Self(
    name: "categorical divergence", ofVectors: true, value: kernels_categorical_divergence,
    slopes: kernels_categorical_divergence_slopes)
}
