import CKernels

extension Tensor {
  /// ηx − softplus(η), the log-probability of x under the Bernoulli distributions whose logits η these are, summed over the
  /// last axes, and where they are wanted its slopes x − σ(η). x is repeated along the first axes of the logits, and has
  /// those that are summed.
  public func bernoulliLogDensity(
    _ x: Tensor, summingLast axes: Int, withSlopes: Bool
  ) -> (sums: Tensor, slopes: Tensor?) {
    require(
      shape.ends(with: x.shape) && axes <= x.shape.rank,
      "values of shape \(x.shape) for logits of \(shape), summed over \(axes) axes")
    let rows = shape.dropLast(axes)
    let slopes = withSlopes ? Tensor(uninitialized: shape) { _ in } : nil
    let sums = Tensor(uninitialized: rows, by: "Bernoulli log density", of: [self, x] + (slopes.map { [$0] } ?? [])) {
      kernels_bernoulli_log_density(
        rows.count, shape.suffix(axes).count, storage.base, x.count, x.storage.base, $0.baseAddress,
        slopes?.storage.base)
    }
    return (sums, slopes)
  }
}
