import Testing

@testable import LabTensors

/// Memory is reused between steps. The pool's counts are the process's, so what is counted exactly runs in a process of
/// its own.
@Suite struct MemoryPoolTests {
  @Test func aSizeClassHoldsItsCountAndWastesAtMostAnEighthOfTheBlock() {
    for count in Array(1...3000) + (12...34).flatMap({ power in (-3...3).map { 1 << power + $0 } }) {
      let capacity = MemoryPool.sizeClass(count)
      #expect(capacity >= count && capacity % 16 == 0)
      // Below 128 floats the cache line of 16 is the step.
      #expect(capacity - count <= max(15, capacity / 8))
      #expect(MemoryPool.sizeClass(capacity) == capacity)
    }
  }

  @Test func everySizeClassHasANumberOfItsOwn() {
    let sizes = Set((0...60_000).map(MemoryPool.sizeClass)).union(
      (16...46).flatMap { power in
        (8...16).map { MemoryPool.sizeClass($0 << (power - 3)) }
      })
    #expect(Set(sizes.map(MemoryPool.classNumber)).count == sizes.count)
    #expect(sizes.allSatisfy { (0..<8 * Int.bitWidth).contains(MemoryPool.classNumber($0)) })
  }

  /// What no tensor uses is no reason to refuse one of another size.
  @Test func freeBlocksAreGivenBackBeforeMemoryRunsOut() async {
    await #expect(processExitsWith: .success) {
      for power in 10..<16 { _ = Storage(count: 1 << power) }
      let before = MemoryPool.statistics
      precondition(before.bytesFree > 0)
      let size = MemoryPool.sizeClass(1 << 16), bytes = size * MemoryLayout<Float>.stride
      let (base, capacity) = MemoryPool.take(size, of: before.bytesInUse + bytes)
      precondition(
        MemoryPool.statistics.bytesFree == 0 && MemoryPool.statistics.bytesInUse == before.bytesInUse + bytes)
      MemoryPool.give(base, capacity)
      precondition(MemoryPool.statistics.bytesFree == bytes)
    }
  }

  @Test func storageIsAlignedToSixtyFourBytes() {
    let tensors = [0, 1, 15, 16, 17, 100, 1000, 12_345].map { Tensor.zeros([$0]) }
    for tensor in tensors { #expect(UInt(bitPattern: tensor.storage.base) % 64 == 0) }
  }

  @Test func liveTensorsDoNotShareBlocks() {
    let tensors = (0..<50).map { Tensor(repeating: Float($0), shape: [33]) }
    #expect(Set(tensors.map { $0.storage.base }).count == 50)
    for (value, tensor) in tensors.enumerated() { #expect(tensor.elements.allSatisfy { $0 == Float(value) }) }
  }

  @Test func afterAFirstStepTheSameStepAsksTheSystemForNothing() async {
    await #expect(processExitsWith: .success) {
      func step() {
        var random = Random(seed: 1)
        let x = random.normal([4, 8, 8, 3]), weights = random.normal([3, 3, 3, 16])
        let window = Window(3, 3, strides: (2, 2), padding: .same, over: (height: 8, width: 8))
        let geometry = ConvolutionGeometry(of: x.shape, channels: 16, window)
        let y = geometry.apply(x, weights, bias: .zeros([16]))
        let normalized = y.batchNormalized(scale: .ones([16]), offset: .zeros([16]), epsilon: 1e-3)
        let (pooled, choice) = normalized.value.maxPooled(
          Window(2, 2, strides: (2, 2), padding: .valid, over: (height: 4, width: 4)))
        let flat = pooled.mapped(.selu).reshaped(to: [4, -1])
        let product = Tensor.matrixProduct(flat, random.normal([64, 10]))
        _ = (product - product.logSumExp(along: 1, keepingAxis: true)).sum()
        var gradient = Tensor.maxPoolPullback(pooled, choice)
        _ = geometry.gradients(&gradient, x, weights)
      }
      step()
      let before = MemoryPool.statistics
      for _ in 0..<3 { step() }
      #expect(before.allocations > 0)
      #expect(MemoryPool.statistics == before)
    }
  }

  @Test func bytesAreInUseWhileATensorLivesAndFreeAfterwards() async {
    await #expect(processExitsWith: .success) {
      let bytes = MemoryPool.sizeClass(100_000) * 4
      let start = MemoryPool.statistics
      do {
        let x = Tensor.zeros([100_000])
        let copy = x.reshaped(to: [1000, 100])
        #expect(MemoryPool.statistics.bytesInUse == start.bytesInUse + bytes)
        withExtendedLifetime((x, copy)) {}
      }
      #expect(MemoryPool.statistics.bytesInUse == start.bytesInUse)
      #expect(MemoryPool.statistics.bytesFree == start.bytesFree + bytes)
      _ = Tensor.zeros([100_000])
      #expect(MemoryPool.statistics.allocations == start.allocations + 1)
    }
  }
}
