import LabTensors
import LabTestSupport
import Testing

/// Matrix products in every form, against sums in double precision.
@Suite struct MatrixProductTests {
  struct Sizes: Sendable, CustomStringConvertible {
    let rows, inner, columns: Int
    init(_ rows: Int, _ inner: Int, _ columns: Int) { (self.rows, self.inner, self.columns) = (rows, inner, columns) }
    var description: String { "\(rows)×\(inner) by \(inner)×\(columns)" }
  }

  static let sizes = [
    Sizes(1, 1, 1), Sizes(3, 5, 2), Sizes(1, 7, 4), Sizes(4, 6, 1), Sizes(5, 1, 3), Sizes(17, 16, 9),
    Sizes(64, 100, 33),
    Sizes(1, 784, 200), Sizes(130, 257, 66),
    // Turned round where the right one is transposed, also with a remainder.
    Sizes(9, 150, 161), Sizes(16, 256, 128),
    // Narrow ones: few terms, columns or rows, in one share and in several.
    Sizes(40, 8, 130), Sizes(300, 2, 600), Sizes(9, 50, 8), Sizes(300, 600, 3), Sizes(8, 50, 130), Sizes(2, 601, 300),
  ]

  @Test(arguments: sizes) func plainOrTransposedWithOrWithoutABias(_ sizes: Sizes) {
    let a = Tensor.sample([sizes.rows, sizes.inner], seed: 1), b = Tensor.sample([sizes.inner, sizes.columns], seed: 2)
    let bias = Tensor.sample([sizes.columns], seed: 3)
    for (transposingFirst, transposingSecond) in [(false, false), (false, true), (true, false), (true, true)] {
      for addend in [nil, bias] {
        let product = Tensor.matrixProduct(
          transposingFirst ? a.transposed([1, 0]) : a, transposingSecond ? b.transposed([1, 0]) : b,
          transposingFirst: transposingFirst, transposingSecond: transposingSecond, bias: addend)
        expectProduct(product, a, b, bias: addend)
      }
    }
  }

  /// Into how many parts the terms of an affine map are divided.
  static let affineCases = [
    (Sizes(32, 257, 130), 2), (Sizes(12, 301, 300), 2), (Sizes(80, 331, 101), 2),
    // More rows than a quarter of the terms; too small; narrow.
    (Sizes(90, 331, 101), 1), (Sizes(30, 50, 20), 1), (Sizes(40, 8, 4000), 1), (Sizes(8, 784, 200), 1),
    (Sizes(300, 600, 6), 1),
  ]

  @Test(arguments: affineCases) func affineMaps(_ sizes: Sizes, parts: Int) throws {
    let x = Tensor.sample([sizes.rows, sizes.inner], seed: 1)
    let weights = Tensor.sample([sizes.inner, sizes.columns], seed: 2), bias = Tensor.sample([sizes.columns], seed: 3)
    let profile = Profile()
    let sum = profile.record { Tensor.affine(x, weights, bias: bias) }
    expectProduct(sum, x, weights, bias: bias)
    #expect(identical(.affine(x, weights, bias: bias, activation: .selu), sum.mapped(.selu)))
    // The bias is added to the sum of every part.
    let addition = try #require(profile.tallies.keys.first { $0.name == "bias" })
    #expect(addition.bytes == ((1 + parts) * sum.count + bias.count) * 4)
  }

  private func expectProduct(
    _ product: Tensor, _ a: Tensor, _ b: Tensor, bias: Tensor?, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let (rows, inner, columns) = (a.shape[0], a.shape[1], b.shape[1])
    let (left, right, addends) = (a.elements.map(Double.init), b.elements.map(Double.init), bias?.elements)
    #expect(product.shape == [rows, columns], sourceLocation: sourceLocation)
    for (position, value) in product.elements.enumerated() {
      let (row, column) = position.quotientAndRemainder(dividingBy: columns)
      var exact = Double(addends?[column] ?? 0), magnitude = abs(exact)
      for k in 0..<inner {
        let term = left[row * inner + k] * right[k * columns + column]
        (exact, magnitude) = (exact + term, magnitude + abs(term))
      }
      // Whatever the order, n additions in single precision err by at most n 2⁻²⁴ of the sum of magnitudes; in
      // practice by √n of it.
      let roundings = Double(inner + 1).squareRoot() + 1
      #expect(abs(Double(value) - exact) <= magnitude * roundings * 0x1p-24, sourceLocation: sourceLocation)
    }
  }

  /// Leading axes that agree, that one factor lacks, and that broadcast.
  static let batches: [(a: Shape, b: Shape, product: Shape)] = [
    ([3], [3], [3]), ([2, 3], [], [2, 3]), ([], [4], [4]), ([2, 1], [3], [2, 3]), ([1, 3], [2, 1], [2, 3]),
    ([0], [], [0]),
  ]

  @Test(arguments: batches, [Sizes(4, 5, 3), Sizes(12, 17, 19)])
  func everyMatrixOfABatch(_ batch: (a: Shape, b: Shape, product: Shape), _ sizes: Sizes) {
    let a = Tensor.sample(batch.a + [sizes.rows, sizes.inner], seed: 1)
    let b = Tensor.sample(batch.b + [sizes.inner, sizes.columns], seed: 2)
    let product = Tensor.matrixProduct(a, b)
    #expect(product.shape == batch.product + [sizes.rows, sizes.columns])
    func transposed(_ x: Tensor) -> Tensor {
      let axes = Array(0..<x.shape.rank)
      return x.transposed(axes.dropLast(2) + axes.suffix(2).reversed())
    }
    let others = [
      Tensor.matrixProduct(transposed(a), b, transposingFirst: true),
      Tensor.matrixProduct(a, transposed(b), transposingSecond: true),
      Tensor.matrixProduct(transposed(a), transposed(b), transposingFirst: true, transposingSecond: true),
    ]
    let repeatedA = a.broadcast(to: batch.product + a.shape.suffix(2)).reshaped(to: [-1] + a.shape.suffix(2).dimensions)
    let repeatedB = b.broadcast(to: batch.product + b.shape.suffix(2)).reshaped(to: [-1] + b.shape.suffix(2).dimensions)
    for matrix in 0..<batch.product.count {
      func matrixOf(_ x: Tensor) -> Tensor {
        x.reshaped(to: [batch.product.count] + x.shape.suffix(2)).gathered([matrix]).reshaped(to: x.shape.suffix(2))
      }
      for product in [product] + others {
        expectProduct(matrixOf(product), matrixOf(repeatedA), matrixOf(repeatedB), bias: nil)
      }
    }
  }

  @Test func aBatchWithABias() {
    let a = Tensor.sample([2, 3, 4]), b = Tensor.sample([4, 5], seed: 2), bias = Tensor.sample([5], seed: 3)
    #expect(Tensor.matrixProduct(a, b, bias: bias) == Tensor.matrixProduct(a, b) + bias)
  }

  @Test func emptyExtents() {
    #expect(Tensor.matrixProduct(.zeros([0, 3]), .zeros([3, 2])).shape == [0, 2])
    #expect(Tensor.matrixProduct(.zeros([2, 0]), .zeros([0, 2])).elements == [0, 0, 0, 0])
    #expect(Tensor.matrixProduct(.zeros([2, 0]), .zeros([0, 2]), bias: Tensor([1, 2])).elements == [1, 2, 1, 2])
    #expect(Tensor.affine(.zeros([0, 3]), .zeros([3, 2]), bias: Tensor([1, 2])).shape == [0, 2])
    #expect(Tensor.affine(.zeros([2, 0]), .zeros([0, 2]), bias: Tensor([1, 2])).elements == [1, 2, 1, 2])
    #expect(Tensor.affine(.zeros([2, 3]), .zeros([3, 0]), bias: .zeros([0])).shape == [2, 0])
  }
}
