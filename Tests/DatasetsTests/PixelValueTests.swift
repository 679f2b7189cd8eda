import LabDatasets
import LabTensors
import Testing

/// Bytes as numbers.
@Suite struct PixelValueTests {
  /// Every byte, as 4 images of 8 × 8 pixels.
  let images = LabelledImages(
    pixels: Array(0...255), labels: [0, 0, 0, 0], height: 8, width: 8, classNames: ["byte"])
  let random = Random(seed: 5)["pixels"]

  private func noise(_ stream: String) -> [Float] { Tensor.uniform([4, 8, 8, 1], using: random[stream]).elements }

  @Test func scaledBytesLieBetween0And1() {
    #expect(images.scaled == Tensor((0...255).map { Float($0) / 255 }, shape: [4, 8, 8, 1]))
    #expect(images.prefix(0).scaled.shape == [0, 8, 8, 1])
  }

  @Test func dequantizedBytesAreSpreadOverTheirCells() {
    let expected = zip(0...255, noise("dequantization")).map { (Float($0) + $1) / 256 }
    #expect(images.dequantized(using: random) == Tensor(expected, shape: [4, 8, 8, 1]))
  }

  /// 255 and a number nearly 1 are 256 in single precision, one time in 2¹⁷: here of a million some eight. At 1, what maps the
  /// interval to all numbers is infinite.
  @Test func dequantizedBytesAreBelow1() {
    let white = LabelledImages(
      pixels: Array(repeating: 255, count: 1 << 20), labels: [0], height: 1 << 10, width: 1 << 10, classNames: ["white"]
    )
    let values = white.dequantized(using: Random(seed: 1)).elements
    #expect(values.allSatisfy { $0 >= 255 / 256 && $0 < 1 })
    #expect(values.contains(Float(1).nextDown))
  }

  @Test func binarizedBytesAre1WhereTheNoiseIsBelowThem() {
    let expected = zip(0...255, noise("binarisation")).map { $1 < Float($0) / 255 ? Float(1) : 0 }
    #expect(images.binarized(using: random) == Tensor(expected, shape: [4, 8, 8, 1]))
  }

  @Test func aByteIs1AsOftenAsItsShareOf255() {
    let draws = 4_096
    let repeated = LabelledImages(
      pixels: (0..<256 * draws).map { UInt8($0 / draws) }, labels: Array(repeating: 0, count: 256), height: 1,
      width: draws, classNames: ["byte"])
    let binary = repeated.binarized(using: Random(seed: 1))
    #expect(Set(binary.elements) == [0, 1])
    let means = binary.sum(along: [1, 2, 3]).elements.map { Double($0) / Double(draws) }
    #expect(means[0] == 0 && means[255] == 1)
    var chiSquare = 0.0
    for byte in 1..<255 {
      let p = Double(byte) / 255, error = (means[byte] - p) / (p * (1 - p) / Double(draws)).squareRoot()
      // 254 standard normal errors all lie within 4.5 in 99.8% of cases.
      #expect(abs(error) < 4.5, "byte \(byte)")
      chiSquare += error * error
    }
    // 254 degrees of freedom: mean 254, standard deviation 22.5; within four of them.
    #expect(abs(chiSquare - 254) < 90)
  }
}
