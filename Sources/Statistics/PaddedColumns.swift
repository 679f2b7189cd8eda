/// The columns of a matrix, each in whole vectors of eight numbers.
///
/// Zeros fill up a column's last vector; reflections and rotations leave them zero. Sums over a column run in eight lanes
/// and end in one order, so that their bits depend on nothing but the numbers.
struct PaddedColumns {
  typealias Lanes = SIMD8<Double>

  /// Numbers in a column.
  let rows: Int
  /// Columns.
  let count: Int
  /// Vectors in a column.
  let height: Int
  /// The columns, one after another.
  var storage: [Lanes]

  /// Zeros.
  init(rows: Int, count: Int) {
    self.rows = rows
    self.count = count
    height = (rows + Lanes.scalarCount - 1) / Lanes.scalarCount
    storage = [Lanes](repeating: .zero, count: height * count)
  }

  subscript(row: Int, column: Int) -> Double {
    get { storage[column * height + row / Lanes.scalarCount][row % Lanes.scalarCount] }
    set { storage[column * height + row / Lanes.scalarCount][row % Lanes.scalarCount] = newValue }
  }

  /// The squared norm of each column.
  var squaredNorms: [Double] {
    storage.withUnsafeBufferPointer { all in
      (0..<count).map { column in
        let start = all.baseAddress! + column * height
        return Self.dot(start, start, count: height)
      }
    }
  }

  /// A squared norm below which a column counts as zero, where the largest number of the matrix is about 1: its ratio to
  /// any other column's, and the square of that, are still within the range of numbers.
  static let negligible = Double(sign: .plus, exponent: -800, significand: 1)

  /// Σ xᵢ yᵢ over `count` vectors.
  static func dot(_ x: UnsafePointer<Lanes>, _ y: UnsafePointer<Lanes>, count: Int) -> Double {
    var sum = Lanes.zero
    for i in 0..<count { sum += x[i] * y[i] }
    return total(sum)
  }

  /// The sum of the lanes, pair by pair: that of the standard library promises no order.
  static func total(_ lanes: Lanes) -> Double {
    let four = lanes.lowHalf + lanes.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}
