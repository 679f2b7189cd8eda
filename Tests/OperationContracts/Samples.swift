import LabTensors

extension Tensor {
  /// Unlike numbers between −2 and 2, the same at every call.
  package static func sample(_ shape: Shape, seed: UInt64 = 1) -> Tensor {
    Tensor.uniform(shape, using: Random(seed: seed)["sample"]).scaled(by: 4, offset: -2)
  }
}

/// The distance of a float from an exact value, in units of the last place of the exact value.
package func ulps(_ value: Float, from exact: Double) -> Double {
  if Double(value) == exact || value == Float(exact) && value.isInfinite { return 0 }
  return abs(Double(value) - exact) / Double(Float(exact).ulp)
}
