import LabAutodiff
import LabCKernels
import LabTensors

// Normal distributions by their means μ and log standard deviations log σ. Every argument is repeated along the first axes
// of the shape, which it ends. The formulas are in CKernels: normal.c.

extension Tensor {
  /// −½ (x − μ)²/σ² − log σ − ½ log 2π.
  static func normalLogDensity(
    _ x: Tensor, mean: Tensor, logStandardDeviation: Tensor, repeatedTo shape: Shape
  ) -> Tensor {
    let arguments = [x, mean, logStandardDeviation]
    return Tensor(uninitialized: shape, by: "normal log density", of: arguments) { result in
      withRepeats(of: arguments, to: shape) {
        kernels_normal_log_density(result.count, $0, $0 + 1, $0 + 2, result.baseAddress)
      }
    }
  }

  /// The gradients with respect to μ, of which that with respect to x is the opposite, and to log σ; of the repeated
  /// arguments.
  static func normalLogDensityPullback(
    _ x: Tensor, mean: Tensor, logStandardDeviation: Tensor, _ gradient: Tensor
  ) -> (mean: Tensor, logStandardDeviation: Tensor) {
    let arguments = [x, mean, logStandardDeviation], shape = gradient.shape
    let byMean = Tensor(uninitialized: shape) { _ in }
    let byDeviation = Tensor(uninitialized: shape, by: "normal log density pullback", of: arguments + [gradient]) {
      result in
      withRepeats(of: arguments, to: shape) {
        kernels_normal_log_density_pullback(
          result.count, $0, $0 + 1, $0 + 2, gradient.base, byMean.base, result.baseAddress)
      }
    }
    return (byMean, byDeviation)
  }

  /// ½ (r − 1 − log r + (μ − μ′)²/σ′²) with r = σ²/σ′²: KL(N(μ, σ²) ‖ N(μ′, σ′²)).
  static func normalDivergence(
    mean: Tensor, logStandardDeviation: Tensor, fromMean otherMean: Tensor, logStandardDeviation otherDeviation: Tensor,
    repeatedTo shape: Shape
  ) -> Tensor {
    let arguments = [mean, logStandardDeviation, otherMean, otherDeviation]
    return Tensor(uninitialized: shape, by: "normal divergence", of: arguments) { result in
      withRepeats(of: arguments, to: shape) {
        kernels_normal_divergence(result.count, $0, $0 + 1, $0 + 2, $0 + 3, result.baseAddress)
      }
    }
  }

  /// The gradients with respect to μ, of which that with respect to μ′ is the opposite, to log σ and to log σ′; of the
  /// repeated arguments.
  static func normalDivergencePullback(
    mean: Tensor, logStandardDeviation: Tensor, fromMean otherMean: Tensor, logStandardDeviation otherDeviation: Tensor,
    _ gradient: Tensor
  ) -> (mean: Tensor, logStandardDeviation: Tensor, otherLogStandardDeviation: Tensor) {
    let arguments = [mean, logStandardDeviation, otherMean, otherDeviation], shape = gradient.shape
    let byMean = Tensor(uninitialized: shape) { _ in }, byDeviation = Tensor(uninitialized: shape) { _ in }
    let byOther = Tensor(uninitialized: shape, by: "normal divergence pullback", of: arguments + [gradient]) { result in
      withRepeats(of: arguments, to: shape) {
        kernels_normal_divergence_pullback(
          result.count, $0, $0 + 1, $0 + 2, $0 + 3, gradient.base, byMean.base,
          byDeviation.base, result.baseAddress)
      }
    }
    return (byMean, byDeviation, byOther)
  }
}

/// −½ (x − μ)²/σ² − log σ − ½ log 2π from x, μ and log σ, with broadcasting.
///
/// With u = (x − μ)/σ, ∂/∂μ = u/σ = −∂/∂x and ∂/∂(log σ) = u² − 1. x = μ is 0 standard deviations from μ, also
/// where 1/σ overflows.
func normalLogDensity(_ x: Variable, mean: Variable, logStandardDeviation: Variable) -> Variable {
  let shape = Shape.broadcast([x.shape, mean.shape, logStandardDeviation.shape])
  let arguments = [x, mean, logStandardDeviation].map { $0.repeatable(to: shape) }
  let (x, mean, deviation) = (arguments[0].value, arguments[1].value, arguments[2].value)
  return .operation(
    .normalLogDensity(x, mean: mean, logStandardDeviation: deviation, repeatedTo: shape), of: arguments
  ) { gradient, wanted in
    let gradients = Tensor.normalLogDensityPullback(x, mean: mean, logStandardDeviation: deviation, gradient)
    return [
      wanted[0] ? -gradients.mean.summed(to: x.shape) : nil,
      wanted[1] ? gradients.mean.summed(to: mean.shape) : nil,
      wanted[2] ? gradients.logStandardDeviation.summed(to: deviation.shape) : nil,
    ]
  }
}

/// μ + σ ε from μ, log σ and standard normal numbers ε, all of one shape. ∂/∂(log σ) = σ ε.
func normalDraw(mean: Variable, logStandardDeviation: Variable, noise: Tensor) -> Variable {
  let deviation = logStandardDeviation.value.mapped(.exp) * noise
  return .operation(mean.value + deviation, (mean, { $0 }), (logStandardDeviation, { $0 * deviation }))
}

/// KL(N(μ, σ²) ‖ N(μ′, σ′²)) = ½ (e^L − 1 − L + u²) with L = 2 (log σ − log σ′) and u = (μ − μ′)/σ′, with broadcasting.
///
/// ∂/∂μ = u/σ′ = −∂/∂μ′, ∂/∂(log σ) = e^L − 1, ∂/∂(log σ′) = −(e^L − 1 + u²). e^L − 1 is computed as one function, so that a
/// small divergence keeps its digits.
func normalDivergence(
  mean: Variable, logStandardDeviation: Variable, fromMean otherMean: Variable,
  logStandardDeviation otherLogStandardDeviation: Variable
) -> Variable {
  let arguments = [mean, logStandardDeviation, otherMean, otherLogStandardDeviation]
  let shape = Shape.broadcast(arguments.map(\.shape)), repeated = arguments.map { $0.repeatable(to: shape) }
  let values = repeated.map(\.value)
  return .operation(
    .normalDivergence(
      mean: values[0], logStandardDeviation: values[1], fromMean: values[2], logStandardDeviation: values[3],
      repeatedTo: shape), of: repeated
  ) { gradient, wanted in
    let gradients = Tensor.normalDivergencePullback(
      mean: values[0], logStandardDeviation: values[1], fromMean: values[2], logStandardDeviation: values[3], gradient)
    return [
      wanted[0] ? gradients.mean.summed(to: values[0].shape) : nil,
      wanted[1] ? gradients.logStandardDeviation.summed(to: values[1].shape) : nil,
      wanted[2] ? -gradients.mean.summed(to: values[2].shape) : nil,
      wanted[3] ? gradients.otherLogStandardDeviation.summed(to: values[3].shape) : nil,
    ]
  }
}
