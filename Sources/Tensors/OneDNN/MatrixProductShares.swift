import CKernels
import COneDNN
import Requirements

/// Two matrices that are multiplied, whole, or some of the rows, columns or terms of the product on each thread.
struct MatrixProduct {
  let a, b: MatrixOperand

  init(_ a: MatrixOperand, _ b: MatrixOperand) {
    require(a.columns == b.rows, "a matrix product of \(a) and \(b)")
    (self.a, self.b) = (a, b)
  }

  var rows: Int { a.rows }
  var inner: Int { a.columns }
  var columns: Int { b.columns }

  /// Fewer multiplications cost more to hand out than to do.
  private static let grain = 65_536

  func multiplySharingRows(into result: UnsafeMutablePointer<Float>) {
    measure {
      Machine.share(rows, grain: Self.grain / (inner * columns)) {
        multiply(into: result, rows: $0, columns: 0..<columns)
      }
    }
  }

  func multiplySharingColumns(into result: UnsafeMutablePointer<Float>) {
    measure {
      Machine.share(columns, grain: Self.grain / (rows * inner)) {
        multiply(into: result, rows: 0..<rows, columns: $0)
      }
    }
  }

  /// Each thread turns the rows that it made.
  func multiplySharingRows(intoTranspose transpose: UnsafeMutablePointer<Float>) {
    let product = MatrixOperand([rows, columns])
    measure(between: product.shape.count) {
      Machine.share(rows, grain: Self.grain / (inner * columns)) { range in
        multiply(into: product.base, rows: range, columns: 0..<columns)
        kernels_transpose(
          range.count, columns, product.base + range.lowerBound * columns, columns, transpose + range.lowerBound, rows)
      }
    }
  }

  /// Each thread sums some of the terms: the first into the result, the others into matrices of their own, one after another.
  func multiplySharingTerms(
    into result: UnsafeMutablePointer<Float>, and others: UnsafeMutablePointer<Float>, threads: Int
  ) {
    measure(between: (threads - 1) * rows * columns) {
      Machine.share(threads, grain: 1) { shares in
        for share in shares {
          multiply(
            into: share == 0 ? result : others + (share - 1) * rows * columns, rows: 0..<rows, columns: 0..<columns,
            terms: inner * share / threads..<inner * (share + 1) / threads)
        }
      }
    }
  }

  /// Some of the rows and columns, into their places in the product; of all terms, unless some are given.
  func multiply(
    into result: UnsafeMutablePointer<Float>, rows rowRange: Range<Int>, columns columnRange: Range<Int>,
    terms: Range<Int>? = nil
  ) {
    let terms = terms ?? 0..<inner
    check(
      dnnl_sgemm(
        a.letter, b.letter, Int64(rowRange.count), Int64(columnRange.count), Int64(terms.count), 1,
        a.address(row: rowRange.lowerBound, column: terms.lowerBound), Int64(a.shape[1]),
        b.address(row: terms.lowerBound, column: columnRange.lowerBound), Int64(b.shape[1]), 0,
        result + rowRange.lowerBound * columns + columnRange.lowerBound, Int64(columns)),
      "multiply \(rows)×\(inner) by \(inner)×\(columns)")
  }

  /// Counts a computation of the product, by way of so many numbers in between, where somebody is recording.
  func measure(between: Int = 0, _ compute: () -> Void) {
    Profile.measure(
      .init(
        "matrix product \(a.isTransposed ? "Aᵀ" : "A")\(b.isTransposed ? "Bᵀ" : "B")", [a.shape, b.shape],
        making: [rows, columns], bytes: (a.shape.count + b.shape.count + rows * columns + between) * 4,
        floatingPointOperations: 2 * rows * inner * columns), compute)
  }
}
