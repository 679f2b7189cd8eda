import Foundation
import LabTestSupport
import Testing

@testable import LabTensors

/// Batch normalisation with an activation, against plain loops in double precision.
@Suite struct BatchNormalizationTests {
  struct Batch: Sendable, CustomStringConvertible {
    let rows, channels: Int
    init(_ rows: Int, _ channels: Int) { (self.rows, self.channels) = (rows, channels) }
    var description: String { "\(rows)×\(channels)" }
    var shape: Shape { [rows, channels] }
  }

  // Whole vectors and groups of rows and rests of them; one chunk of rows and several.
  static let batches = [
    Batch(1, 1), Batch(1, 5), Batch(2, 3), Batch(7, 16), Batch(9, 17), Batch(700, 33), Batch(1569, 64),
    Batch(20_000, 1),
    Batch(40, 2500),
    // Around the number of channels of which a chunk is as few rows as any: with 2,048 it once was none.
    Batch(9, 2047), Batch(9, 2048), Batch(9, 2049),
  ]
  static let activations: [ElementwiseFunction?] = [nil, .relu, .selu, .sigmoid, .tanh]
  static let epsilon: Float = 1e-3

  private func statistics(_ x: Tensor) -> (mean: [Double], variance: [Double]) {
    let (rows, channels, elements) = (x.shape[0], x.shape[1], x.elements)
    var means: [Double] = [], variances: [Double] = []
    for channel in 0..<channels {
      let values = (0..<rows).map { Double(elements[$0 * channels + channel]) }
      let mean = values.reduce(0, +) / Double(rows)
      means.append(mean)
      variances.append(values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(rows))
    }
    return (means, variances)
  }

  @Test(arguments: batches) func statisticsAreExactToRounding(_ batch: Batch) {
    let x = Tensor.sample(batch.shape)
    let result = x.batchNormalized(scale: .ones([batch.channels]), offset: .zeros([batch.channels]), epsilon: 1e-3)
    let exact = statistics(x)
    for (mean, exact) in zip(result.mean.elements, exact.mean) { #expect(abs(Double(mean) - exact) <= 1e-7) }
    for (variance, exact) in zip(result.variance.elements, exact.variance) {
      #expect(abs(Double(variance) - exact) <= 3e-7 * exact)
    }
  }

  /// A large mean beside a small deviation costs no digits: the mean is the nearest float, and the variance as accurate as
  /// ever, to 3 · 10⁻⁷. Where a few rows are nothing like the rest, as the border of an image may be, it is at least as
  /// accurate as plain sums in two passes in single precision.
  @Test(arguments: [0, 1, 300]) func aLargeMeanCostsNoDigits(_ unlike: Int) {
    var random = Random(seed: 1)
    var x = random.normal([20_000, 3]) + Tensor([1000, -1000, 100_000])
    x.withMutableElements { for i in 0..<unlike * 3 { $0[i] = 0 } }
    let result = x.batchNormalized(scale: .ones([3]), offset: .zeros([3]), epsilon: 1e-5)
    let exact = statistics(x), elements = x.elements
    for (mean, exact) in zip(result.mean.elements, exact.mean) { #expect(ulps(mean, from: exact) <= 0.51) }
    for channel in 0..<3 {
      let values = stride(from: channel, to: elements.count, by: 3).map { elements[$0] },
        mean = result.mean.elements[channel]
      let plain = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000, exact = exact.variance[channel]
      let allowance = unlike == 0 ? 3e-7 * exact : max(3e-7 * exact, abs(Double(plain) - exact))
      #expect(abs(Double(result.variance.elements[channel]) - exact) <= allowance)
    }
  }

  @Test func equalNumbersHaveNoVariance() {
    for value: Float in [0, 0.1, 1000.1, -1e20] {
      let x = Tensor(repeating: value, shape: [1003, 17])
      let result = x.batchNormalized(scale: .ones([17]), offset: .ones([17]), epsilon: 1e-5)
      #expect(result.mean == Tensor(repeating: value, shape: [17]) && result.variance == .zeros([17]))
      #expect(result.value == .ones([1003, 17]))
    }
  }

  @Test func aNaNStaysInItsChannel() {
    var x = Tensor.sample([100, 20])
    x.withMutableElements { $0[50 * 20 + 7] = .nan }
    let result = x.batchNormalized(scale: .ones([20]), offset: .zeros([20]), epsilon: 1e-5)
    #expect(result.mean.elements.indices.filter { result.mean.elements[$0].isNaN } == [7])
    #expect(result.variance.elements.indices.filter { result.variance.elements[$0].isNaN } == [7])
  }

  @Test func anEmptyBatchGivesAnEmptyResult() {
    for shape: Shape in [[0, 3], [2, 0]] {
      let ones = Tensor.ones([shape[1]])
      var gradient = Tensor.zeros(shape)
      let result = gradient.batchNormalized(scale: ones, offset: ones, epsilon: 1e-5).value
      #expect(result.shape == shape)
      _ = gradient.pullBackBatchNormalization(
        of: result, result: result, mean: ones, variance: ones, scale: ones, epsilon: 1e-5, givenStatistics: false)
      #expect(gradient.shape == shape)
    }
  }

  /// The value is the activation of scale (x − mean)/√(variance + ε) + offset, and the gradients those of algorithm 1,
  /// written out, by the statistics of the batch and by given ones.
  @Test(arguments: batches, [false, true]) func valuesAndGradients(_ batch: Batch, _ givenStatistics: Bool) {
    let channels = batch.channels, x = Tensor.sample(batch.shape), gradient = Tensor.sample(batch.shape, seed: 2)
    let scale = Tensor.sample([channels], seed: 3), offset = Tensor.sample([channels], seed: 4)
    let mean = Tensor.sample([channels], seed: 5), variance = Tensor.sample([channels], seed: 6).mapped(.square)
    for activation in Self.activations {
      let normalized =
        givenStatistics
        ? x.batchNormalized(
          scale: scale, offset: offset, mean: mean, variance: variance, epsilon: Self.epsilon, activation: activation)
        : x.batchNormalized(scale: scale, offset: offset, epsilon: Self.epsilon, activation: activation)
      let deviation = (normalized.variance + Self.epsilon).mapped(.sqrt), centered = (x - normalized.mean) / deviation
      let linear = centered * scale + offset
      #expect(errorRelativeToLargest(normalized.value, activation.map(linear.mapped) ?? linear) <= 1e-5)

      var xGradient = gradient
      let parameters = xGradient.pullBackBatchNormalization(
        of: x, result: normalized.value, mean: normalized.mean, variance: normalized.variance, scale: scale,
        epsilon: Self.epsilon, activation: activation, givenStatistics: givenStatistics)
      let d = activation.map { Tensor.pullback($0, saved: normalized.value, gradient) } ?? gradient
      let direct = d * (scale / deviation)
      func expectSum(_ actual: Tensor, of terms: Tensor, to tolerance: Double) {
        let sum = terms.sum(along: [0]), magnitudes = terms.mapped(.abs).sum(along: [0])
        #expect(errorRelativeToLargest(actual, sum, terms: magnitudes) <= tolerance)
      }
      expectSum(parameters.offset, of: d, to: 1e-6)
      expectSum(parameters.scale, of: d * centered, to: 1e-5)
      let through =
        (d.mean(along: [0]) + centered * (d * centered).mean(along: [0])) * (scale / deviation)
      let expected = givenStatistics ? direct : direct - through
      #expect(errorRelativeToLargest(xGradient, expected, terms: direct) <= 1e-5)
    }
  }

  /// A gradient that somebody else holds is not overwritten; one that nobody does becomes the argument's in place.
  @Test func aSharedGradientIsLeftAlone() {
    let x = Tensor.sample([50, 20]), ones = Tensor.ones([20])
    let normalized = x.batchNormalized(scale: ones, offset: ones, epsilon: 1e-5, activation: .selu)
    func pullBack(_ gradient: inout Tensor) {
      _ = gradient.pullBackBatchNormalization(
        of: x, result: normalized.value, mean: normalized.mean, variance: normalized.variance, scale: ones,
        epsilon: 1e-5, activation: .selu, givenStatistics: false)
    }
    var shared = Tensor.sample([50, 20], seed: 2)
    let other = shared.reshaped(to: [1000])
    pullBack(&shared)
    #expect(other.elements == Tensor.sample([50, 20], seed: 2).elements)

    var alone = Tensor.sample([50, 20], seed: 2)
    let storage = ObjectIdentifier(alone.storage)
    pullBack(&alone)
    #expect(ObjectIdentifier(alone.storage) == storage && alone == shared)
  }
}
