import LabTensors

extension Tensor {
  /// Unlike numbers between −2 and 2, the same at every call.
  package static func sample(_ shape: Shape, seed: UInt64 = 1) -> Tensor {
    Tensor.uniform(shape, using: Random(seed: seed)["sample"]).scaled(by: 4, offset: -2)
  }
}
