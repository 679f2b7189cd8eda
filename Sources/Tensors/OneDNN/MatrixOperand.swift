import CKernels

/// A matrix in memory, or its transpose.
struct MatrixOperand: CustomStringConvertible {
  private let storage: Storage
  /// The extents in memory.
  let shape: Shape
  let isTransposed: Bool

  private init(_ storage: Storage, _ shape: Shape, isTransposed: Bool) {
    (self.storage, self.shape, self.isTransposed) = (storage, shape, isTransposed)
  }

  init(_ tensor: Tensor, isTransposed: Bool = false) {
    require(tensor.shape.rank == 2, "a matrix product with a tensor of shape \(tensor.shape)")
    self.init(tensor.storage, tensor.shape, isTransposed: isTransposed)
  }

  /// Memory for a matrix.
  init(_ shape: Shape) { self.init(Storage(count: shape.count), shape, isTransposed: false) }

  /// The transpose of another, in the same memory.
  init(transposing other: MatrixOperand) { self.init(other.storage, other.shape, isTransposed: !other.isTransposed) }

  var base: UnsafeMutablePointer<Float> { storage.base }
  var rows: Int { isTransposed ? shape[1] : shape[0] }
  var columns: Int { isTransposed ? shape[0] : shape[1] }
  var description: String { "\(shape)\(isTransposed ? "ᵀ" : "")" }
  /// The distances in memory from one row to the next, and from one column.
  var strides: (row: Int, column: Int) { isTransposed ? (1, shape[1]) : (shape[1], 1) }
  var letter: CChar { CChar(UInt8(ascii: isTransposed ? "T" : "N")) }

  func address(row: Int, column: Int) -> UnsafeMutablePointer<Float> {
    base + row * strides.row + column * strides.column
  }

  /// The transpose of what is in memory, in memory of its own.
  var turned: MatrixOperand {
    let result = MatrixOperand([shape[1], shape[0]])
    Profile.measure(.init("transpose", [shape], bytes: shape.count * 8)) {
      kernels_transpose(shape[0], shape[1], base, shape[1], result.base, shape[0])
    }
    return result
  }
}
