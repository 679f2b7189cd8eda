import CKernels
import Requirements

extension Tensor {
  /// The products of the matrices along the last two axes, each first transposed where asked, plus a bias added to every
  /// row; the axes before these broadcast.
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

extension MatrixProduct {
  /// The product, of operands that are not empty.
  ///
  /// A layer's weights are the second operand, their gradient is a product with a transposed first. Where these are
  /// large, they are shared out by their rows in memory, each thread reading or making those that an optimiser changes on
  /// it: to change what another has read takes several times as long. Where the left operand and the product are much
  /// smaller than a transposed right one, they are turned round: A Bᵀ = (B Aᵀ)ᵀ.
  func multiply(into result: UnsafeMutablePointer<Float>) {
    if multiplyNarrow(into: result) { return }
    switch (a.isTransposed, b.isTransposed) {
    case (false, true) where 4 * rows * (inner + columns) <= b.shape.count:
      let plain = MatrixOperand(transposing: b), turned = a.turned
      MatrixProduct(plain, turned).multiplySharingRows(intoTranspose: result)
    case (_, true): multiplySharingColumns(into: result)
    case (true, false): multiplySharingRows(into: result)
    case (false, false): measure { multiply(into: result, rows: 0..<rows, columns: 0..<columns) }
    }
  }

  /// Whether an extent is a few numbers.
  var isNarrow: Bool { min(rows, inner, columns) <= KERNELS_NARROW }

  /// A product with an extent of a few numbers, by kernels of our own; false where it has none, or is better left to oneDNN.
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
}
