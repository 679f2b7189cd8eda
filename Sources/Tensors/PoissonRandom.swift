import CKernels

extension Random {
  /// A Poisson count for each rate: by products of uniform numbers below 10, by transformed rejection (Hörmann 1993) from
  /// there on.
  ///
  /// Above 2²⁴ a count is rounded to a float. An element depends on the stream, its position and its own rate alone. Where
  /// the rate is not finite or is negative the result is NaN.
  public mutating func poisson(rates: Tensor) -> Tensor {
    let (first, key) = advance(4 * rates.count)  // a block each, from which each has a stream of its own
    return Tensor(uninitialized: rates.shape, by: "Poisson draws", of: [rates]) {
      kernels_poisson_draws($0.count, rates.storage.base, first, key, $0.baseAddress)
    }
  }
}
