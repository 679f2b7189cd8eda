import LabDatasets
import LabTensors
import Testing

@Suite struct MinibatchesTests {
  /// Seven images of one pixel, which says which it is.
  private let images = LabelledImages(
    pixels: Array(0..<7), labels: Array(repeating: 0, count: 7), height: 1, width: 1, classNames: ["a"])

  private func batches(seed: UInt64 = 1) -> Minibatches { Minibatches(of: 3, from: images, using: Random(seed: seed)) }

  @Test func anEpochShowsNoImageTwice() {
    let batches = batches()
    #expect(batches.perEpoch == 2)
    for epoch in 0..<20 {
      let shown = (0..<2).flatMap { batches[2 * epoch + $0].pixels }
      #expect(shown.count == 6 && Set(shown).count == 6)
    }
  }

  @Test func everyEpochHasAnOrderOfItsOwn() {
    let batches = batches()
    let orders = (0..<20).map { epoch in (0..<2).flatMap { batches[2 * epoch + $0].pixels } }
    #expect(Set(orders).count > 10)
    // What one epoch leaves over comes in another.
    #expect(Set(orders.joined()) == Set(0..<7))
  }

  /// Training may be taken up anywhere.
  @Test func aStepsBatchDoesNotDependOnWhatWasAskedBefore() {
    let inOrder = batches(), backwards = batches()
    let expected = (0..<12).map { inOrder[$0].pixels }
    #expect((0..<12).reversed().map { backwards[$0].pixels } == expected.reversed())
    #expect((0..<12).map { batches(seed: 2)[$0].pixels } != expected)
  }
}
