import LabAutodiff
import LabCKernels
import LabTensors

extension Tensor {
  /// kη − e^η − log k! from k and η = log λ: a sum of large terms that cancel, in double precision until the last rounding;
  /// the probability of what is no count is 0. Both have one shape.
  static func poissonLogDensity(_ count: Tensor, logRate: Tensor) -> Tensor {
    mapped(count, logRate, kernels_poisson_log_density, "Poisson log density")
  }
}

/// kη − e^η − log k! from k and η = log λ, both of one shape. ∂/∂η = k − e^η; counts receive no gradient.
func poissonLogDensity(_ count: Variable, logRate: Variable) -> Variable {
  let (k, eta) = (count.value, logRate.value)
  return .operation(Tensor.poissonLogDensity(k, logRate: eta), (logRate, { chained($0, k - eta.mapped(.exp)) }))
}

extension Random {
  /// A Poisson count for each rate: by products of uniform numbers below 10, by transformed rejection (Hörmann 1993) from
  /// there on.
  ///
  /// Above 2²⁴ a count is rounded to a float. An element depends on the stream, its position and its own rate alone. Where
  /// the rate is not finite or is negative the result is NaN.
  mutating func poisson(rates: Tensor) -> Tensor {
    let (first, key) = advance(4 * rates.count)  // a block each, from which each has a stream of its own
    return Tensor(uninitialized: rates.shape, by: "Poisson draws", of: [rates]) {
      kernels_poisson_draws($0.count, rates.base, first, key, $0.baseAddress)
    }
  }
}
