import Testing

@testable import LabTensors

/// A profile counts the native calls that are made while it records, and no others.
@Suite struct ProfileTests {
  private let x = Tensor(repeating: 2, shape: [4, 3])

  private func calls(_ body: () -> Void) -> [String: Int] {
    let profile = Profile()
    profile.record(body)
    return Dictionary(uniqueKeysWithValues: profile.tallies.map { ($0.key.description, $0.value.calls) })
  }

  @Test func everyCallIsCountedByNameAndShapes() {
    let calls = calls {
      for _ in 0..<3 { _ = x.mapped(.exp) }
      _ = x + Tensor(1)
      _ = x.sum(along: [0])
    }
    #expect(calls == ["exp 4×3": 3, "+ 4×3 · scalar": 1, "sum 4×3 → 1×3": 1])
  }

  @Test func nothingIsCountedOutsideAndTimesAddUp() throws {
    let profile = Profile()
    _ = x.mapped(.exp)
    #expect(profile.tallies.isEmpty)
    profile.record { _ = x.mapped(.exp) }
    _ = x.mapped(.exp)
    let once = try #require(profile.tallies.first)
    #expect(once.value.calls == 1 && once.value.time > .zero)
    profile.record { _ = x.mapped(.exp) }
    let twice = try #require(profile.tallies[once.key])
    #expect(twice.calls == 2 && twice.time > once.value.time)
  }

  @Test func aProfileInsideAnotherRecordsAlone() {
    let inner = Profile()
    let outer = calls {
      _ = x.mapped(.log)
      inner.record { _ = x.mapped(.exp) }
    }
    #expect(outer == ["log 4×3": 1])
    #expect(inner.tallies.keys.map(\.description) == ["exp 4×3"])
  }

  @Test func bytesAreThoseOfAllArraysAndProductsAreCountedInFloatingPointOperations() throws {
    let profile = Profile()
    profile.record { _ = Tensor.matrixProduct(x, x, transposingFirst: true) }
    let operation = try #require(profile.tallies.keys.first)
    #expect(operation.description == "matrix product AᵀB 4×3 · 4×3 → 3×3")
    #expect(operation.bytes == (12 + 12 + 9) * 4)
    #expect(operation.floatingPointOperations == 2 * 3 * 3 * 4)
  }

  /// A transposed right operand is read as it is, whichever of the two is the larger.
  @Test func whatATransposedOperandCosts() {
    let small = Tensor.ones([2, 60]), large = Tensor.ones([70, 60])
    #expect(
      calls { _ = Tensor.matrixProduct(large, large, transposingSecond: true) }
        == ["matrix product ABᵀ 70×60 · 70×60 → 70×70": 1])
    #expect(
      calls { _ = Tensor.matrixProduct(small, large, transposingSecond: true) }
        == ["matrix product ABᵀ 2×60 · 70×60 → 2×70": 1])
  }

  @Test func aConvolutionAndTheOneTransposedFromItCostTheSame() throws {
    let window = Window(3, 3, strides: (2, 2), padding: .all(1), over: (height: 8, width: 8))
    let down = ConvolutionGeometry(of: [2, 8, 8, 5], channels: 7, window)
    let up = ConvolutionGeometry(transposedOf: down.output, channels: 5, window, outputPadding: (1, 1))
    #expect(up.output == down.images)
    #expect(down.floatingPointOperations == 2 * (2 * 4 * 4) * (3 * 3) * 5 * 7)
    #expect(up.floatingPointOperations == down.floatingPointOperations)
  }

  @Test func theThreeComputationsOfAConvolutionAreToldApart() {
    let geometry = ConvolutionGeometry(
      of: [2, 8, 8, 20], channels: 24, Window(3, 3, padding: .same, over: (height: 8, width: 8)))
    let weights = Tensor.ones(geometry.weights)
    let calls = calls {
      _ = geometry.apply(.ones(geometry.images), weights, bias: .zeros([24]))
      var gradient = Tensor.ones(geometry.output)
      _ = geometry.gradients(&gradient, .ones(geometry.images), weights)
    }
    for name in ["forward", "image gradient", "weight gradients"] {
      #expect(calls["convolution \(name) 2×8×8×20 · 3×3×20×24"] == 1)
    }
  }

  @Test func anErrorPassesThroughAndTheCallIsCountedStill() {
    struct Refusal: Error {}
    let profile = Profile()
    #expect(throws: Refusal.self) {
      try profile.record { try Profile.measure(.init("refusal", [[1]], bytes: 4)) { throw Refusal() } }
    }
    #expect(profile.tallies.values.map(\.calls) == [1])
  }
}
