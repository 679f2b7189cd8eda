/// The distance in elements from one index of each axis to the next.
typealias Strides = PerAxis<Int>

extension Shape {
  /// The strides of a dense row-major array.
  var denseStrides: Strides { strides(broadcastTo: self, repeatingExtent1: false) }

  /// The strides by which this shape is read as if it had the target's, 0 where it repeats.
  func strides(broadcastTo target: Shape) -> Strides { strides(broadcastTo: target, repeatingExtent1: true) }

  /// The position in this shape of what stands at a position of one that it broadcasts to, both in row-major order.
  func position(of position: Int, in target: Shape) -> Int {
    let whole = target.denseStrides, strides = strides(broadcastTo: target)
    return (0..<target.rank).reduce(0) { $0 + position / whole[$1] % target[$1] * strides[$1] }
  }

  private func strides(broadcastTo target: Shape, repeatingExtent1: Bool) -> Strides {
    var strides = Strides(repeating: 0), stride = 1
    for axis in (0..<rank).reversed() {
      strides[target.rank - rank + axis] = repeatingExtent1 && self[axis] == 1 ? 0 : stride
      stride *= self[axis]
    }
    return strides
  }
}

/// A loop over the elements of two strided arrays, with as few and as long axes as there can be: those of extent 1 are
/// dropped, and neighbours joined that each array steps through evenly. The last axis has stride 0 or 1 in both where both
/// arrays are dense or repeated.
struct StridedLoop {
  private var rank = 0
  private var extents = Strides(repeating: 1)
  private var left = Strides(repeating: 0), right = Strides(repeating: 0)

  /// Over arrays of one shape.
  init(over shape: Shape, _ a: Strides, _ b: Strides) {
    for axis in 0..<shape.rank where shape[axis] != 1 {
      let extent = shape[axis], last = rank - 1
      if rank > 0, left[last] == a[axis] * extent, right[last] == b[axis] * extent {
        extents[last] *= extent
        (left[last], right[last]) = (a[axis], b[axis])
      } else {
        (extents[rank], left[rank], right[rank]) = (extent, a[axis], b[axis])
        rank += 1
      }
    }
    rank = max(rank, 1)
  }

  /// Over two dense arrays of so many elements.
  init(count: Int) { (rank, extents[0], left[0], right[0]) = (1, count, 1, 1) }

  /// As a kernel takes it: the number of axes, their extents, and both arrays' strides.
  func withPointers(_ body: (Int32, UnsafePointer<Int>, UnsafePointer<Int>, UnsafePointer<Int>) -> Void) {
    extents.span.withUnsafeBufferPointer { extents in
      left.span.withUnsafeBufferPointer { left in
        right.span.withUnsafeBufferPointer { right in
          body(Int32(rank), extents.baseAddress!, left.baseAddress!, right.baseAddress!)
        }
      }
    }
  }
}
