import Tensors

// What the tests compare with: plain loops over every index, in Double where something is added up.

/// Every index of a shape in row-major order.
func indices(of shape: Shape) -> [[Int]] {
  shape.dimensions.reduce([[]]) { prefixes, extent in prefixes.flatMap { prefix in (0..<extent).map { prefix + [$0] } }
  }
}

extension Shape {
  /// The distance between neighbours along each axis of a dense row-major array.
  var strides: [Int] { (0..<rank).map { suffix(rank - 1 - $0).count } }
}

extension Tensor {
  /// The element at an index.
  subscript(index: [Int]) -> Float {
    withElements { $0[zip(index, shape.strides).reduce(0) { $0 + $1.0 * $1.1 }] }
  }

  /// The tensor whose elements a function of the index gives.
  init(_ shape: Shape, _ element: ([Int]) -> Float) { self.init(indices(of: shape).map(element), shape: shape) }

  /// Unlike numbers between −2 and 2, the same at every call.
  static func sample(_ shape: Shape, seed: UInt64 = 1) -> Tensor {
    var random = Random(seed: seed)["sample"]
    return random.uniform(shape).scaled(by: 4, offset: -2)
  }
}

/// The body's result with the given number of threads.
func withThreads<Result>(_ count: Int, _ body: () throws -> Result) rethrows -> Result {
  let before = Machine.threadCount
  Machine.threadCount = count
  defer { Machine.threadCount = before }
  return try body()
}

/// Whether two tensors agree to the last bit; NaN agrees with NaN.
func identical(_ a: Tensor, _ b: Tensor) -> Bool {
  a.shape == b.shape && a.elements.map(\.bitPattern) == b.elements.map(\.bitPattern)
}

/// The distance of a float from an exact value, in units of the last place of the exact value.
func ulps(_ value: Float, from exact: Double) -> Double {
  if Double(value) == exact || value == Float(exact) && value.isInfinite { return 0 }
  return abs(Double(value) - exact) / Double(Float(exact).ulp)
}
