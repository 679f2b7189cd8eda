import CKernels
import COneDNN

extension Tensor {
  /// The product of two matrices, each first transposed where asked, plus a bias added to every row.
  public static func matrixProduct(
    _ a: Tensor, _ b: Tensor, transposingFirst: Bool = false, transposingSecond: Bool = false, bias: Tensor? = nil
  ) -> Tensor {
    require(a.shape.rank == 2 && b.shape.rank == 2, "a matrix product of \(a.shape) and \(b.shape)")
    let left = Operand(a, isTransposed: transposingFirst), right = Operand(b, isTransposed: transposingSecond)
    require(left.columns == right.rows, "a matrix product of \(left) and \(right)")
    var product = Tensor(uninitialized: [left.rows, right.columns]) { result in
      guard let base = result.baseAddress, result.count > 0 else { return }
      guard left.columns > 0 else { return result.update(repeating: 0) }
      multiply(left, right, into: base)
    }
    if let bias { product.addBias(bias) }
    return product
  }

  /// A matrix in memory, or its transpose.
  private struct Operand: CustomStringConvertible {
    let storage: Storage
    /// The extents in memory.
    let shape: Shape
    let isTransposed: Bool

    init(_ tensor: Tensor, isTransposed: Bool) {
      (storage, shape, self.isTransposed) = (tensor.storage, tensor.shape, isTransposed)
    }

    /// The matrix in memory, whose transpose another is.
    init(untransposed other: Operand) { (storage, shape, isTransposed) = (other.storage, other.shape, false) }

    private init(_ shape: Shape) { (storage, self.shape, isTransposed) = (Storage(count: shape.count), shape, false) }

    var rows: Int { isTransposed ? shape[1] : shape[0] }
    var columns: Int { isTransposed ? shape[0] : shape[1] }
    var description: String { "\(shape)\(isTransposed ? "ᵀ" : "")" }
    /// The distances in memory from one row to the next, and from one column.
    var strides: (row: Int, column: Int) { isTransposed ? (1, shape[1]) : (shape[1], 1) }
    var letter: CChar { CChar(UInt8(ascii: isTransposed ? "T" : "N")) }

    /// The transpose of what is in memory, in memory of its own.
    var turned: Operand {
      let result = Operand([shape[1], shape[0]])
      turn(into: result.storage.base)
      return result
    }

    func turn(into result: UnsafeMutablePointer<Float>) {
      Profile.measure(.init("transpose", [shape], bytes: shape.count * 8)) {
        kernels_transpose(shape[0], shape[1], storage.base, result)
      }
    }

    /// Memory for a product with another.
    func product(with other: Operand) -> Operand { Operand([rows, other.columns]) }
  }

  /// A product of operands that are not empty.
  ///
  /// oneDNN's threads share out a product with a transposed right operand badly: here each computes some of the columns, or,
  /// where the left operand and the product are much smaller, these are turned round: A Bᵀ = (B Aᵀ)ᵀ.
  private static func multiply(_ a: Operand, _ b: Operand, into result: UnsafeMutablePointer<Float>) {
    if multiplyNarrow(a, b, into: result) { return }
    guard b.isTransposed, a.rows > 1 else { return multiplyAsTheyAre(a, b, into: result) }
    if !a.isTransposed, 4 * a.rows * (a.columns + b.columns) <= b.shape.count {
      let plain = Operand(untransposed: b), turned = a.turned, product = plain.product(with: turned)
      multiplyAsTheyAre(plain, turned, into: product.storage.base)
      product.turn(into: result)
    } else {
      measure(a, b) {
        withUnsafePointer(to: Product(a, b, result)) { product in
          let grain = 65_536 / (a.rows * a.columns * Product.band)
          kernels_parallel_for(
            (b.columns + Product.band - 1) / Product.band, grain,
            { $0!.load(as: Product.self).multiply(columns: $1 * Product.band..<$2 * Product.band) }, product)
        }
      }
    }
  }

  private static func multiplyAsTheyAre(_ a: Operand, _ b: Operand, into result: UnsafeMutablePointer<Float>) {
    measure(a, b) { Product(a, b, result).multiply(columns: 0..<b.columns) }
  }

  /// What oneDNN is told of a product.
  private struct Product {
    let letters: (CChar, CChar)
    let rows, inner, columns, aStride, bStride, bColumnStride: Int
    let a, b: UnsafeMutablePointer<Float>
    let result: UnsafeMutablePointer<Float>

    /// Columns that are shared out together, those of a cache line.
    static let band = 16

    init(_ a: Operand, _ b: Operand, _ result: UnsafeMutablePointer<Float>) {
      (letters, rows, inner, columns) = ((a.letter, b.letter), a.rows, a.columns, b.columns)
      (aStride, bStride, bColumnStride) = (a.shape[1], b.shape[1], b.strides.column)
      (self.a, self.b, self.result) = (a.storage.base, b.storage.base, result)
    }

    func multiply(columns range: Range<Int>) {
      let some = range.clamped(to: 0..<columns)
      check(
        dnnl_sgemm(
          letters.0, letters.1, Int64(rows), Int64(some.count), Int64(inner), 1, a, Int64(aStride),
          b + some.lowerBound * bColumnStride, Int64(bStride), 0, result + some.lowerBound, Int64(columns)),
        "multiply \(rows)×\(inner) by \(inner)×\(columns)")
    }
  }

  /// A product with an extent of a few numbers, by kernels of our own; false where it has none, or is better left to oneDNN.
  private static func multiplyNarrow(_ a: Operand, _ b: Operand, into result: UnsafeMutablePointer<Float>) -> Bool {
    let (rows, inner, columns) = (a.rows, a.columns, b.columns)
    if inner <= KERNELS_NARROW {
      let b = b.isTransposed ? b.turned : b
      measure(a, b) {
        kernels_product_of_few_terms(
          rows, inner, columns, a.storage.base, a.strides.row, a.strides.column, b.storage.base, result)
      }
    } else if columns <= KERNELS_NARROW, !a.isTransposed {
      let transpose = b.isTransposed ? b : b.turned
      measure(a, b) {
        kernels_product_of_few_columns(rows, inner, columns, a.storage.base, transpose.storage.base, result)
      }
    } else if columns <= KERNELS_NARROW {
      // The transpose of the product, Bᵀ Aᵀ.
      measure(a, b) {
        kernels_product_of_few_rows(
          columns, inner, rows, b.storage.base, b.strides.column, b.strides.row, a.storage.base, result, 1, columns)
      }
    } else if rows <= KERNELS_NARROW, !b.isTransposed {
      measure(a, b) {
        kernels_product_of_few_rows(
          rows, inner, columns, a.storage.base, a.strides.row, a.strides.column, b.storage.base, result, columns, 1)
      }
    } else {
      return false
    }
    return true
  }

  private static func measure(_ a: Operand, _ b: Operand, _ multiply: () -> Void) {
    Profile.measure(
      .init(
        "matrix product \(a.isTransposed ? "Aᵀ" : "A")\(b.isTransposed ? "Bᵀ" : "B")", [a.shape, b.shape],
        making: [a.rows, b.columns], bytes: (a.shape.count + b.shape.count + a.rows * b.columns) * 4,
        floatingPointOperations: 2 * a.rows * a.columns * b.columns), multiply)
  }
}
