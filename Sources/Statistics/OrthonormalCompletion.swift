extension PaddedColumns {
  /// Makes the columns from `start` on orthonormal to each other and to those before, which are so among themselves.
  ///
  /// Each is what the others leave of an axis: of the first axis that they leave most of. At least one part in `rows` of
  /// its square is left, so that two rounds of Gram–Schmidt make it orthogonal to within rounding.
  mutating func complete(from start: Int) {
    guard start < count else { return }
    var covered = (0..<rows).map { row in
      (0..<start).reduce(0.0) { $0 + self[row, $1] * self[row, $1] }
    }
    let height = height
    for column in start..<count {
      var axis = 0
      for row in 1..<rows where covered[row] < covered[axis] { axis = row }
      storage.withUnsafeMutableBufferPointer { all in
        let new = all.baseAddress! + column * height
        for i in 0..<height { new[i] = .zero }
        new[axis / Lanes.scalarCount][axis % Lanes.scalarCount] = 1
        for _ in 0..<2 {
          for other in 0..<column {
            let old = all.baseAddress! + other * height
            let part = Self.dot(old, new, count: height)
            for i in 0..<height { new[i] -= part * old[i] }
          }
        }
        let norm = Self.dot(new, new, count: height).squareRoot()
        for i in 0..<height { new[i] /= norm }
      }
      for row in 0..<rows { covered[row] += self[row, column] * self[row, column] }
    }
  }
}
