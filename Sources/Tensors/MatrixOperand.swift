import LabCKernels
import LabRequirements

/// A matrix in memory, or its transpose.
struct MatrixOperand: CustomStringConvertible {
  private let storage: Storage
  /// Where it begins in it.
  private let offset: Int
  /// The extents in memory.
  let shape: Shape
  let isTransposed: Bool

  private init(_ storage: Storage, offset: Int = 0, _ shape: Shape, isTransposed: Bool) {
    (self.storage, self.offset, self.shape, self.isTransposed) = (storage, offset, shape, isTransposed)
  }

  /// One of the matrices along the last two axes of a tensor, by its number in row-major order.
  init(_ tensor: Tensor, matrix: Int = 0, isTransposed: Bool = false) {
    let shape = tensor.shape.suffix(2)
    require(shape.rank == 2, "a matrix product with a tensor of shape \(tensor.shape)")
    self.init(tensor.storage, offset: matrix * shape.count, shape, isTransposed: isTransposed)
  }

  var base: UnsafeMutablePointer<Float> { storage.base + offset }
  var rows: Int { isTransposed ? shape[1] : shape[0] }
  var columns: Int { isTransposed ? shape[0] : shape[1] }
  var description: String { "\(shape)\(isTransposed ? "ᵀ" : "")" }
  /// The distances in memory from one row to the next, and from one column.
  var strides: (row: Int, column: Int) { isTransposed ? (1, shape[1]) : (shape[1], 1) }
  var matrix: kernels_matrix { kernels_matrix(elements: base, row: strides.row, column: strides.column) }

  /// The transpose of what is in memory, in memory of its own.
  var turned: MatrixOperand {
    let result = MatrixOperand(Storage(count: shape.count), [shape[1], shape[0]], isTransposed: false)
    Profile.measure(.init("transpose", [shape], bytes: shape.count * 8)) {
      kernels_transpose(shape[0], shape[1], base, shape[1], result.base, shape[0])
    }
    return result
  }
}
