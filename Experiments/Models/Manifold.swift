import Laboratory

extension VariationalAutoencoder {
  /// What the plane of codes of two numbers decodes to: the mean examples of a square grid, row by row from the top, where
  /// the second number is largest.
  ///
  /// - Parameter places: The coordinates along each side, ascending.
  func manifold(at places: [Double]) -> Tensor {
    let codes = places.reversed().flatMap { up in places.flatMap { right in [Float(right), Float(up)] } }
    return decoded(Tensor(codes, shape: [places.count * places.count, 2]))
  }
}

/// The standard normal quantiles of so many equally spaced probabilities, from p to 1 − p: places at which a grid over codes
/// has an equal share of the prior in each cell.
func normalQuantiles(_ count: Int, from p: Double) -> [Double] {
  (0..<count).map { normalQuantile(p + (1 - 2 * p) * Double($0) / Double(count - 1)) }
}
