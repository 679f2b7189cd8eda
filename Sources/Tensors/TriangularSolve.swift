import LabRequirements

extension Tensor {
  /// The solution z of L z = b for each vector b along the last axis, or of Lᵀ z = b, with lower-triangular matrices L
  /// along the last two axes of `lower`; the axes before these broadcast. What stands above the diagonal is not read.
  ///
  /// By substitution, accumulated in double precision.
  public static func triangularSolve(_ lower: Tensor, _ b: Tensor, transposing: Bool = false) -> Tensor {
    guard lower.shape.rank >= 2, b.shape.rank >= 1, lower.shape[-1] == lower.shape[-2], lower.shape[-1] == b.shape[-1],
      let batch = Shape.broadcast(lower.shape.dropLast(2), b.shape.dropLast())
    else { brokenRule("no triangular systems have matrices of shape \(lower.shape) and vectors of \(b.shape)") }
    let size = b.shape[-1], matrices = lower.shape.dropLast(2)
    let right = b.broadcast(to: batch + [size])
    return Tensor(uninitialized: right.shape) { result in
      lower.withElements { lower in
        right.withElements { right in
          for system in 0..<batch.count {
            let matrix = matrices.position(of: system, in: batch)
            substitute(
              UnsafeBufferPointer(rebasing: lower[matrix * size * size..<(matrix + 1) * size * size]),
              UnsafeBufferPointer(rebasing: right[system * size..<(system + 1) * size]), transposing: transposing,
              into: UnsafeMutableBufferPointer(rebasing: result[system * size..<(system + 1) * size]))
          }
        }
      }
    }
  }

  private static func substitute(
    _ lower: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>, transposing: Bool,
    into z: UnsafeMutableBufferPointer<Float>
  ) {
    let size = b.count
    for step in 0..<size {
      let row = transposing ? size - 1 - step : step
      var remainder = Double(b[row])
      for known in transposing ? row + 1..<size : 0..<row {
        remainder -= Double(transposing ? lower[known * size + row] : lower[row * size + known]) * Double(z[known])
      }
      z[row] = Float(remainder / Double(lower[row * size + row]))
    }
  }
}
