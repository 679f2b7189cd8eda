import Foundation
import LabAutodiff
import LabDistributions
import LabTensors
import Testing

/// What makes something a smooth one-to-one map onto a support.
@Suite struct BijectionTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let support: Support
    /// The extents of one value, of which each test takes several.
    let shape: Shape

    var bijection: any Bijection { support.bijection! }
    var unconstrainedShape: Shape { bijection.unconstrainedShape(of: shape) }

    init(_ name: String, _ support: Support, _ shape: Shape = [3]) {
      (testDescription, self.support, self.shape) = (name, support, shape)
    }
  }

  static let elementwise = [
    Example("real", .real), Example("positive", .positive), Example("unit interval", .unitInterval),
    Example("intervals", .interval(Tensor([-1, 0, 1000]), Tensor([3, 1e-3, 1001]))),
  ]
  static let simplices = [Example("simplex of 2", .simplex, [2]), Example("simplex of 4", .simplex, [4])]
  static let examples = elementwise + simplices

  /// So many values of each unconstrained number, spread evenly and in another order for each of them.
  private func spread(_ example: Example, to bound: Float, count: Int = 41) -> Tensor {
    let numbers = example.unconstrainedShape.count
    var elements: [Float] = []
    for row in 0..<count {
      for number in 0..<numbers {
        let position = (row * (3 * number + 1)) % count
        elements.append(bound * (2 * Float(position) / Float(count - 1) - 1))
      }
    }
    return Tensor(elements, shape: [count, numbers])
  }

  /// The image has a relative error of a few roundings, which the inverse multiplies by y/(∂y/∂x): at most 1/σ(−5) = 150 for
  /// the unit interval, and 1000 times that for the interval at 1000.
  @Test(arguments: examples) func theInverseOfTheImageIsTheIdentity(_ example: Example) {
    let x = spread(example, to: 5), back = example.bijection.inverse(example.bijection(Variable(x))).value
    let columns = x.shape[1]
    for (index, (given, found)) in zip(x.elements, back.elements).enumerated() {
      let tolerance: Float = example.testDescription == "intervals" && index % columns == 2 ? 0.03 : 1e-4
      #expect(abs(given - found) <= tolerance)
    }
    #expect(back.shape == x.shape)
  }

  /// The map says where its images lie, and both shapes lead to each other.
  @Test(arguments: examples) func supportsAndShapesAreItsOwn(_ example: Example) {
    let bijection = example.bijection
    #expect(bijection.support == example.support)
    #expect(bijection.imageShape(of: example.unconstrainedShape) == example.shape)
    #expect(bijection.eventRank == (example.support == .simplex ? 1 : 0))
  }

  @Test(arguments: examples) func imagesLieInTheSupport(_ example: Example) {
    let y = example.bijection(Variable(spread(example, to: 20))).value
    #expect(example.support.violation(in: y) == nil)
    #expect(y.shape == Shape([41]) + example.shape)
  }

  /// Central differences with h = 2⁻⁶, whose truncation is h²/6 = 4e-5 and whose rounding is 2⁻²⁴/h = 4e-6 of |y|/(∂y/∂x),
  /// at most 57 for |x| ≤ 4 but 55,000 in the interval at 1000, which is left out.
  @Test(arguments: elementwise.dropLast() + [Example("interval", .interval(Tensor(-1), Tensor(3)))])
  func logDeterminantsAreThoseOfDifferences(_ example: Example) {
    let x = spread(example, to: 4), h: Float = 0x1p-6
    let (above, below) = (example.bijection(Variable(x + h)).value, example.bijection(Variable(x - h)).value)
    let logDeterminants = example.bijection.logDeterminant(Variable(x)).value
    for (found, difference) in zip(logDeterminants.elements, (above - below).elements) {
      #expect(abs(Double(found) - log(Double(difference) / Double(2 * h))) <= 4e-4)
    }
  }

  /// The same of a vector: the determinant of the matrix of differences of all but the last number.
  @Test(arguments: simplices) func logDeterminantsOfVectorsAreThoseOfDifferences(_ example: Example) {
    let numbers = example.unconstrainedShape.count, h: Float = 0x1p-6
    let x = spread(example, to: 2), logDeterminants = example.bijection.logDeterminant(Variable(x)).value
    #expect(logDeterminants.shape == [x.shape[0]])
    let columns = (0..<numbers).map { number in
      let shift = Tensor((0..<numbers).map { $0 == number ? h : 0 })
      return (example.bijection(Variable(x + shift)).value - example.bijection(Variable(x - shift)).value).elements
    }
    for row in 0..<x.shape[0] {
      let matrix = (0..<numbers).map { i in
        columns.map { Double($0[row * (numbers + 1) + i]) / Double(2 * h) }
      }
      #expect(abs(Double(logDeterminants.elements[row]) - log(abs(determinant(matrix)))) <= 2e-3)
    }
  }

  private func determinant(_ matrix: [[Double]]) -> Double {
    guard matrix.count > 1 else { return matrix[0][0] }
    return matrix.indices.reduce(0) { sum, column in
      let minor = matrix.dropFirst().map { row in row.indices.filter { $0 != column }.map { row[$0] } }
      return sum + (column % 2 == 0 ? 1 : -1) * matrix[0][column] * determinant(minor)
    }
  }

  /// However far out: values strictly inside, from which the way back is finite, and finite derivatives of all.
  @Test(arguments: examples, [20, 90, 1e4, 1e30] as [Float])
  func nothingOverflowsFarOut(_ example: Example, _ distance: Float) throws {
    let tape = Tape(), x = tape.variable(spread(example, to: distance))
    let y = example.bijection(x), change = example.bijection.logDeterminant(x)
    #expect(example.support.violation(in: y.value) == nil)
    if example.support == .unitInterval || example.support == .simplex {
      #expect(y.value.elements.allSatisfy { $0 > 0 && $0 < 1 })
    }
    #expect(example.bijection.inverse(y).value.firstNonFinite == nil)
    #expect(change.value.firstNonFinite == nil)
    // Divided, so that the sum of large numbers does not overflow where none of them does.
    let gradients = tape.gradients(of: (y / 1e3).sum() + (change / 1e3).sum())
    #expect(try #require(gradients[x]).firstNonFinite == nil)
  }

  /// A normal distribution seen through the map: e^(log N(x) − log det) at x = inverse(y) integrates to one over y. By
  /// Simpson's rule on 2¹² intervals between the images of ±6, outside which lie 2e-9 of it.
  @Test(
    arguments: [
      (Support.positive, 1, 0.5), (.unitInterval, -1, 0.7), (.interval(Tensor(-1), Tensor(3)), 0.5, 0.3), (.real, 2, 1),
    ] as [(Support, Float, Float)])
  func theImageOfANormalDistributionIntegratesToOne(_ support: Support, _ mean: Float, _ scale: Float) throws {
    let bijection = try #require(support.bijection), intervals = 1 << 12
    let normal = Normal(mean: Variable(mean), standardDeviation: Variable(scale))
    let ends = bijection(Variable(Tensor([mean - 6 * scale, mean + 6 * scale]))).value.elements.map(Double.init)
    let width = (ends[1] - ends[0]) / Double(intervals)
    let x = bijection.inverse(Variable(Tensor((0...intervals).map { Float(ends[0] + width * Double($0)) })))
    let logDensities = (normal.logDensity(x) - bijection.logDeterminant(x)).value.elements
    let integral = logDensities.enumerated().reduce(0.0) { sum, term in
      let weight = term.offset == 0 || term.offset == intervals ? 1.0 : term.offset % 2 == 1 ? 4 : 2
      return sum + width / 3 * weight * exp(Double(term.element))
    }
    #expect(abs(integral - 1) <= 1e-5)
  }

  @Test func zeroIsTheMiddle() throws {
    #expect(ExponentialBijection()(Variable(0)).value.element == 1)
    #expect(LogisticBijection()(Variable(0)).value.element == 0.5)
    #expect(IntervalBijection(low: Tensor(-1), high: Tensor(3))(Variable(0)).value.element == 1)
    let parts = StickBreakingBijection()(Variable(.zeros([4]))).value.elements
    #expect(parts.allSatisfy { abs($0 - 0.2) <= 1e-7 })
  }

  @Test(arguments: [Support.binary, .counts, .categories(3), .oneHot])
  func nothingSmoothLeadsToDiscreteValues(_ support: Support) { #expect(support.bijection == nil) }
}

extension Shape {
  fileprivate static func + (a: Shape, b: Shape) -> Shape { Shape(a.dimensions + b.dimensions) }
}
