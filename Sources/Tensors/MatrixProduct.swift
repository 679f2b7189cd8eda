import LabCKernels
import LabRequirements

extension Tensor {
  /// The products of the matrices along the last two axes, each first transposed where asked, plus a bias added to every
  /// row; the axes before these broadcast. Numbers below 2⁻¹²⁶, the least normal one, count as 0 in sums of products.
  public static func matrixProduct(
    _ a: Tensor, _ b: Tensor, transposingFirst: Bool = false, transposingSecond: Bool = false, bias: Tensor? = nil
  ) -> Tensor {
    let batches = (a.shape.dropLast(2), b.shape.dropLast(2))
    guard let batch = Shape.broadcast(batches.0, batches.1) else {
      brokenRule("matrix products of tensors of shapes \(a.shape) and \(b.shape), whose first axes do not broadcast")
    }
    func factors(_ first: Int, _ second: Int) -> MatrixProduct {
      MatrixProduct(
        MatrixOperand(a, matrix: first, isTransposed: transposingFirst),
        MatrixOperand(b, matrix: second, isTransposed: transposingSecond))
    }
    let first = factors(0, 0), matrix: Shape = [first.rows, first.columns]
    var product = Tensor(uninitialized: batch + matrix) { result in
      guard let base = result.baseAddress, result.count > 0 else { return }
      guard first.inner > 0 else { return result.update(repeating: 0) }
      for position in 0..<batch.count {
        factors(batches.0.position(of: position, in: batch), batches.1.position(of: position, in: batch))
          .multiply(into: base + position * matrix.count)
      }
    }
    if let bias { product.addBias(bias) }
    return product
  }
}

/// Two matrices that are multiplied.
///
/// Each element of the product is the sum of its terms in their order: how the work is shared out does not show in its bits, nor
/// which processor it is, as long as that has fused multiply-adds.
struct MatrixProduct {
  let a, b: MatrixOperand

  init(_ a: MatrixOperand, _ b: MatrixOperand) {
    require(a.columns == b.rows, "a matrix product of \(a) and \(b)")
    (self.a, self.b) = (a, b)
  }

  var rows: Int { a.rows }
  var inner: Int { a.columns }
  var columns: Int { b.columns }

  /// The product, of operands that are not empty.
  ///
  /// A layer's weights are the second operand, their gradient is a product with a transposed first. The gradient, and
  /// transposed weights, are shared out by the weights' rows in memory, each thread reading or making those that an optimiser
  /// changes on it: to change what another has read takes several times as long. Where the left operand is small and the right
  /// one transposed, they are turned round, A Bᵀ = (B Aᵀ)ᵀ, which copies the small one.
  func multiply(into result: UnsafeMutablePointer<Float>) {
    if multiplyNarrow(into: result) { return }
    measure {
      if b.isTransposed && !a.isTransposed {
        if rows <= 48 {
          kernels_product_turned(rows, inner, columns, a.matrix, b.matrix, result)
        } else {
          kernels_product_by_columns(rows, inner, columns, a.matrix, b.matrix, result, nil)
        }
      } else if a.isTransposed || rows > columns {
        kernels_product_by_rows(rows, inner, columns, a.matrix, b.matrix, result)
      } else {
        kernels_product_by_columns(rows, inner, columns, a.matrix, b.matrix, result, nil)
      }
    }
  }

  /// The sum of the first half of the terms, and of the second.
  func multiplyHalvingTerms(into first: UnsafeMutablePointer<Float>, and second: UnsafeMutablePointer<Float>) {
    measure(writing: 2) {
      kernels_product_by_columns(rows, inner, columns, a.matrix, b.matrix, first, second)
    }
  }

  /// Whether an extent is a few numbers.
  var isNarrow: Bool { min(rows, inner, columns) <= KERNELS_NARROW }

  /// A product with an extent of a few numbers, by kernels for that; false where there is none.
  private func multiplyNarrow(into result: UnsafeMutablePointer<Float>) -> Bool {
    if inner <= KERNELS_NARROW {
      let b = b.isTransposed ? b.turned : b
      measure {
        kernels_product_of_few_terms(
          rows, inner, columns, a.base, a.strides.row, a.strides.column, b.base, result)
      }
    } else if columns <= KERNELS_NARROW, !a.isTransposed {
      let transpose = b.isTransposed ? b : b.turned
      measure {
        kernels_product_of_few_columns(rows, inner, columns, a.base, transpose.base, result)
      }
    } else if columns <= KERNELS_NARROW {
      // The transpose of the product, Bᵀ Aᵀ.
      measure {
        kernels_product_of_few_rows(
          columns, inner, rows, b.base, b.strides.column, b.strides.row, a.base, result, 1, columns)
      }
    } else if rows <= KERNELS_NARROW, !b.isTransposed {
      measure {
        kernels_product_of_few_rows(
          rows, inner, columns, a.base, a.strides.row, a.strides.column, b.base, result, columns, 1)
      }
    } else {
      return false
    }
    return true
  }

  /// Counts a computation of the product, or of so many parts of it, where somebody is recording.
  private func measure(writing parts: Int = 1, _ compute: () -> Void) {
    Profile.measure(
      .init(
        "matrix product \(a.isTransposed ? "Aᵀ" : "A")\(b.isTransposed ? "Bᵀ" : "B")", [a.shape, b.shape],
        making: [rows, columns], bytes: (a.shape.count + b.shape.count + parts * rows * columns) * 4,
        floatingPointOperations: 2 * rows * inner * columns), compute)
  }
}
