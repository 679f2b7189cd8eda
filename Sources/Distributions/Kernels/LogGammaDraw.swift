import LabAutodiff
import LabCKernels
import LabRequirements
import LabTensors

extension Random {
  /// The logarithm of a standard gamma number for each shape parameter α (Marsaglia and Tsang 2000).
  ///
  /// A draw of a small α is often below the least positive number (for α = 0.001, half of them are below 10⁻³⁰⁰); its
  /// logarithm is not. An element depends on the stream, its position and its own α alone. Where α is not positive and
  /// finite the result is NaN.
  mutating func logGamma(shapes: Tensor) -> Tensor {
    let (first, key) = advance(4 * shapes.count)  // a block each, from which each has a stream of its own
    return Tensor(uninitialized: shapes.shape, by: "log gamma draws", of: [shapes]) {
      kernels_log_gamma_draws($0.count, shapes.base, first, key, $0.baseAddress)
    }
  }
}

extension Tensor {
  /// dℓ/dα of log-gamma draws ℓ by their shape parameters α, each at the quantile where it lies (Figurnov et al. 2018).
  static func logGammaDrawDerivative(_ draws: Tensor, shapes: Tensor) -> Tensor {
    require(draws.shape == shapes.shape, "draws of shape \(draws.shape) for parameters of \(shapes.shape)")
    return Tensor(uninitialized: draws.shape, by: "log gamma draw derivative", of: [draws, shapes]) {
      kernels_log_gamma_draw_derivative($0.count, shapes.base, draws.base, $0.baseAddress)
    }
  }
}

/// The logarithm of a standard gamma number for each shape parameter, drawn so that the gradient passes to these.
///
/// The pathwise derivative is that of the quantile which the draw turned out to be, whatever way it was drawn (Figurnov
/// et al. 2018, "Implicit reparameterization gradients").
func reparameterizedLogGamma(_ shapes: Variable, using random: inout Random) -> Variable {
  let draws = random.logGamma(shapes: shapes.value)
  return .operation(
    draws, (shapes, { [shapes = shapes.value] in $0 * Tensor.logGammaDrawDerivative(draws, shapes: shapes) }))
}
