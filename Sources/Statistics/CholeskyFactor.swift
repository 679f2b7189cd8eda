import LabRequirements

/// The lower triangle L of a symmetric, positive definite matrix: L Lᵀ is the matrix.
package struct CholeskyFactor: Sendable, Equatable {
  /// Rows, and columns.
  package let dimension: Int
  /// L, row-major, with zeros above the diagonal.
  package private(set) var elements: [Double]

  /// The row where a matrix turns out to be a linear combination of the rows before it, as far as rounding lets one see.
  package struct SingularRow: Error, Equatable { package let index: Int }

  /// The factor of `matrix` (dimension × dimension, row-major), of which the lower triangle is read.
  package init(of matrix: [Double], dimension: Int) throws(SingularRow) {
    require(matrix.count == dimension * dimension, "\(matrix.count) values are not \(dimension) × \(dimension)")
    self.dimension = dimension
    elements = [Double](repeating: 0, count: matrix.count)
    for row in 0..<dimension {
      for column in 0...row {
        var rest = matrix[row * dimension + column]
        for k in 0..<column { rest -= elements[row * dimension + k] * elements[column * dimension + k] }
        if column < row {
          elements[row * dimension + column] = rest / elements[column * dimension + column]
        } else {
          // What is left of the diagonal carries the rounding errors of the whole of it: below this, nothing else.
          guard rest > 1e-12 * matrix[row * dimension + row] else { throw SingularRow(index: row) }
          elements[row * dimension + row] = rest.squareRoot()
        }
      }
    }
  }

  /// L⁻¹ v for `count` vectors v, in place, coordinate-major: the first coordinate of all of them comes first.
  func divide(_ vectors: inout [Double], count: Int) {
    require(vectors.count == dimension * count, "\(vectors.count) values are not \(dimension) × \(count)")
    for row in 0..<dimension {
      for column in 0..<row {
        let weight = elements[row * dimension + column]
        for i in 0..<count { vectors[row * count + i] -= weight * vectors[column * count + i] }
      }
      let diagonal = elements[row * dimension + row]
      for i in 0..<count { vectors[row * count + i] /= diagonal }
    }
  }
}
