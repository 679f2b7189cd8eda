import LabAutodiff
import LabTensors

/// Batch normalisation of each channel (Ioffe and Szegedy 2015), with a learned scale and offset.
///
/// In training it uses the statistics of the batch, and keeps a running average of them:
/// running ← (1 − momentum) running + momentum · batch, with the unbiased variance. In evaluation it uses the running
/// ones, so that what becomes of an example does not depend on its neighbours.
///
/// Where a batch is cut into shards, the statistics are the shard's, or the batch's where the step is told so (`BatchStatistics`).
///
/// A batch to train on has at least two values of each channel, else the training step is an error: one value alone is its own
/// mean, and whatever it was becomes the offset.
public struct BatchNormalization: Layer {
  private let momentum: Float
  private let epsilon: Float
  private var activation: Activation?

  /// ε is added to the variance.
  public init(momentum: Float = 0.1, epsilon: Float = 1e-5) { (self.momentum, self.epsilon) = (momentum, epsilon) }

  /// The name in a summary.
  public var description: String { "Batch normalisation" + (activation.map { " and \($0.description)" } ?? "") }

  /// With the activation of what it makes, in the same pass.
  public func merged(with next: any Layer) -> (any Layer)? {
    guard activation == nil, let activation = Activation.mergeable(next) else { return nil }
    var merged = self
    merged.activation = activation
    return merged
  }

  /// The input’s, a vector or an image.
  public func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    guard input.rank == 1 || input.rank == 3 else {
      throw ShapeMismatch("wants vectors, or images of height × width × channels, not \(input)")
    }
    return input
  }

  /// Scale and offset of each channel; running mean and variance, which gradients leave alone.
  public func parameters(for input: Shape, path: String, using random: Random) -> [Parameter] {
    let statistics = [
      Parameter("\(path)/running mean", .zeros([input[-1]]), isTrainable: false),
      Parameter("\(path)/running variance", .ones([input[-1]]), isTrainable: false),
    ]
    let scale = Parameter("\(path)/scale", .ones([input[-1]]), statistics: statistics)
    return [scale, Parameter("\(path)/offset", .zeros([input[-1]]))] + statistics
  }

  /// Scale, offset, and both running statistics.
  public var parameterTensorCount: Int { 4 }

  /// scale · (x − mean)/√(variance + ε) + offset.
  public func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable {
    let (scale, offset) = (pass[parameters[0]], pass[parameters[1]])
    let (runningMean, runningVariance) = (parameters[2], parameters[3])
    guard pass.usesBatchStatistics else {
      return x.batchNormalized(
        scale: scale, offset: offset, mean: runningMean.value, variance: runningVariance.value, epsilon: epsilon,
        activation: activation?.function)
    }
    let count = x.shape.dropLast().count * pass.partCount
    if count < 2 {
      pass.object(
        "batch normalisation of a batch of shape \(x.shape) has "
          + (count == 1 ? "one value of each channel, makes 0 of it" : "no value of any channel")
          + " and learns nothing; give it larger batches")
    }
    let (value, mean, variance) =
      pass.partCount > 1
      ? normalized(x, scale, offset, byAll: count, pass)
      : x.batchNormalized(scale: scale, offset: offset, epsilon: epsilon, activation: activation?.function)
    // It would divide what it gets by ∞, and the running variance would never be finite again: no loss shows that.
    if variance.withElements({ $0.contains(.infinity) }) {
      pass.object(
        "the variance of what batch normalisation gets, a batch of shape \(x.shape), is beyond all numbers; try a lower "
          + "learning rate or gradient clipping")
    }
    guard pass.updatesStatistics, count > 0 else { return value }
    let unbiased = variance * (Float(count) / Float(max(count - 1, 1)))
    runningMean.value = runningMean.value * (1 - momentum) + mean * momentum
    runningVariance.value = runningVariance.value * (1 - momentum) + unbiased * momentum
    return value
  }

  /// The same by the statistics of all parts of a batch, which has so many values of each channel.
  private func normalized(
    _ x: Variable, _ scale: Variable, _ offset: Variable, byAll count: Int, _ pass: Pass
  ) -> (value: Variable, mean: Tensor, variance: Tensor) {
    let examples = Array(0..<x.shape.rank - 1)
    let mean = pass.sumOverParts(x.sum(along: examples)) / Float(count)
    let deviation = x - mean
    let variance = pass.sumOverParts(square(deviation).sum(along: examples)) / Float(count)
    let value = deviation * (scale / sqrt(variance + epsilon)) + offset
    return (activation.map { value.mapped($0.function) } ?? value, mean.value, variance.value)
  }
}
