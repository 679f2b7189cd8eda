import Foundation
import LabAutodiff
import LabDistributions
import LabFlows
import LabTensors
import Testing

/// What is particular to rational-quadratic splines.
@Suite struct SplineTests {
  private static let bins = 6, bound: Float = 4

  /// One spline of raw numbers of some deviation.
  private func spline(_ deviation: Float, seed: UInt64 = 1) -> RationalQuadraticSplineBijection {
    let numbers = Tensor.normal([3 * Self.bins - 1], using: Random(seed: seed)["numbers"]) * deviation
    return RationalQuadraticSplineBijection(Variable(numbers), bins: Self.bins, bound: Self.bound)
  }

  private func grid(_ count: Int, to end: Float) -> Tensor {
    Tensor((0...count).map { end * (2 * Float($0) / Float(count) - 1) })
  }

  @Test(arguments: [-4, -4.001, -1e6, 4, 4.5, 1e30] as [Float])
  func outsideOfItsIntervalItIsTheIdentity(_ x: Float) {
    let map = spline(2), x = Variable(Tensor([x]))
    #expect(map(x).value == x.value && map.inverse(x).value == x.value)
    #expect(
      map.logDeterminant(x).value.element == 0 && map.inverseWithLogDeterminant(of: x).logDeterminant.value.element == 0
    )
  }

  @Test(arguments: [0.5, 2, 5] as [Float], 1...4 as ClosedRange<UInt64>) func itRises(
    _ deviation: Float, _ seed: UInt64
  ) {
    let map = spline(deviation, seed: seed), y = map(Variable(grid(4_000, to: 4.5))).value.elements
    // But for the rounding of numbers of 4, where it is as good as level.
    #expect(zip(y, y.dropFirst()).allSatisfy { $0 <= $1 + 5e-7 })
  }

  /// Value and slope meet at each knot, and at the ends that of the identity.
  @Test(arguments: [0.25, 0.5] as [Float]) func binsMeet(_ deviation: Float) {
    let map = spline(deviation), y = map(Variable(grid(8_000, to: 4.5))).value
    let ends = map(Variable(Tensor([-4, 4].map { Float($0) * (1 - 1e-6) }))).value.elements
    #expect(abs(ends[0] + 4) <= 1e-4 && abs(ends[1] - 4) <= 1e-4)
    let changes = map.logDeterminant(Variable(grid(8_000, to: 4.5))).value.elements
    // Steps of 1/889 along curves whose slopes are of order 1 a bin.
    #expect(zip(changes, changes.dropFirst()).allSatisfy { abs($0 - $1) <= 0.3 })
    #expect(y.firstNonFinite == nil)
  }

  /// At the knots, beside them by some roundings, and everywhere between: y is met to the rounding of x times the slope.
  @Test(arguments: [0.5, 2, 5] as [Float], 1...4 as ClosedRange<UInt64>)
  func theInverseIsAccurateAtKnots(_ deviation: Float, _ seed: UInt64) throws {
    let numbers = Tensor.normal([3 * Self.bins - 1], using: Random(seed: seed)["numbers"]) * deviation
    let map = RationalQuadraticSplineBijection(Variable(numbers), bins: Self.bins, bound: Self.bound)
    let knots = heights(of: numbers)
    let near = knots.flatMap { y in [-1e-3, -1e-6, -4e-7, 0, 4e-7, 1e-6, 1e-3].map { y + $0 } }
    let y = Tensor(near + grid(1_000, to: 3.999).elements)
    let (x, change) = map.inverseWithLogDeterminant(of: Variable(y))
    let back = map(x).value.elements
    for (index, y) in y.elements.enumerated() {
      let slope = max(1, exp(change.value.elements[index]))
      #expect(abs(back[index] - y) <= 1e-6 * (1 + abs(x.value.elements[index])) * slope + 1e-6)
    }
  }

  /// The knots' heights between the ends.
  private func heights(of numbers: Tensor) -> [Float] {
    let raw = Variable(numbers.slice(Self.bins..<2 * Self.bins, along: 0))
    let parts = raw.softmax(along: 0).value.elements.map { 1e-3 + (1 - 1e-3 * Float(Self.bins)) * $0 }
    return (1..<Self.bins).map { 2 * Self.bound * parts.prefix($0).reduce(0, +) - Self.bound }
  }

  @Test func numbersOfZeroAreTheIdentity() {
    let map = RationalQuadraticSplineBijection(Variable(.zeros([17])), bins: 6, bound: 4), x = grid(100, to: 5)
    let distances = zip(map(Variable(x)).value.elements, x.elements).map { abs($0 - $1) }
    #expect(distances.allSatisfy { $0 <= 1e-6 })
  }

  /// Curves for each of three numbers, and each of two vectors.
  @Test func curvesBroadcast() {
    let numbers = Tensor.normal([2, 3, 17], using: Random(seed: 2)), x = Tensor([-1, 0.5, 2])
    let map = RationalQuadraticSplineBijection(Variable(numbers), bins: 6, bound: 4), y = map(Variable(x)).value
    #expect(y.shape == [2, 3])
    for vector in 0..<2 {
      for place in 0..<3 {
        let own = numbers.slice(vector..<vector + 1, along: 0).slice(place..<place + 1, along: 1).reshaped(to: [17])
        let alone = RationalQuadraticSplineBijection(Variable(own), bins: 6, bound: 4)
        #expect(alone(Variable(Tensor(x.elements[place]))).value.element == y.elements[vector * 3 + place])
      }
    }
  }
}
