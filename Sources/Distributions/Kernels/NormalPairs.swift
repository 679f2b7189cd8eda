import LabAutodiff
import LabCKernels
import LabRequirements
import LabTensors

// The log-densities of vectors under each of several normal distributions, in one pass. The formulas are in CKernels:
// normal_pairs.c.

/// log N(x; μₖ, σₖ²) of each vector x, … × extent, under each of several normal distributions of independent numbers,
/// components × extent, by their means μ and log σ: … × components.
///
/// With u = (x − μ)/σ the gradients of one pair are −u/σ with respect to x, u/σ to μ and u² − 1 to log σ, each number of the
/// vector for itself. log σ lies within ±80, so that 1/σ is an ordinary number.
func normalPairDensities(_ x: Variable, mean: Variable, logStandardDeviation: Variable) -> Variable {
  let components = mean.shape[0], extent = mean.shape[1], shape = x.shape.dropLast() + [components]
  require(
    mean.shape.rank == 2 && logStandardDeviation.shape == mean.shape && x.shape[-1] == extent,
    "vectors of \(x.shape) under normal distributions of \(mean.shape) and \(logStandardDeviation.shape)")
  let (vectors, means, deviations) = (x.value, mean.value, logStandardDeviation.value)
  let rows = x.shape.dropLast().count, inverse = (-deviations).mapped(.exp)
  let offset = deviations.sum(along: [1]).scaled(by: -1, offset: -0.918938533 * Float(extent))
  let result = Tensor(uninitialized: shape, by: "normal pairs", of: [vectors, means, inverse, offset]) {
    kernels_normal_pairs(
      rows, components, extent, vectors.base, means.base, inverse.base, offset.base, $0.baseAddress)
  }
  return .operation(result, of: [x, mean, logStandardDeviation]) { gradient, wanted in
    let byVector =
      wanted[0]
      ? Tensor(uninitialized: vectors.shape, by: "normal pairs by row", of: [vectors, means, gradient]) {
        kernels_normal_pairs_by_row(
          rows, components, extent, vectors.base, means.base, inverse.base, gradient.base, $0.baseAddress)
      } : nil
    guard wanted[1] || wanted[2] else { return [byVector, nil, nil] }
    let byMean = Tensor(uninitialized: means.shape) { _ in }
    let byDeviation = Tensor(
      uninitialized: means.shape, by: "normal pairs by component", of: [vectors, means, gradient]
    ) {
      kernels_normal_pairs_by_component(
        rows, components, extent, vectors.base, means.base, inverse.base, gradient.base, byMean.base, $0.baseAddress)
    }
    return [byVector, wanted[1] ? byMean : nil, wanted[2] ? byDeviation : nil]
  }
}

extension Independent<Normal> {
  /// The log-densities of vectors under each distribution of the batch, … × batch, where that is one pass: where the batch is a
  /// list, an event a vector, and no 1/σ overflows; else nil.
  func pairDensities(of x: Variable) -> Variable? {
    guard eventAxes == 1, base.batchShape.rank == 2, x.shape.rank >= 1, x.shape[-1] == base.batchShape[1],
      base.logStandardDeviation.value.liesWithin(-80...80)
    else { return nil }
    return normalPairDensities(x, mean: base.mean, logStandardDeviation: base.logStandardDeviation)
  }
}
