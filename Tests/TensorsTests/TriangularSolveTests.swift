import LabTensors
import Testing

/// Solutions put back into their systems.
@Suite struct TriangularSolveTests {
  /// Substitution is backward stable: the solution rounded to single precision leaves a remainder of at most 2⁻²² of
  /// Σ |L| |z|, with what this test rounds itself.
  @Test(arguments: [
    ([5, 5], [7, 5]), ([2, 4, 4], [2, 4]), ([3, 1, 3, 3], [4, 3]), ([1, 1], [1]), ([64, 64], [64]),
  ])
  func theSolutionSolvesTheSystem(_ matrices: [Int], _ vectors: [Int]) {
    var random = Random(seed: 5)
    let size = vectors.last!
    let b = random.normal(Shape(vectors)), noise = random.normal(Shape(matrices))
    let lower =
      noise / Float(size) + Tensor((0..<size * size).map { $0 / size == $0 % size ? 1 : 0 }, shape: [size, size])
    let triangle = Tensor((0..<size * size).map { $0 / size >= $0 % size ? 1 : 0 }, shape: [size, size])
    for transposing in [false, true] {
      let z = Tensor.triangularSolve(lower, b, transposing: transposing)
      var order = Array(0..<matrices.count)
      if transposing { order.swapAt(order.count - 1, order.count - 2) }
      let matrix = (lower * triangle).transposed(order)
      let terms = matrix * z.reshaped(to: z.shape.dimensions.dropLast() + [1, size])
      let remainder = terms.sum(along: [-1]) - b
      let magnitude = (terms * terms).mapped(.sqrt).sum(along: [-1])
      #expect(zip(remainder.elements, magnitude.elements).allSatisfy { abs($0) <= 0x1p-22 * $1 })
    }
  }
}
