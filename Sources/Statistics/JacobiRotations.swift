extension PaddedColumns {
  /// Rotates the columns among themselves until they are orthogonal: one-sided Jacobi (Hestenes 1958). What is left of
  /// each is a left singular vector times its singular value, in no order.
  ///
  /// A pair p, q with ‖p‖ ≥ ‖q‖ and an angle that is not right to within rounding becomes
  ///
  ///     p′ = c p − s q,  q′ = s p + c q,  s = t / √(1 + t²),  c = 1 − s t / (1 + √(1 + t²)),
  ///     t = sign(ζ) / (|ζ| + √(1 + ζ²)),  ζ = (‖q‖² − ‖p‖²) / (2 p·q)
  ///
  /// (Rutishauser 1966). The angle is measured relative to both norms, so that small columns become as orthogonal, and
  /// small singular values as accurate, as large ones (Demmel and Veselić 1992).
  ///
  /// - Throws: where an angle is still not right after more sweeps over all pairs than any matrix is known to take.
  mutating func orthogonalize() throws(PrincipalComponentsError) {
    // Twice the rounding of a rotation, and that of a sum over a column, which grows with the root of its length.
    let tolerance = Double.ulpOfOne * max(4, Double(rows).squareRoot() / 2)
    var squares = squaredNorms
    for _ in 0..<Self.sweeps where sweep(&squares, tolerance: tolerance) == 0 { return }
    throw .noConvergence
  }

  /// Rotates pairs of columns whose squared norms these are. How many; where none, all are orthogonal.
  private mutating func sweep(_ squares: inout [Double], tolerance: Double) -> Int {
    let count = count, height = height
    // Large columns come first, and exchange places with smaller ones before them: then fewer sweeps are needed. Sorted
    // anew, none exchanges places before the first rotation: a sweep without one has looked at each pair.
    var order = Self.descending(squares)
    // Pairs among a few columns first, which stay in the processor's cache meanwhile.
    let block = max(2, Self.vectorsInCache / height)
    return storage.withUnsafeMutableBufferPointer { all in
      var rotations = 0
      for i in stride(from: 0, to: count, by: block) {
        for j in stride(from: i, to: count, by: block) {
          for first in i..<min(i + block, count) {
            for second in max(first + 1, j)..<max(first + 1, min(j + block, count)) {
              if squares[order[first]] < squares[order[second]] { order.swapAt(first, second) }
              let p = order[first], q = order[second]
              guard squares[q] > Self.negligible else { continue }
              let x = all.baseAddress! + p * height, y = all.baseAddress! + q * height
              let product = Self.dot(x, y, count: height)
              guard abs(product) > tolerance * (squares[p].squareRoot() * squares[q].squareRoot()) else { continue }
              (squares[p], squares[q]) = Self.rotate(
                x, y, count: height, zeta: (squares[q] - squares[p]) / (2 * product))
              rotations += 1
            }
          }
        }
      }
      return rotations
    }
  }

  /// Rotates two columns, and gives their new squared norms.
  private static func rotate(
    _ p: UnsafeMutablePointer<Lanes>, _ q: UnsafeMutablePointer<Lanes>, count: Int, zeta: Double
  ) -> (Double, Double) {
    let tangent = (zeta < 0 ? -1 : 1) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
    // The cosine is not the secant's inverse: roots of numbers little above 1 are rounded down more often than up, and the
    // columns would grow with each rotation.
    let secant = (1 + tangent * tangent).squareRoot()
    let sine = tangent / secant, cosine = 1 - sine * (tangent / (1 + secant))
    var pp = Lanes.zero, qq = Lanes.zero
    for i in 0..<count {
      let x = cosine * p[i] - sine * q[i], y = sine * p[i] + cosine * q[i]
      p[i] = x
      q[i] = y
      pp += x * x
      qq += y * y
    }
    return (total(pp), total(qq))
  }

  /// The places of the numbers from the greatest to the least, the first of equal ones first.
  static func descending(_ numbers: [Double]) -> [Int] {
    numbers.indices.sorted { (numbers[$1], $0) < (numbers[$0], $1) }
  }

  /// Five to ten do for most matrices, fourteen have been seen.
  private static let sweeps = 60
  /// How many vectors a block of columns has: 128 KiB, of which the second-level cache holds two.
  private static let vectorsInCache = 2048
}
