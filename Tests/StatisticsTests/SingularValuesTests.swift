import LabTestSupport
import Testing

@testable import LabStatistics

/// A matrix, column by column, and its singular values in 50 digits.
struct SingularValuesReference: Decodable, CustomTestStringConvertible {
  let name: String
  let rows, columns: Int
  /// Whether each singular value is determined to within rounding of itself, not of the greatest alone.
  let isGraded: Bool
  let matrix, values: [Double]
  var testDescription: String { name }

  static func all() throws -> [Self] { try fixture("singular-values") }

  /// The greatest value, in which products are within the range of numbers; 1 of zeros.
  var unit: Double { values[0] > 0 ? values[0] : 1 }
}

/// Singular values and left singular vectors of matrices of each shape and kind, against mpmath.
@Suite struct SingularValuesTests {
  @Test(arguments: try SingularValuesReference.all())
  func valuesAreThose(of reference: SingularValuesReference) throws {
    let (_, values) = try leftSingularVectors(of: reference.matrix, rows: reference.rows, columns: reference.columns)
    try #require(values.count == reference.values.count)
    #expect(zip(values, values.dropFirst()).allSatisfy(>=), "descending")
    for (value, expected) in zip(values, reference.values) {
      // Each rotation rounds by half a unit of 2e-16 in either direction, and these cancel. A graded matrix multiplies
      // them by the condition of what is left where its rows or columns are divided by their norms, here up to 28.
      let tolerance = reference.isGraded ? 4e-15 * expected : 1e-15 * reference.unit
      #expect(abs(value - expected) <= tolerance)
    }
  }

  @Test(arguments: try SingularValuesReference.all())
  func vectorsAreOrthonormal(of reference: SingularValuesReference) throws {
    let vectors = try vectors(of: reference)
    for (i, a) in vectors.enumerated() {
      for (j, b) in vectors.prefix(i + 1).enumerated() {
        // Columns count as orthogonal at 4 units of 2e-16, and the sum here is rounded as well.
        #expect(abs(product(a, b) - (i == j ? 1 : 0)) < 2e-15, "\(i), \(j)")
      }
    }
  }

  /// U Uᵀ A is A, and the rows of Uᵀ A are orthogonal, with the singular values as norms: that, and being orthonormal,
  /// makes vectors the singular ones, also where equal values leave a choice.
  @Test(arguments: try SingularValuesReference.all())
  func vectorsTakeTheMatrixApart(of reference: SingularValuesReference) throws {
    let rows = reference.rows, matrix = reference.matrix.map { $0 / reference.unit }
    let columns = (0..<reference.columns).map { Array(matrix[$0 * rows..<($0 + 1) * rows]) }
    let vectors = try vectors(of: reference)
    let coordinates = vectors.map { vector in columns.map { product(vector, $0) } }

    // Relative to the greatest value. Vectors are rounded in 2e-16, their products with a column in some times that.
    for (j, column) in columns.enumerated() {
      for i in 0..<rows {
        let restored = vectors.indices.reduce(0.0) { $0 + vectors[$1][i] * coordinates[$1][j] }
        #expect(abs(restored - column[i]) < 2e-15, "row \(i), column \(j)")
      }
    }
    for (i, a) in coordinates.enumerated() {
      #expect(abs(product(a, a).squareRoot() - reference.values[i] / reference.unit) < 4e-15, "\(i)")
      for (j, b) in coordinates.prefix(i).enumerated() { #expect(abs(product(a, b)) < 4e-15, "\(i), \(j)") }
    }
  }

  /// One number for the bits of all results, which no processor, toolchain or optimisation changes. It was made on an
  /// x86-64 processor with AVX-512; a change of the algorithm is the one reason to write another.
  @Test func bitsAreTheSameEverywhere() throws {
    var digest: UInt64 = 0
    for reference in try SingularValuesReference.all() {
      let result = try leftSingularVectors(of: reference.matrix, rows: reference.rows, columns: reference.columns)
      for number in result.values + result.vectors { digest = (digest ^ number.bitPattern) &* 0x100_0000_01b3 }
    }
    #expect(digest == 0xc9b6_5ce4_dba4_6116)
  }

  private func vectors(of reference: SingularValuesReference) throws -> [[Double]] {
    let (vectors, values) = try leftSingularVectors(
      of: reference.matrix, rows: reference.rows, columns: reference.columns)
    return values.indices.map { Array(vectors[$0 * reference.rows..<($0 + 1) * reference.rows]) }
  }

  private func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
}
