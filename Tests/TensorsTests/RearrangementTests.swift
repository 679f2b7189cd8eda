import LabTensors
import LabTestSupport
import Testing

/// Operations that only move elements, against plain loops over the indices.
@Suite struct RearrangementTests {
  static let shapes: [Shape] = [
    [], [1], [5], [3, 4], [1, 6], [2, 3, 4], [3, 1, 4], [2, 3, 4, 5], [2, 0, 3], [23, 11, 9],
  ]

  @Test(arguments: shapes) func transposedToEveryOrderOfUpToFourAxes(_ shape: Shape) {
    let x = Tensor.sample(shape)
    for order in orders(shape.rank) {
      let result = Shape(order.map { shape[$0] })
      let source = (0..<shape.rank).map { axis in order.firstIndex(of: axis)! }
      #expect(identical(x.transposed(order), Tensor(result) { index in x[source.map { index[$0] }] }))
    }
  }

  @Test(arguments: shapes) func aSliceHasTheElementsOfTheRangeAndEmbeddingItPutsThemBack(_ shape: Shape) {
    let x = Tensor.sample(shape)
    for axis in 0..<shape.rank {
      let extent = shape[axis]
      for range in Set([0..<extent, 0..<extent / 2, extent / 2..<extent, extent / 3..<2 * extent / 3, 0..<0]) {
        let slice = x.slice(range, along: axis)
        var dimensions = shape.dimensions
        dimensions[axis] = range.count
        #expect(
          identical(slice, Tensor(Shape(dimensions)) { index in x[index.moved(along: axis, by: range.lowerBound)] }))
        #expect(identical(slice, x.slice(range, along: axis - shape.rank)))
        let embedded = slice.embedded(in: shape, at: range.lowerBound, along: axis)
        #expect(identical(embedded, Tensor(shape) { range.contains($0[axis]) ? x[$0] : 0 }))
      }
    }
  }

  @Test(arguments: shapes.filter { $0.rank > 0 }) func partsConcatenatedAlongAnAxisAreItsSlices(_ shape: Shape) {
    for axis in 0..<shape.rank {
      let parts = [1, 3, 0, 2].map { extent in
        var dimensions = shape.dimensions
        dimensions[axis] = extent
        return Tensor.sample(Shape(dimensions), seed: UInt64(extent))
      }
      let whole = Tensor.concatenate(parts, along: axis)
      #expect(whole.shape[axis] == 6)
      var start = 0
      for part in parts {
        #expect(identical(whole.slice(start..<start + part.shape[axis], along: axis), part))
        start += part.shape[axis]
      }
    }
  }

  @Test func gatheredRowsAreTheRowsAtThePositionsRepeatsAndAll() {
    for shape: Shape in [[6], [6, 3], [6, 2, 4]] {
      let x = Tensor.sample(shape), rows = [4, 0, 4, 5, 1]
      let result = Shape([rows.count] + shape.dimensions.dropFirst())
      #expect(identical(x.gathered(rows), Tensor(result) { x[[rows[$0[0]]] + $0.dropFirst()] }))
    }
    #expect(Tensor.sample([6, 3]).gathered([]).shape == [0, 3])
  }

  @Test(arguments: [1, 2, 3]) func upsamplingRepeatsEachPixelItsPullbackAddsTheRepeatsUp(factor: Int) {
    for shape: Shape in [[2, 3, 4, 5], [1, 1, 1, 1], [3, 2, 1, 17], [1, 20, 20, 64], [0, 2, 2, 1], [2, 2, 2, 0]] {
      let x = Tensor.sample(shape)
      let large: Shape = [shape[0], shape[1] * factor, shape[2] * factor, shape[3]]
      let y = x.upsampled(by: factor)
      #expect(identical(y, Tensor(large) { x[[$0[0], $0[1] / factor, $0[2] / factor, $0[3]]] }))
      // The sum of factor² equal numbers, added one by one.
      let sums = Tensor.upsamplePullback(y, factor: factor)
      let expected = x.elements.map { value in (0..<factor * factor).reduce(Float(0)) { sum, _ in sum + value } }
      #expect(sums == Tensor(expected, shape: shape))
    }
  }

  @Test func reshapingKeepsTheElementsInOrder() {
    let x = Tensor.sample([2, 3, 4])
    for (wanted, result): ([Int], Shape) in [
      ([24], [24]), ([-1], [24]), ([6, -1], [6, 4]), ([-1, 2, 3], [4, 2, 3]), ([2, 3, 4, 1], [2, 3, 4, 1]),
    ] {
      #expect(x.reshaped(to: wanted).shape == result && x.reshaped(to: wanted).elements == x.elements)
      #expect(x.reshaped(to: result) == x.reshaped(to: wanted))
    }
    #expect(Tensor(3).reshaped(to: [1, 1]).shape == [1, 1] && Tensor([3]).reshaped(to: []).element == 3)
    #expect(Tensor.zeros([0, 3]).reshaped(to: [3, -1]).shape == [3, 0])
  }

  private func orders(_ rank: Int) -> [[Int]] {
    (0..<rank).reduce([[]]) { orders, axis in
      orders.flatMap { order in (0...order.count).map { Array(order[..<$0]) + [axis] + Array(order[$0...]) } }
    }
  }
}

extension [Int] {
  fileprivate func moved(along axis: Int, by distance: Int) -> [Int] {
    var index = self
    index[axis] += distance
    return index
  }
}
