import LabTensors
import LabTestSupport
import Testing

@Suite struct NormTests {
  /// Sizes around a vector's, a chunk's, and many chunks'.
  private static let sizes = [[0], [1], [127], [128], [129], [4096], [4097], [5000, 1, 0, 128, 4096, 20_000]]

  private func exact(_ tensors: [Tensor]) -> Double {
    tensors.flatMap(\.elements).reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  }

  /// Squares and sums of eight of them are rounded to single numbers, four times in all: by half of 4 · 2⁻²⁴ in the root.
  @Test(arguments: sizes, [Float(1), 1e-15, 1e18]) func theRootOfTheSumOfSquares(_ sizes: [Int], _ scale: Float) {
    let tensors = sizes.map { Tensor.sample([$0]) * scale }
    let expected = exact(tensors)
    #expect(abs(Tensor.norm(of: tensors) - expected) <= 1.2e-7 * expected)
  }

  /// Their squares overflow, or vanish, in single precision.
  @Test(arguments: [Float(1e30), 1e20, 1e-23, 1e-30]) func numbersWhoseSquaresAreNoFloats(_ scale: Float) {
    let tensors = [Tensor.sample([5000]) * scale, Tensor.sample([300]) * scale]
    let expected = exact(tensors)
    #expect(abs(Tensor.norm(of: tensors) - expected) <= 1e-12 * expected)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity], [0, 1000, 4999]) func isNotFiniteWhereANumberIsNot(
    _ broken: Float, _ position: Int
  ) {
    var tensor = Tensor.sample([5000])
    tensor.withMutableElements { $0[position] = broken }
    #expect(!Tensor.norm(of: [.sample([300]), tensor]).isFinite)
  }

  @Test func noTensorsHaveNoNorm() { #expect(Tensor.norm(of: []) == 0) }
}
