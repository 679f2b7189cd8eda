import Tensors

/// The logarithm of a standard gamma number for each shape parameter, drawn so that the gradient passes to these.
///
/// The pathwise derivative is that of the quantile which the draw turned out to be, whatever way it was drawn (Figurnov
/// et al. 2018, "Implicit reparameterization gradients").
public func reparameterizedLogGamma(_ shapes: Variable, using random: inout Random) -> Variable {
  let draws = random.logGamma(shapes: shapes.value)
  return .operation(
    draws, (shapes, { [shapes = shapes.value] in $0 * Tensor.logGammaDrawDerivative(draws, shapes: shapes) }))
}
