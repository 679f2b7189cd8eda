import Foundation
import LabAutodiff
import LabTensors
import Testing

@testable import LabDistributions

/// Draws where the uniform numbers that they are made of are the least and the greatest that there are, 32 of 2²⁸ at either end.
@Suite struct TailTests {
  private static let batch = 1 << 16, cell = 0x1p-24
  /// Streams with such numbers among their first, and these.
  private static let streams: [(random: Random, uniforms: [Float])] = {
    let random = Random(seed: 31)
    return (0..<4096).compactMap { index -> (Random, [Float])? in
      let uniforms = Tensor.uniform([batch], using: random[index])
      let largest = uniforms.maximum(along: [0]).element, smallest = -(-uniforms).maximum(along: [0]).element
      return largest == 1 - 0x1p-24 || smallest == 0 ? (random[index], uniforms.elements) : nil
    }
  }()

  /// What a draw made of the numbers that lie at an end.
  private func draws(atUpperEnd isUpper: Bool, _ draw: (inout Random) -> Tensor) -> [Double] {
    Self.streams.flatMap { stream in
      var random = stream.random
      let elements = draw(&random).elements, end: Float = isUpper ? 1 - 0x1p-24 : 0
      return stream.uniforms.indices.filter { stream.uniforms[$0] == end }.map { Double(elements[$0]) }
    }
  }

  /// Above −log of the cell they are exponentially distributed; of 10 and more the mean lies within four standard errors of 1.
  private func expectATail(_ excesses: [Double], sourceLocation: SourceLocation = #_sourceLocation) {
    let count = Double(excesses.count), mean = excesses.reduce(0, +) / count
    #expect(count >= 10 && Set(excesses).count == excesses.count, sourceLocation: sourceLocation)
    #expect(
      excesses.allSatisfy { $0 >= -2e-5 } && abs(mean - 1) <= 4 / count.squareRoot(), sourceLocation: sourceLocation)
  }

  @Test func exponentialNumbersGoOnBeyondACell() {
    expectATail(
      draws(atUpperEnd: true) { $0.exponential([Self.batch], offset: 0x1p-25) }.map { $0 + log(Self.cell) })
    // Near 0 they are the uniform numbers themselves: in their cell each place is as likely.
    let shares = draws(atUpperEnd: false) { $0.exponential([Self.batch], offset: 0x1p-25) }.map { $0 / Self.cell }
    #expect(shares.count >= 10 && shares.allSatisfy { $0 > 0 && $0 < 1 } && Set(shares).count == shares.count)
    let count = Double(shares.count), mean = shares.reduce(0, +) / count
    #expect(abs(mean - 0.5) <= 4 / (12 * count).squareRoot())
  }

  /// A share of a relaxed draw is rare where its Gumbel number is, which has an exponential tail above: −log of a small u.
  @Test func relaxedDrawsHaveBothTails() {
    expectATail(draws(atUpperEnd: false) { $0.gumbel([Self.batch]) }.map { $0 + log(Self.cell) })
    let low = draws(atUpperEnd: true) { $0.gumbel([Self.batch]) }
    expectATail(low.map { exp(-$0) + log(Self.cell) })
  }

  @Test func laplaceDrawsGoOnBeyondACell() {
    let laplace = Laplace(location: Variable(0), logScale: Variable(0)).expanded(to: [Self.batch])
    expectATail(draws(atUpperEnd: true) { laplace.sample(using: &$0) }.map { abs($0) + log(Self.cell) })
  }

  /// The density of a continuous Bernoulli number of the logit 200 falls off by e each 1/200 before 1: what the least uniform number
  /// stands for lies where that is e⁻¹⁶·⁶ and less, and not at 0, where it is e⁻²⁰⁰.
  @Test func continuousBernoulliDrawsHaveTheirTail() {
    let distribution = ContinuousBernoulli(logits: Variable(200)).expanded(to: [Self.batch])
    expectATail(draws(atUpperEnd: false) { distribution.sample(using: &$0) }.map { 200 * (1 - $0) + log(Self.cell) })
  }

  /// All other numbers are those that the middles of the cells give, or their beginnings.
  @Test func ordinaryDrawsAreThoseOfTheirCells() {
    let uniforms = Tensor.uniform([1 << 12], using: Random(seed: 2))
    var random = Random(seed: 2)
    let gumbel = random.gumbel([1 << 12])
    #expect(gumbel == -(-(-(uniforms + 0x1p-25)).mapped(.log1p)).mapped(.log))
    var again = Random(seed: 2)
    #expect(again.exponential([1 << 12], offset: 0) == -(-uniforms).mapped(.log1p))
    #expect(again == random)
  }

  /// P(X > x) = 2/(πx), a 6 · 10⁻⁸th of the draws above 10⁷: of 2²⁵, 2.1 and not more than 11 (once in 10⁵ times), of which a
  /// number that stands for ε′ = 0 made 4 alone. None is as large as 10¹⁴, which one in 10⁶ such tests has.
  @Test func halfCauchyDrawsEndAsTheirTailDoes() {
    let distribution = HalfCauchy(scale: Variable(1)).expanded(to: [1 << 18]), random = Random(seed: 5)
    let large = (0..<1 << 7).flatMap { distribution.sample(using: random[$0]).elements.filter { $0 > 1e7 } }
    #expect(large.count <= 11 && large.allSatisfy { $0 < 1e14 })
  }
}
