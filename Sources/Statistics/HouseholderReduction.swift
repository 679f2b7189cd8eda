extension PaddedColumns {
  /// The matrix L of as many rows as A, which these columns are the transpose of, and no more columns, for which A = L Q
  /// with orthonormal rows of Q: L has the left singular vectors and the singular values of A.
  ///
  /// By Householder reflections with column pivoting, Aᵀ P = Qᵀ R (Businger and Golub 1965): each step takes the column
  /// a of the greatest norm below the rows that are done, and reflects all that remain by
  ///
  ///     H = I − v vᵀ / (‖a‖ (‖a‖ + |a₁|)),  v = a + sign(a₁) ‖a‖ e₁
  ///
  /// which makes a a multiple of e₁. L is P Rᵀ: its columns are nearly orthogonal and descend where R grades the
  /// singular values, so that few rotations are left to do (Drmač and Veselić 2008, section 2). Each column is reflected
  /// with an error relative to that column alone: rows of A that are small keep their accuracy.
  consuming func triangularFactor() -> PaddedColumns {
    var factor = PaddedColumns(rows: count, count: min(rows, count))
    var squares = squaredNorms
    var remaining = Array(0..<count)
    var reflector = [Lanes](repeating: .zero, count: height)
    let height = height
    storage.withUnsafeMutableBufferPointer { all in
      reflector.withUnsafeMutableBufferPointer { v in
        for step in 0..<factor.count {
          var place = 0
          for other in remaining.indices where squares[remaining[other]] > squares[remaining[place]] { place = other }
          let pivot = remaining.remove(at: place)
          guard squares[pivot] > Self.negligible else { break }

          let first = step / Lanes.scalarCount, lane = step % Lanes.scalarCount
          let done = Self.lanes .< Double(lane)
          for i in first..<height { v[i] = all[pivot * height + i] }
          v[first].replace(with: 0, where: done)
          let norm = squares[pivot].squareRoot(), leading = v[first][lane]
          v[first][lane] += leading < 0 ? -norm : norm
          factor[pivot, step] = leading < 0 ? norm : -norm
          let divisor = norm * (norm + abs(leading))

          for column in remaining {
            let start = all.baseAddress! + column * height
            let weight =
              Self.dot(start + first, v.baseAddress! + first, count: height - first) / divisor
            let head = start[first] - weight * v[first]
            start[first] = head
            factor[column, step] = head[lane]
            let below = head.replacing(with: 0, where: Self.lanes .<= Double(lane))
            var sum = below * below
            for i in first + 1..<height {
              let rest = start[i] - weight * v[i]
              start[i] = rest
              sum += rest * rest
            }
            squares[column] = Self.total(sum)
          }
        }
      }
    }
    return factor
  }

  private static let lanes = Lanes(0, 1, 2, 3, 4, 5, 6, 7)
}
