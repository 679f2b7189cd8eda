import LabRequirements

/// The left singular vectors (one after another, min(rows, columns) of them) and the singular values, descending, of a
/// column-major matrix of finite values.
///
/// By one-sided Jacobi, after a reduction to a triangle where the matrix is no higher than wide (Drmač and Veselić 2008).
/// Only sums, products, quotients and square roots in an order that the shape and the numbers decide, on one thread: the
/// bits are the same on every processor. Singular values are accurate to within rounding of the greatest one; those of
/// large and small rows (where the matrix is reduced) or columns (where not), each to within rounding of itself.
func leftSingularVectors(
  of matrix: [Double], rows: Int, columns: Int
) throws(PrincipalComponentsError) -> (vectors: [Double], values: [Double]) {
  require(matrix.count == rows * columns, "\(matrix.count) values are not a \(rows) × \(columns) matrix")
  // The largest number becomes about 1, exactly, so that no square overflows or vanishes that matters.
  let largest = matrix.reduce(0) { max($0, abs($1)) }
  let exponent = largest > 0 ? min(1000, max(-1000, Int(largest.exponent))) : 0
  let unit = Double(sign: .plus, exponent: exponent, significand: 1)

  let isReduced = rows <= columns
  var scaled = PaddedColumns(rows: isReduced ? columns : rows, count: isReduced ? rows : columns)
  for column in 0..<columns {
    for row in 0..<rows {
      let value = matrix[column * rows + row] / unit
      if isReduced { scaled[column, row] = value } else { scaled[row, column] = value }
    }
  }
  if isReduced { scaled = scaled.triangularFactor() }
  try scaled.orthogonalize()

  let squares = scaled.squaredNorms
  let order = PaddedColumns.descending(squares)
  let norms = order.map { squares[$0] > PaddedColumns.negligible ? squares[$0].squareRoot() : 0 }
  var vectors = PaddedColumns(rows: rows, count: order.count)
  for (place, column) in order.enumerated() where norms[place] > 0 {
    for row in 0..<rows { vectors[row, place] = scaled[row, column] / norms[place] }
  }
  vectors.complete(from: norms.firstIndex(of: 0) ?? norms.count)
  let coordinates = (0..<vectors.count).flatMap { column in (0..<rows).map { vectors[$0, column] } }
  return (coordinates, norms.map { $0 * unit })
}
