import Foundation
import LabAutodiff
import LabDistributions
import LabTensors
import Testing

/// What is particular to the half-Cauchy distribution: no moments but a median, the half of Student's t, and a tail without an end.
@Suite struct HalfCauchyTests {
  private func halfCauchy(_ scale: Float) -> HalfCauchy { HalfCauchy(scale: Variable(scale)) }

  @Test func thereAreNoMoments() {
    let distribution = HalfCauchy(scale: Variable(Tensor([0.01, 5])))
    #expect(distribution.mean.value == Tensor([.infinity, .infinity]))
    #expect(distribution.variance.value == Tensor([.infinity, .infinity]))
  }

  /// Within four standard errors of a share: once in 16,000 seeds it is not.
  @Test(arguments: [1e-30, 0.01, 5, 1e30] as [Float]) func halfOfItLiesBelowTheScale(_ scale: Float) {
    let count = 20_000
    let draws = halfCauchy(scale).expanded(to: [count]).sample(using: Random(seed: 1)).elements
    let below = Double(draws.count { $0 < scale })
    #expect(abs(below - Double(count) / 2) <= 4 * (Double(count) / 4).squareRoot())
  }

  /// Of one degree of freedom, computed by another formula: each to a few roundings of terms below 100.
  @Test(arguments: [0.01, 1, 5, 1e10] as [Float]) func itIsTheHalfOfStudentsT(_ scale: Float) {
    let points = Variable(Tensor([1e-10, 0.3, 1, 7, 1e5, 1e15]))
    let whole = StudentT(degreesOfFreedom: Variable(1), location: Variable(0), scale: Variable(scale))
    let halves = halfCauchy(scale).logDensity(points).value.elements
    for (half, other) in zip(halves, whole.logDensity(points).value.elements) {
      #expect(abs(half - other - log(2)) <= 2e-5)
    }
  }

  @Test func atTheEndsOfItsSupport() throws {
    let tape = Tape(), x = tape.variable(Tensor([0, -1, .infinity, .nan, 2]))
    let density = halfCauchy(2).logDensity(x)
    let found = density.value.elements
    // 2/(2π), and half of it at the scale.
    #expect(abs(found[0] + log(Float.pi)) <= 4e-7 && abs(found[4] + log(2 * Float.pi)) <= 4e-7)
    #expect(found[1] == -.infinity && found[2] == -.infinity && found[3].isNaN)
    let slopes = try #require(tape.gradients(of: density.sum())[x]).elements
    #expect(slopes[0] == 0 && slopes[1] == 0 && slopes[2] == 0 && abs(slopes[4] + 0.5) <= 1e-6)
  }

  /// log 2/π − 2 log x far out, though x² overflows, with points beside it that are not far out.
  @Test(arguments: [1e10, 1e18, 1.2e18, 1e25, 3e38] as [Float]) func tailsDoNotOverflow(_ point: Float) throws {
    let tape = Tape(), x = tape.variable(Tensor([point, 1, 0])), scale = tape.variable(Tensor(1))
    let density = HalfCauchy(scale: scale).logDensity(x), found = density.value.elements
    #expect(abs(Double(found[0]) - log(2 / Double.pi) + 2 * log(Double(point))) <= 4e-5)
    #expect(abs(found[1] + log(Float.pi)) <= 4e-7)
    let gradients = tape.gradients(of: density.sum()), slopes = try #require(gradients[x]).elements
    #expect(abs(slopes[0] * point + 2) <= 1e-5 && abs(slopes[1] + 1) <= 1e-6 && slopes[2] == 0)
    // 1/s far out, 0 at s, −1/s at 0.
    #expect(abs(try #require(gradients[scale]).element) <= 1e-5)
  }
}
