import LabAutodiff
import LabCKernels
import LabTensors

// What the continuous Bernoulli distribution is made of, functions of its logit η: see CKernels/continuous_bernoulli.c.

extension ElementwiseFunction {
  /// A(η); its derivative is the mean.
  static let continuousBernoulliLogNormalizer = Self(
    name: "continuous Bernoulli log normalizer", saved: .argument, value: kernels_continuous_bernoulli_log_normalizer,
    pullback: kernels_continuous_bernoulli_log_normalizer_pullback)
  /// The mean A′(η); its derivative is the variance.
  static let continuousBernoulliMean = Self(
    name: "continuous Bernoulli mean", saved: .argument, value: kernels_continuous_bernoulli_mean,
    pullback: kernels_continuous_bernoulli_mean_pullback)
}

extension Tensor {
  /// The variance A″(η) of the distribution whose logits these are.
  var continuousBernoulliVariance: Tensor {
    Tensor(uninitialized: shape, by: "continuous Bernoulli variance", of: [self]) {
      kernels_continuous_bernoulli_variance(count, base, $0.baseAddress)
    }
  }

  /// The quantiles at the given probabilities, of one shape with the logits.
  func continuousBernoulliQuantile(_ probabilities: Tensor) -> Tensor {
    Tensor.mapped(self, probabilities, kernels_continuous_bernoulli_quantile, "continuous Bernoulli quantile")
  }

  /// The derivative of each of these quantiles by its logit, the probability held fixed.
  func continuousBernoulliQuantileDerivative(_ probabilities: Tensor) -> Tensor {
    Tensor.mapped(
      self, probabilities, kernels_continuous_bernoulli_quantile_derivative,
      "continuous Bernoulli quantile derivative")
  }
}

/// The value below which a fraction u of the continuous Bernoulli distribution lies, both of one shape; the gradient is the
/// pathwise one, u being held fixed.
func continuousBernoulliQuantile(logits: Variable, _ u: Tensor) -> Variable {
  let eta = logits.value
  return .operation(
    eta.continuousBernoulliQuantile(u), (logits, { $0 * eta.continuousBernoulliQuantileDerivative(u) }))
}
