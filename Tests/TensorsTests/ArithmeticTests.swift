import LabTensors
import LabTestSupport
import Testing

/// Arithmetic with broadcasting: axes are matched from the last, and an extent of 1 repeats.
@Suite struct ArithmeticTests {
  struct Pair: Sendable, CustomStringConvertible {
    let a, b, result: Shape
    init(_ a: Shape, _ b: Shape, _ result: Shape) { (self.a, self.b, self.result) = (a, b, result) }
    var description: String { "\(a) and \(b) to \(result)" }
  }

  static let pairs = [
    Pair([], [], []), Pair([], [3], [3]), Pair([1], [3], [3]), Pair([1], [1], [1]),
    Pair([2, 3], [2, 3], [2, 3]), Pair([2, 3], [3], [2, 3]), Pair([2, 3], [1, 3], [2, 3]),
    Pair([2, 3], [2, 1], [2, 3]), Pair([2, 1], [1, 3], [2, 3]), Pair([2, 3], [], [2, 3]),
    Pair([2, 3], [1, 1], [2, 3]), Pair([2, 1], [3], [2, 3]), Pair([4, 1], [4, 1], [4, 1]),
    Pair([2, 3, 4], [3, 1], [2, 3, 4]), Pair([2, 3, 4], [2, 1, 4], [2, 3, 4]),
    Pair([2, 1, 4], [3, 1], [2, 3, 4]), Pair([2, 1, 1], [1, 3, 4], [2, 3, 4]),
    Pair([2, 3, 4, 5], [5], [2, 3, 4, 5]), Pair([2, 3, 4, 5], [2, 1, 1, 5], [2, 3, 4, 5]),
    Pair([2, 3, 4, 5], [1, 3, 1, 5], [2, 3, 4, 5]), Pair([2, 1, 4, 1], [1, 3, 1, 5], [2, 3, 4, 5]),
    Pair([2, 3, 1, 2, 1, 2], [3, 2, 1, 3, 1], [2, 3, 2, 2, 3, 2]),
    Pair([0, 3], [3], [0, 3]), Pair([2, 0], [2, 1], [2, 0]),
  ]

  static let operations: [(@Sendable (Tensor, Tensor) -> Tensor, @Sendable (Float, Float) -> Float)] = [
    ({ $0 + $1 }, { $0 + $1 }), ({ $0 - $1 }, { $0 - $1 }), ({ $0 * $1 }, { $0 * $1 }), ({ $0 / $1 }, { $0 / $1 }),
  ]

  @Test(arguments: pairs) func eachElementIsTheOperationOnTheElementsItWasBroadcastFrom(_ pair: Pair) {
    for (first, second, result) in [(pair.a, pair.b, pair.result), (pair.b, pair.a, pair.result)] {
      let a = Tensor.sample(first, seed: 1), b = Tensor.sample(second, seed: 2)
      #expect(Shape.broadcast(first, second) == result)
      for (tensors, numbers) in Self.operations {
        let expected = Tensor(result) { numbers(a.broadcastElement($0), b.broadcastElement($0)) }
        #expect(identical(tensors(a, b), expected))
      }
    }
  }

  @Test(arguments: pairs) func broadcastRepeatsAndSummedAddsTheRepeatsUp(_ pair: Pair) {
    let a = Tensor.sample(pair.a)
    #expect(identical(a.broadcast(to: pair.result), Tensor(pair.result) { a.broadcastElement($0) }))
    // Whole numbers, so that sums are exact.
    let repeated = Tensor(pair.result) { Float($0.reduce(1) { 3 * $0 + $1 } % 17) }
    var sums = Tensor.zeros(pair.a)
    for index in indices(of: pair.result) {
      let value = repeated[index]
      let position = zip(pair.a.broadcastIndex(index), pair.a.strides).reduce(0) { $0 + $1.0 * $1.1 }
      sums.withMutableElements { $0[position] += value }
    }
    #expect(repeated.summed(to: pair.a) == sums)
  }

  @Test func shapesThatDoNotMatchHaveNoCommonShape() {
    for (a, b) in [([2], [3]), ([2, 3], [2]), ([2, 3], [3, 2]), ([4, 2, 3], [3, 1, 3]), ([0], [2])] {
      #expect(Shape.broadcast(Shape(a), Shape(b)) == nil)
    }
  }

  @Test func arithmeticWithANumberIsArithmeticWithEachElement() {
    let x = Tensor.sample([3, 7])
    let pairs: [(Tensor, (Float) -> Float)] = [
      (x + 0.3, { $0 + 0.3 }), (x - 0.3, { $0 - 0.3 }), (0.3 - x, { 0.3 - $0 }), (x * 0.3, { $0 * 0.3 }),
      (0.3 * x, { $0 * 0.3 }), (x / 4, { $0 / 4 }), (-x, { -$0 }), (x.scaled(by: 0.3, offset: 2), { 0.3 * $0 + 2 }),
    ]
    for (tensor, number) in pairs { #expect(tensor == Tensor(x.elements.map(number), shape: x.shape)) }
    // A division is a product with the reciprocal: two roundings, within one unit of the last place.
    for (quotient, value) in zip((x / 3).elements, x.elements) { #expect(abs(quotient - value / 3) <= (value / 3).ulp) }
  }
}

extension Shape {
  /// The index of the element that is repeated at an index of the broadcast shape.
  fileprivate func broadcastIndex(_ index: [Int]) -> [Int] {
    zip(index.suffix(rank), dimensions).map { $1 == 1 ? 0 : $0 }
  }
}

extension Tensor {
  fileprivate func broadcastElement(_ index: [Int]) -> Float { self[shape.broadcastIndex(index)] }
}
