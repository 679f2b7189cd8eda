import Foundation
import LabTensors
import LabTestSupport
import Testing

/// Sums, means and maxima along axes, against plain loops in double precision.
@Suite struct ReductionTests {
  struct Case: Sendable, CustomStringConvertible {
    let shape: Shape
    let axes: [Int]
    init(_ shape: Shape, _ axes: [Int]) { (self.shape, self.axes) = (shape, axes) }
    var description: String { "\(shape) along \(axes)" }
  }

  static let cases = [
    Case([], []), Case([5], [0]), Case([5], []), Case([1], [0]), Case([3, 5], [0]), Case([3, 5], [1]),
    Case([3, 5], [-1]), Case([3, 5], [0, 1]), Case([3, 5], [1, 0]), Case([2, 3, 4], [0]), Case([2, 3, 4], [1]),
    Case([2, 3, 4], [2]), Case([2, 3, 4], [0, 2]), Case([2, 3, 4], [0, 1]), Case([2, 3, 4], [1, 2]),
    Case([2, 3, 2, 5], [0, 2]), Case([2, 3, 2, 5], [1, 3]), Case([2, 3, 2, 5], [0, 1, 2]),
    Case([2, 3, 2, 5], [0, 1, 3]),
    Case([4, 1], [1]), Case([1, 4], [0]), Case([2, 5000], [1]), Case([5000, 3], [0]), Case([3, 300], [0]),
    Case([2, 4097, 2], [1]), Case([9000], [0]),
  ]

  @Test(arguments: cases) func sumAndMean(_ reduction: Case) {
    let x = Tensor.sample(reduction.shape)
    let groups = grouped(x, reduction.axes)
    let sum = x.sum(along: reduction.axes), mean = x.mean(along: reduction.axes)
    #expect(sum.shape == reduction.shape.reduced(along: reduction.axes) && mean.shape == sum.shape)
    for (position, group) in groups.enumerated() {
      let exact = group.map(Double.init).reduce(0, +), magnitude = group.map { Double(abs($0)) }.reduce(0, +)
      // Added in double precision, rounded once a run of axes; the mean is rounded twice more.
      #expect(abs(Double(sum.elements[position]) - exact) <= magnitude * 0x1p-23)
      #expect(abs(Double(mean.elements[position]) * Double(group.count) - exact) <= magnitude * 0x1p-22)
    }
  }

  @Test(arguments: cases) func maximum(_ reduction: Case) {
    let x = Tensor.sample(reduction.shape)
    #expect(x.maximum(along: reduction.axes).elements == grouped(x, reduction.axes).map { $0.max()! })
  }

  @Test(arguments: cases) func keptAxesHaveExtent1(_ reduction: Case) {
    let x = Tensor.sample(reduction.shape)
    let kept = x.sum(along: reduction.axes, keepingAxes: true)
    #expect(kept.shape.rank == x.shape.rank)
    let reduced = reduction.axes.map(x.shape.resolve)
    for axis in 0..<x.shape.rank { #expect(kept.shape[axis] == (reduced.contains(axis) ? 1 : x.shape[axis])) }
    #expect(kept.elements == x.sum(along: reduction.axes).elements)
  }

  @Test func wholeReductions() {
    let x = Tensor.sample([7, 11])
    #expect(x.sum() == x.sum(along: [0, 1]) && x.mean() == x.mean(along: [0, 1]))
    #expect(x.sum().shape == [])
    let squares = x.elements.map { Double($0) * Double($0) }.reduce(0, +)
    #expect(abs(x.sumOfSquares - squares) <= 1e-14 * squares)
  }

  @Test func aSmallTermBesideALargeOneIsNotLost() {
    // In single precision every 1 would vanish beside 2²⁵.
    let x = Tensor([0x1p25] + [Float](repeating: 1, count: 4096) + [-0x1p25])
    #expect(x.sum().element == 4096)
    #expect(x.reshaped(to: [4098, 1]).broadcast(to: [4098, 3]).sum(along: [0]).elements == [4096, 4096, 4096])
  }

  @Test func nothingAddsUpToZeroAndHasNoLargestElement() {
    #expect(Tensor.zeros([0]).sum().element == 0)
    #expect(Tensor.zeros([3, 0]).sum(along: [1]).elements == [0, 0, 0])
    #expect(Tensor.zeros([3, 0]).sum(along: [0]).shape == [0])
    #expect(Tensor.zeros([2, 0]).maximum(along: [1]).elements == [-.infinity, -.infinity])
    #expect(Tensor.zeros([0]).sumOfSquares == 0)
  }

  @Test func aNaNIsTheMaximumAndInfinitiesAreNumbers() {
    let x = Tensor([1, .nan, 3, -.infinity, 5, 6, 7, .infinity, 2], shape: [3, 3])
    let rows = x.maximum(along: [1]).elements, columns = x.maximum(along: [0]).elements
    #expect(rows[0].isNaN && rows[1] == 6 && rows[2] == .infinity)
    #expect(columns[0] == 7 && columns[1].isNaN && columns[2] == 6)
    #expect(
      Tensor([.nan, 1]).maximum(along: [0]).element.isNaN && Tensor([1, .nan]).maximum(along: [0]).element.isNaN)
  }

  /// The elements that go into each element of the result, in its order.
  private func grouped(_ x: Tensor, _ axes: [Int]) -> [[Float]] {
    let kept = x.shape.reduced(along: axes, keepingAxes: true)
    var groups = [[Float]](repeating: [], count: kept.count)
    for (index, value) in zip(indices(of: x.shape), x.elements) {
      let position = zip(zip(index, kept.dimensions), kept.strides).reduce(0) { $0 + ($1.0.1 == 1 ? 0 : $1.0.0 * $1.1) }
      groups[position].append(value)
    }
    return groups
  }
}
