import Autodiff
import Distributions
import Foundation
import Tensors
import Testing

/// Outcomes rarer than the 2⁻²⁴ that a uniform number's step is, at either end and between others.
@Suite struct RareEventTests {
  static let drawCount = 1 << 26

  /// How often 0, 1 and 2 come in 2²⁶ draws, a million at a time, by their sum and the sum of their squares.
  private func counts(of distribution: some Distribution) -> [Int] {
    let random = Random(seed: 23), batch = 1 << 20
    let repeated = distribution.expanded(to: [batch])
    return (0..<Self.drawCount / batch).reduce(into: [0, 0, 0]) { counts, index in
      let draws = repeated.sample(using: random[index])
      let sum = Int(draws.sum(along: [0]).element), squares = Int(draws.sumOfSquares)
      let twos = (squares - sum) / 2, ones = sum - 2 * twos
      counts = zip(counts, [batch - ones - twos, ones, twos]).map(+)
    }
  }

  /// Expected are 0.067 of a probability of 10⁻⁹, where a number of 24 bits would give 4. More than 1 comes once in 460 seeds.
  @Test(arguments: [-20.723, 20.723, .infinity] as [Float])
  func aTossThatIsNearlySure(_ logit: Float) {
    let counts = counts(of: Bernoulli(logits: Variable(logit)))
    #expect(counts[logit > 0 ? 0 : 1] <= 1)
  }

  /// 5 · 10⁻⁸ is less than a step, and no number of 24 bits would reach it: 3.4 are expected, of which 1 to 10 come in all but one
  /// of 26 seeds.
  @Test func theLastCategoryComes() {
    let counts = counts(of: Categorical(logits: Variable(Tensor([0, 0, -16.118]))))
    #expect((1...10).contains(counts[2]))
  }

  /// The least categories: 10⁻⁹ each.
  @Test(arguments: [[-20.723, 0, 0.5], [0, -20.723, 0.5], [0, 0.5, -20.723]] as [[Float]])
  func anAllButImpossibleCategoryHardlyComes(_ logits: [Float]) {
    let rare = logits.firstIndex { $0 < -1 }!
    #expect(counts(of: Categorical(logits: Variable(Tensor(logits))))[rare] <= 1)
  }

  /// 10⁻⁷: 6.7 are expected at either end, of which 1 to 18 come in all but one of 800 seeds.
  @Test(arguments: [-16.118, 16.118] as [Float]) func aRareTossComes(_ logit: Float) {
    let count = counts(of: Bernoulli(logits: Variable(logit)))[logit > 0 ? 0 : 1]
    #expect((1...18).contains(count))
  }

  /// What is no rarer than a step is decided by the step, as numbers of 24 bits always did.
  @Test func ordinaryTossesAreThoseOfUniformNumbers() {
    let logits = Tensor((0..<4096).map { Float($0 - 2048) / 200 })
    var random = Random(seed: 5), same = random
    let uniforms = same.uniform([4096]).elements, probabilities = logits.mapped(.sigmoid).elements
    let tosses = Bernoulli(logits: Variable(logits)).sample(using: &random)
    #expect(tosses.elements == zip(uniforms, probabilities).map { $0 < $1 ? 1 : 0 })
    #expect(random == same)
  }
}
