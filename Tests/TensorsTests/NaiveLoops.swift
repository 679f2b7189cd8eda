import LabTensors

// What the tests compare with: plain loops over every index, in Double where something is added up.

/// Every index of a shape in row-major order.
func indices(of shape: Shape) -> [[Int]] {
  shape.dimensions.reduce([[]]) { prefixes, extent in prefixes.flatMap { prefix in (0..<extent).map { prefix + [$0] } }
  }
}

extension Shape {
  /// The distance between neighbours along each axis of a dense row-major array.
  var strides: [Int] { (0..<rank).map { suffix(rank - 1 - $0).count } }
}

extension Tensor {
  /// The element at an index.
  subscript(index: [Int]) -> Float {
    withElements { $0[zip(index, shape.strides).reduce(0) { $0 + $1.0 * $1.1 }] }
  }

  /// The tensor whose elements a function of the index gives.
  init(_ shape: Shape, _ element: ([Int]) -> Float) { self.init(indices(of: shape).map(element), shape: shape) }
}
