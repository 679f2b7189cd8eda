import LabTensors
import LabTestSupport
import Testing

/// Largest elements and quantiles along an axis.
@Suite struct OrderStatisticsTests {
  /// The vectors along an axis, in the row-major order of the other axes.
  private func vectors(_ x: Tensor, along axis: Int) -> [[Float]] {
    indices(of: x.shape.reduced(along: [axis])).map { index in
      (0..<x.shape[axis]).map { i in x[Array(index[..<axis]) + [i] + Array(index[axis...])] }
    }
  }

  @Test(arguments: [[7], [3, 5], [2, 3, 4], [4, 1, 3]] as [Shape]) func theLargestAlongEveryAxis(_ shape: Shape) {
    // Few different numbers, so that there are ties.
    let x = Tensor.sample(shape).scaled(by: 0.75)
    let rounded = Tensor(x.elements.map { $0.rounded() }, shape: shape)
    for axis in 0..<shape.rank {
      let expected = vectors(rounded, along: axis).map { $0.firstIndex(of: $0.max()!)! }
      #expect(rounded.argmax(along: axis) == expected)
      #expect(rounded.argmax(along: axis - shape.rank) == expected)
    }
  }

  @Test func theFirstOfEqualsAndTheFirstNaN() {
    let x = Tensor(
      [1, 1, 0, .nan, 2, .nan, -.infinity, -.infinity, -.infinity, 3, .infinity, .infinity], shape: [4, 3])
    #expect(x.argmax(along: -1) == [0, 0, 0, 1])
    #expect(Tensor([0, .nan, 5, .nan]).argmax(along: 0) == [1])
    #expect(Tensor.zeros([0, 3]).argmax(along: 1) == [])
  }

  /// Rounded once from double precision.
  @Test(arguments: try fixtureCases("quantiles")) func agreesWithNumPy(_ fixture: FixtureCase) throws {
    let x = try fixture.input("x"), fractions = try #require(fixture.inputs["fractions"]).values
    let axis = try #require(fixture.inputs["axis"]).values[0]
    let expected = try #require(fixture.outputs["quantiles"])
    let quantiles = x.quantiles(fractions, along: Int(axis))
    #expect(quantiles.shape == Shape(expected.shape))
    for (actual, exact) in zip(quantiles.elements, expected.values) { #expect(ulps(actual, from: exact) <= 0.51) }
  }

  @Test func quantilesNeverLeaveTheRangeAndAreExactWhereNothingVaries() {
    let fractions = (0...1000).map { Double($0) / 1000 }
    for value: Float in [0.1, -3e38, .leastNonzeroMagnitude, .infinity] {
      #expect(
        Tensor(repeating: value, shape: [7]).quantiles(fractions, along: 0) == Tensor(repeating: value, shape: [1001]))
    }
    let x = Tensor.sample([101]), quantiles = x.quantiles(fractions, along: 0).elements
    #expect(quantiles == quantiles.sorted())
    #expect(quantiles.first == x.elements.min() && quantiles.last == x.elements.max())
    let wide = Tensor([-3.4e38, 3.4e38]).quantiles(fractions, along: 0).elements
    #expect(wide == wide.sorted() && wide[500] == 0 && wide.allSatisfy { $0.isFinite })
  }

  @Test func infinitiesAreNumbersAndNaNSpreadsAlongItsVectorAlone() {
    let x = Tensor([-.infinity, 1, .infinity, 0, .nan, 2, 4, 2, 3], shape: [3, 3])
    let quantiles = x.quantiles([0, 0.5, 1], along: 1).elements
    #expect(quantiles[..<3] == [-.infinity, 1, .infinity] && quantiles[6...] == [2, 3, 4])
    #expect(quantiles[3..<6].allSatisfy { $0.isNaN })
  }
}
