import LabCKernels
import LabTensors

extension LabelledImages {
  /// Pixels as byte/255, from 0 to 1: count × height × width × channels.
  public var scaled: Tensor { values(noise: nil, by: kernels_dequantize) }

  /// Pixels made continuous, (byte + u)/256 with u uniform on [0, 1), always below 1: count × height × width × channels. A density
  /// over them is then bounded by what it gives to a cell (Theis et al. 2016, section 3.1).
  public func dequantized(using random: Random) -> Tensor {
    values(noise: .uniform(shape, using: random["dequantization"]), by: kernels_dequantize)
  }

  /// Pixels drawn as black or white, 1 with probability byte/255, else 0: count × height × width × channels (Salakhutdinov and
  /// Murray 2008). Fresh noise whenever an image is used makes this the dynamic binarisation.
  public func binarized(using random: Random) -> Tensor {
    values(noise: .uniform(shape, using: random["binarisation"]), by: kernels_binarize)
  }

  private var shape: Shape { [count, height, width, channels] }

  private func values(
    noise: Tensor?,
    by kernel: (Int, UnsafePointer<UInt8>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?) -> Void
  ) -> Tensor {
    Tensor(uninitialized: shape, by: "bytes to floats", of: noise.map { [$0] } ?? []) { result in
      pixels.withUnsafeBufferPointer { kernel($0.count, $0.baseAddress, noise?.base, result.baseAddress) }
    }
  }
}
