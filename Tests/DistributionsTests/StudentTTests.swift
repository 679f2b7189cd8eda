import Foundation
import LabAutodiff
import LabDistributions
import LabTensors
import LabTestSupport
import Testing

/// What is particular to Student's t: moments that do not exist, tails without an end, and a normal limit.
@Suite struct StudentTTests {
  private func standard(_ degrees: Variable) -> StudentT {
    StudentT(degreesOfFreedom: degrees, location: Variable(0.5), logScale: Variable(0))
  }

  @Test func momentsExistFromSomeDegreesOn() {
    let distribution = standard(Variable(Tensor([0.5, 1, 1.5, 2, 3, 4])))
    let means = distribution.mean.value.elements, variances = distribution.variance.value.elements
    #expect(means[..<2].allSatisfy(\.isNaN) && means[2...].allSatisfy { $0 == 0.5 })
    #expect(variances[..<2].allSatisfy(\.isNaN) && Array(variances[2...]) == [.infinity, .infinity, 3, 2])
  }

  /// log t(z) = log N(z) + (z⁴ − 2z² − 1)/4ν + O(z⁶/ν²): a large ν costs no digits, in the density or its gradients.
  @Test(arguments: [1e3, 1e4, 1e6, 1e8, 1e12, 1e30] as [Float]) func manyDegreesOfFreedomMakeItNormal(
    _ degrees: Float
  ) throws {
    let points = Tensor([0.5, 0, 1.5, -2, 4]), tape = Tape()
    let freedom = tape.variable(Tensor(degrees)), x = tape.variable(points)
    let density = standard(freedom).logDensity(x)
    let normal = Normal(mean: Variable(0.5), logStandardDeviation: Variable(0))
    let squares = points.elements.map { pow(Double($0) - 0.5, 2) }
    let expected = zip(normal.logDensity(Variable(points)).value.elements, squares).map {
      Double($0) + ($1 * $1 - 2 * $1 - 1) / (4 * Double(degrees))
    }
    let slack = squares.map { 4e-7 * (1 + $0) + pow(1 + $0, 3) / pow(Double(degrees), 2) }
    #expect(excess(density.value, expected, allowing: slack) <= 1)
    let gradients = tape.gradients(of: density.sum())
    #expect(abs(try #require(gradients[freedom]).element) <= 100 / (degrees * degrees) + 1e-6 / degrees)
    let slopes = points.elements.map { -Double($0) + 0.5 }
    #expect(
      excess(
        try #require(gradients[x]), slopes,
        allowing: zip(slopes, squares).map { 1e-6 + abs($0) * (1 + $1) / Double(degrees) }) <= 1)
    let entropy = try #require(standard(Variable(degrees)).entropy).value.element
    #expect(abs(Double(entropy) - 1.4189385332046727 - 1 / Double(degrees)) <= 4e-7 + 1 / pow(Double(degrees), 2))
  }

  /// Of infinite degrees of freedom draws are normal, beside others that are not.
  @Test func drawsOfInfinitelyManyDegreesAreNormal() throws {
    let tape = Tape(), degrees = tape.variable(Tensor([.infinity, 3, .infinity])), location = tape.variable(.zeros([3]))
    let draw = StudentT(degreesOfFreedom: degrees, location: location, logScale: Variable(1))
      .expanded(to: [2_000, 3]).reparameterizedSample(using: Random(seed: 1))
    #expect(draw.value.firstNonFinite == nil)
    let scaled = draw.value.elements.enumerated().filter { $0.offset % 3 != 1 }.map { Double($0.element) / exp(1) }
    // Within four standard errors: the variance of the square of a normal number is 2.
    let meanSquare = scaled.reduce(0) { $0 + $1 * $1 } / 4_000
    #expect(abs(meanSquare - 1) <= 0.09)
    let slopes = try #require(tape.gradients(of: draw.sum())[degrees]).elements
    #expect(slopes[0] == 0 && slopes[1] != 0 && slopes[2] == 0)
  }

  /// −log πx² far out where ν = 1, though x² overflows.
  @Test(arguments: [1e10, 1e25, 3e38] as [Float]) func tailsDoNotOverflow(_ point: Float) throws {
    let tape = Tape(), x = tape.variable(Tensor(point))
    let density = standard(Variable(1)).logDensity(x)
    #expect(abs(Double(density.value.element) + log(Double.pi) + 2 * log(Double(point))) <= 4e-5)
    let slope = try #require(tape.gradients(of: density)[x]).element
    #expect(abs(slope * point + 2) <= 1e-5)
  }
}
