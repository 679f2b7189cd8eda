import CKernels

extension Tensor {
  /// ηx − softplus(η), the log-probability of x under the Bernoulli distributions whose logits η these are, x being repeated
  /// along their first axes.
  public func bernoulliLogDensity(_ x: Tensor) -> Tensor {
    requireRepeats(of: x)
    return Tensor(uninitialized: shape, by: "Bernoulli log density", of: [self, x]) {
      kernels_bernoulli_log_density(count, storage.base, x.count, x.storage.base, $0.baseAddress)
    }
  }

  /// The gradient with respect to the logits: gradient · (x − σ(η)).
  public func bernoulliLogDensityPullback(_ x: Tensor, _ gradient: Tensor) -> Tensor {
    requireRepeats(of: x)
    require(gradient.shape == shape, "a gradient of shape \(gradient.shape) for logits of \(shape)")
    return Tensor(uninitialized: shape, by: "Bernoulli log density pullback", of: [self, x, gradient]) {
      kernels_bernoulli_log_density_pullback(
        count, storage.base, x.count, x.storage.base, gradient.storage.base, $0.baseAddress)
    }
  }

  private func requireRepeats(of x: Tensor) {
    require(shape.ends(with: x.shape), "values of shape \(x.shape) for logits of \(shape)")
  }
}
