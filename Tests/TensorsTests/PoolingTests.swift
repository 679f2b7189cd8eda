import LabTensors
import Testing

/// What max-pooling makes of numbers that are equal, missing or none.
@Suite struct PoolingTests {
  private func pooled(_ values: [Float], _ window: Window) -> (value: [Float], gradient: [Float]) {
    let (value, choice) = Tensor(values, shape: [1, 1, values.count, 1]).maxPooled(window)
    return (value.elements, Tensor.maxPoolPullback(.ones(value.shape), choice).elements)
  }

  private static let pairs = Window(1, 2, strides: (1, 2), padding: .valid, over: (height: 1, width: 4))

  @Test func theFirstOfEqualsHasTheGradient() {
    let (value, gradient) = pooled([3, 3, -1, -1], Self.pairs)
    #expect(value == [3, -1])
    #expect(gradient == [1, 0, 1, 0])
  }

  @Test func whatIsNoNumberComesBeforeAllNumbers() {
    let (value, gradient) = pooled([.infinity, .nan, .nan, 5], Self.pairs)
    #expect(value[0].isNaN && value[1].isNaN)
    #expect(gradient == [0, 1, 1, 0])
  }

  @Test func minusInfinityIsAValue() {
    let (value, gradient) = pooled([-.infinity, -.infinity, -.infinity, 2], Self.pairs)
    #expect(value == [-.infinity, 2])
    #expect(gradient == [1, 0, 0, 1])
  }

  /// Padding is no value, and has no gradient.
  @Test func aPlaceWithPaddingAlone() {
    let window = Window(
      1, 2, strides: (1, 2), padding: .explicit(top: 0, bottom: 0, left: 2, right: 0), over: (height: 1, width: 2))
    let (value, gradient) = pooled([-7, -8], window)
    #expect(value == [-.infinity, -7])
    #expect(gradient == [1, 0])
  }

  /// A pixel that is the largest under several places has the sum of their gradients.
  @Test func placesThatOverlap() {
    let window = Window(1, 3, padding: .same, over: (height: 1, width: 4))
    let (value, gradient) = pooled([0, 9, 1, 2], window)
    #expect(value == [9, 9, 9, 2])
    #expect(gradient == [0, 3, 0, 1])
  }
}
