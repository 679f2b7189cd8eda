import LabCKernels
import LabRequirements

extension Tensor {
  /// What batch normalisation makes of a batch, with the mean and the biased variance of each channel over it.
  public struct BatchNormalized: Sendable {
    /// scale · (x − mean)/√(variance + ε) + offset, channel by channel, and the activation of it.
    public let value: Tensor
    /// The statistics used.
    public let mean, variance: Tensor
  }

  /// Normalises each channel (the last axis) by its statistics over the batch (Ioffe and Szegedy 2015, algorithm 1).
  ///
  /// The statistics are accumulated in an order that the shape alone decides, and are exact to the last few bits whatever
  /// the mean.
  public func batchNormalized(
    scale: Tensor, offset: Tensor, epsilon: Float, activation: ElementwiseFunction? = nil
  ) -> BatchNormalized {
    requireOnePerChannel([scale, offset])
    let variance = Tensor(uninitialized: scale.shape) { _ in }
    let mean = Tensor(uninitialized: scale.shape, by: "batch statistics", of: [self]) {
      kernels_batch_statistics(rowCount, shape[-1], storage.base, $0.baseAddress, variance.storage.base)
    }
    return batchNormalized(
      scale: scale, offset: offset, mean: mean, variance: variance, epsilon: epsilon, activation: activation)
  }

  /// Normalises each channel by given statistics.
  public func batchNormalized(
    scale: Tensor, offset: Tensor, mean: Tensor, variance: Tensor, epsilon: Float,
    activation: ElementwiseFunction? = nil
  ) -> BatchNormalized {
    requireOnePerChannel([scale, offset, mean, variance])
    let name = "batch normalisation\(activation.map { ", \($0.name)" } ?? "")"
    let value = Tensor(uninitialized: shape, by: name, of: [self]) {
      kernels_batch_normalize(
        rowCount, shape[-1], kernelNumber(of: activation), epsilon, storage.base, mean.storage.base,
        variance.storage.base, scale.storage.base, offset.storage.base, $0.baseAddress)
    }
    return BatchNormalized(value: value, mean: mean, variance: variance)
  }

  /// Turns the gradient of batch normalisation's result into that of its argument x, through the statistics too, unless
  /// they were given; the gradients with respect to scale and offset. The result is not read without an activation.
  public mutating func pullBackBatchNormalization(
    of x: Tensor, result: Tensor, mean: Tensor, variance: Tensor, scale: Tensor, epsilon: Float,
    activation: ElementwiseFunction? = nil, givenStatistics: Bool
  ) -> (scale: Tensor, offset: Tensor) {
    require(shape == x.shape && shape == result.shape, "a gradient of shape \(shape) for \(x.shape)")
    let scaleGradient = Tensor(uninitialized: scale.shape) { _ in }
    let offsetGradient = Tensor(uninitialized: scale.shape) { _ in }
    let (rows, channels, count) = (rowCount, shape[-1], count)
    replaceElements { gradient, xGradient in
      Profile.measure(
        .init(
          "batch normalisation\(activation.map { ", \($0.name)" } ?? "") pullback", [x.shape],
          bytes: count * (activation == nil ? 12 : 16))
      ) {
        kernels_batch_normalization_pullback(
          rows, channels, kernelNumber(of: activation), epsilon, givenStatistics ? 1 : 0, x.storage.base,
          result.storage.base, mean.storage.base, variance.storage.base, scale.storage.base, gradient, xGradient,
          scaleGradient.storage.base, offsetGradient.storage.base)
      }
    }
    return (scaleGradient, offsetGradient)
  }

  private func requireOnePerChannel(_ parameters: [Tensor]) {
    require(
      parameters.allSatisfy { $0.shape == [shape[-1]] },
      "a batch of \(shape) wants \(shape[-1]) of each parameter, not \(parameters.map(\.shape))")
  }
}
