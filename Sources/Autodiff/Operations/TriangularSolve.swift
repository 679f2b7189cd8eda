import LabTensors

extension Variable {
  /// The solution z of L z = b for each vector b along the last axis, with lower-triangular matrices L along the last two
  /// axes of `lower`; the axes before these broadcast, and what stands above the diagonal is not read.
  ///
  /// ∂b = L⁻ᵀ ∂z, ∂L = −∂b zᵀ on and below the diagonal (Giles 2008, section 2.3).
  public static func triangularSolve(_ lower: Variable, _ b: Variable) -> Variable {
    let (matrices, shape) = (lower.value, b.shape)
    let z = Tensor.triangularSolve(matrices, b.value)
    return operation(z, of: [lower, b]) { gradient, wanted in
      let back = Tensor.triangularSolve(matrices, gradient, transposing: true)
      return [wanted[0] ? -outerProducts(back, z, matrices.shape) : nil, wanted[1] ? back.summed(to: shape) : nil]
    }
  }

  /// Σ a bᵀ over the vectors that share a matrix, without what stands above the diagonal.
  private static func outerProducts(_ a: Tensor, _ b: Tensor, _ matrices: Shape) -> Tensor {
    let size = matrices[-1]
    let lowerTriangle = Tensor((0..<size * size).map { $0 / size >= $0 % size ? 1 : 0 }, shape: [size, size])
    if matrices.rank == 2 {
      let rows = [a, b].map { $0.reshaped(to: [-1, size]) }
      return Tensor.matrixProduct(rows[0], rows[1], transposingFirst: true) * lowerTriangle
    }
    let products = a.reshaped(to: a.shape + [1]) * b.reshaped(to: b.shape.dropLast() + [1, size])
    return products.summed(to: matrices) * lowerTriangle
  }
}
