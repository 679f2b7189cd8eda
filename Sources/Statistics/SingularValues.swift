import LabCLAPACK
import LabRequirements

/// The left singular vectors (one after another, min(rows, columns) of them) and the singular values, descending, of a
/// column-major matrix of finite values. LAPACK's dgesvd, on one thread.
func leftSingularVectors(
  of matrix: [Double], rows: Int, columns: Int
) throws(PrincipalComponentsError) -> (vectors: [Double], values: [Double]) {
  require(matrix.count == rows * columns, "\(matrix.count) values are not a \(rows) × \(columns) matrix")
  singleThreaded
  let rank = min(rows, columns)
  var matrix = matrix
  var values = [Double](repeating: 0, count: rank)
  var vectors = [Double](repeating: 0, count: rows * rank)

  func solve(_ work: inout [Double], size: Int) -> Int32 {
    var m = Int32(rows), n = Int32(columns), one: Int32 = 1, size = Int32(size), status: Int32 = 0
    dgesvd_("S", "N", &m, &n, &matrix, &m, &values, &vectors, &m, nil, &one, &work, &size, &status, 1, 1)
    return status
  }
  var work = [0.0]
  // A size of −1 asks for the best size of the work space.
  var status = solve(&work, size: -1)
  if status == 0 {
    work = [Double](repeating: 0, count: Int(work[0]))
    status = solve(&work, size: work.count)
  }
  require(status >= 0, "dgesvd refuses its argument \(-status)")
  guard status == 0 else { throw .noConvergence }
  return (vectors, values)
}

/// OpenBLAS serves only small problems here. On its own pool its threads would spin beside the kernels' pool, and the
/// order of its sums would depend on their number.
private let singleThreaded: Void = openblas_set_num_threads(1)
