import CKernels

// Normal distributions by their means μ and log standard deviations log σ. Every argument is repeated along the first axes
// of the shape, which it ends. The formulas are in CKernels: normal.c.

extension Tensor {
  /// −½ (x − μ)²/σ² − log σ − ½ log 2π.
  public static func normalLogDensity(
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
  public static func normalLogDensityPullback(
    _ x: Tensor, mean: Tensor, logStandardDeviation: Tensor, _ gradient: Tensor
  ) -> (mean: Tensor, logStandardDeviation: Tensor) {
    let arguments = [x, mean, logStandardDeviation], shape = gradient.shape
    let byMean = Tensor(uninitialized: shape) { _ in }
    let byDeviation = Tensor(uninitialized: shape, by: "normal log density pullback", of: arguments + [gradient]) {
      result in
      withRepeats(of: arguments, to: shape) {
        kernels_normal_log_density_pullback(
          result.count, $0, $0 + 1, $0 + 2, gradient.storage.base, byMean.storage.base, result.baseAddress)
      }
    }
    return (byMean, byDeviation)
  }

  /// ½ (r − 1 − log r + (μ − μ′)²/σ′²) with r = σ²/σ′²: KL(N(μ, σ²) ‖ N(μ′, σ′²)).
  public static func normalDivergence(
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
  public static func normalDivergencePullback(
    mean: Tensor, logStandardDeviation: Tensor, fromMean otherMean: Tensor, logStandardDeviation otherDeviation: Tensor,
    _ gradient: Tensor
  ) -> (mean: Tensor, logStandardDeviation: Tensor, otherLogStandardDeviation: Tensor) {
    let arguments = [mean, logStandardDeviation, otherMean, otherDeviation], shape = gradient.shape
    let byMean = Tensor(uninitialized: shape) { _ in }, byDeviation = Tensor(uninitialized: shape) { _ in }
    let byOther = Tensor(uninitialized: shape, by: "normal divergence pullback", of: arguments + [gradient]) { result in
      withRepeats(of: arguments, to: shape) {
        kernels_normal_divergence_pullback(
          result.count, $0, $0 + 1, $0 + 2, $0 + 3, gradient.storage.base, byMean.storage.base,
          byDeviation.storage.base, result.baseAddress)
      }
    }
    return (byMean, byDeviation, byOther)
  }

  private static func withRepeats(
    of arguments: [Tensor], to shape: Shape, _ body: (UnsafePointer<kernels_repeated>) -> Void
  ) {
    let repeats = arguments.map { argument in
      require(shape.ends(with: argument.shape), "an argument of shape \(argument.shape) for a result of \(shape)")
      return kernels_repeated(elements: argument.storage.base, period: argument.count)
    }
    withExtendedLifetime(arguments) { repeats.withUnsafeBufferPointer { body($0.baseAddress!) } }
  }
}
