import LabTestSupport
import Testing

@testable import LabTensors

/// A bias with an activation in one pass is what one after the other gives.
@Suite struct BiasActivationTests {
  static let shapes: [Shape] = [
    [1, 1], [3, 2], [100, 1], [1000, 1], [33, 17], [32, 512], [300, 255], [7, 3001], [2, 9, 8, 3], [3, 31, 29, 37],
  ]
  static let activations: [ElementwiseFunction] = [.relu, .selu, .sigmoid, .tanh]

  @Test(arguments: shapes) func isTheBiasAndThenTheActivation(_ shape: Shape) {
    let x = Tensor.sample(shape), bias = Tensor.sample([shape[-1]], seed: 2)
    var sum = x
    sum.addBias(bias)
    #expect(identical(sum, x + bias))
    for activation in Self.activations {
      var result = x
      result.addBias(bias, activation: activation)
      #expect(identical(result, sum.mapped(activation)))
    }
    #expect(identical(x, .sample(shape)))
  }

  @Test(arguments: shapes) func thePullbackIsTheActivationsAndItsSum(_ shape: Shape) {
    let gradient = Tensor.sample(shape)
    for activation in Self.activations {
      let result = Tensor.sample(shape, seed: 2).mapped(activation)
      var sumGradient = gradient
      let bias = sumGradient.pullBackBias(through: activation, result: result)
      let expected = Tensor.pullback(activation, saved: result, gradient)
      #expect(identical(sumGradient, expected))
      let axes = Array(0..<shape.rank - 1)
      let sum = expected.sum(along: axes), magnitudes = expected.mapped(.abs).sum(along: axes)
      #expect(errorRelativeToLargest(bias, sum, terms: magnitudes) <= 3e-7)
      #expect(identical(gradient, .sample(shape)))
    }
  }

  @Test func withoutRowsThereIsNothingToSum() {
    var empty = Tensor.zeros([0, 3])
    empty.addBias(.ones([3]), activation: .relu)
    let result = empty
    #expect(empty.pullBackBias(through: .relu, result: result) == .zeros([3]))
  }
}
