import COneDNN

extension Tensor {
  /// What batch normalisation makes of a batch, with the mean and the biased variance of each channel over it.
  public struct BatchNormalized: Sendable {
    /// scale · (x − mean)/√(variance + ε) + offset, channel by channel.
    public let value: Tensor
    /// The statistics used.
    public let mean, variance: Tensor
  }

  /// Normalises each channel (the last axis) by its statistics over the batch (Ioffe and Szegedy 2015, algorithm 1).
  public func batchNormalized(scale: Tensor, offset: Tensor, epsilon: Float) -> BatchNormalized {
    requireOnePerChannel([scale, offset])
    let mean = Tensor(uninitialized: scale.shape) { _ in }, variance = Tensor(uninitialized: scale.shape) { _ in }
    let value = Tensor(uninitialized: shape) { result in
      BatchNormalizationPlan.with(shape, epsilon, givenStatistics: false) { plan in
        plan.forward.run(
          storage.base, mean.storage.base, variance.storage.base, scale.storage.base, offset.storage.base,
          result.baseAddress!)
      }
    }
    return BatchNormalized(value: value, mean: mean, variance: variance)
  }

  /// Normalises each channel by given statistics.
  public func batchNormalized(
    scale: Tensor, offset: Tensor, mean: Tensor, variance: Tensor, epsilon: Float
  ) -> BatchNormalized {
    requireOnePerChannel([scale, offset, mean, variance])
    let value = Tensor(uninitialized: shape) { result in
      BatchNormalizationPlan.with(shape, epsilon, givenStatistics: true) { plan in
        plan.forward.run(
          storage.base, mean.storage.base, variance.storage.base, scale.storage.base, offset.storage.base,
          result.baseAddress!)
      }
    }
    return BatchNormalized(value: value, mean: mean, variance: variance)
  }

  /// The gradients with respect to x, scale and offset; through the statistics too, unless they were given.
  public static func batchNormalizationPullback(
    _ gradient: Tensor, _ x: Tensor, _ normalized: BatchNormalized, scale: Tensor, epsilon: Float,
    givenStatistics: Bool
  ) -> (x: Tensor, scale: Tensor, offset: Tensor) {
    let scaleGradient = Tensor(uninitialized: scale.shape) { _ in }
    let offsetGradient = Tensor(uninitialized: scale.shape) { _ in }
    let xGradient = Tensor(uninitialized: x.shape) { result in
      BatchNormalizationPlan.with(x.shape, epsilon, givenStatistics: givenStatistics) { plan in
        plan.backward.run(
          x.storage.base, normalized.mean.storage.base, normalized.variance.storage.base, gradient.storage.base,
          scale.storage.base, scale.storage.base, result.baseAddress!, scaleGradient.storage.base,
          offsetGradient.storage.base)
      }
    }
    return (xGradient, scaleGradient, offsetGradient)
  }

  private func requireOnePerChannel(_ parameters: [Tensor]) {
    require(
      parameters.allSatisfy { $0.shape == [shape[-1]] },
      "a batch of \(shape) wants \(shape[-1]) of each parameter, not \(parameters.map(\.shape))")
  }
}

private struct BatchNormalizationKey: Hashable {
  let input: Shape
  let epsilon: Float
  let givenStatistics: Bool
  let threads = Machine.threadCount
}

private final class BatchNormalizationPlan {
  private static let cache = PrimitiveCache<BatchNormalizationKey, BatchNormalizationPlan>()

  let forward, backward: Primitive

  static func with<Result>(
    _ input: Shape, _ epsilon: Float, givenStatistics: Bool, _ body: (BatchNormalizationPlan) -> Result
  ) -> Result {
    let key = BatchNormalizationKey(input: input, epsilon: epsilon, givenStatistics: givenStatistics)
    return cache.with(key, make: { BatchNormalizationPlan(key) }, body)
  }

  init(_ key: BatchNormalizationKey) {
    let channels = key.input[-1]
    let spatial = key.input.rank == 4 ? [key.input[1], key.input[2]] : [1, 1]
    let rows = key.input.rank == 4 ? key.input[0] : key.input.count / max(channels, 1)
    let action = "normalise a batch of \(key.input)"
    let data = Layout([rows, channels] + spatial, dnnl_nhwc), statistic = Layout([channels], dnnl_x)
    let flags =
      dnnl_use_scale.rawValue | dnnl_use_shift.rawValue | (key.givenStatistics ? dnnl_use_global_stats.rawValue : 0)
    var operation = dnnl_batch_normalization_desc_t()
    withUnsafePointer(to: data.descriptor) { data in
      check(
        dnnl_batch_normalization_forward_desc_init(&operation, dnnl_forward_training, data, key.epsilon, flags), action)
    }
    let forward = PrimitiveDescription(operation, action)
    withUnsafePointer(to: data.descriptor) { data in
      check(
        dnnl_batch_normalization_backward_desc_init(&operation, dnnl_backward, data, data, key.epsilon, flags), action)
    }
    let backward = PrimitiveDescription(operation, action, hint: forward)
    let statistics = [(DNNL_ARG_MEAN, statistic), (DNNL_ARG_VARIANCE, statistic)]
    self.forward = Primitive(
      forward,
      [(DNNL_ARG_SRC, data)] + statistics
        + [(DNNL_ARG_SCALE, statistic), (DNNL_ARG_SHIFT, statistic), (DNNL_ARG_DST, data)],
      named: "batch normalisation forward", of: [key.input])
    self.backward = Primitive(
      backward,
      [(DNNL_ARG_SRC, data)] + statistics
        // The offset has no part in the gradients, but must be bound.
        + [
          (DNNL_ARG_DIFF_DST, data), (DNNL_ARG_SCALE, statistic), (DNNL_ARG_SHIFT, statistic),
          (DNNL_ARG_DIFF_SRC, data), (DNNL_ARG_DIFF_SCALE, statistic), (DNNL_ARG_DIFF_SHIFT, statistic),
        ],
      named: "batch normalisation backward", of: [key.input])
  }
}
