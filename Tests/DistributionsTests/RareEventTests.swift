import Autodiff
import Distributions
import Foundation
import Tensors
import Testing

/// Outcomes rarer than the 2⁻²⁴ that a uniform number's step is, at either end and between others.
@Suite struct RareEventTests {
  static let drawCount = 1 << 26

  /// How often each value comes in 2²⁶ draws, a million at a time.
  private func counts(of distribution: some Distribution, values: Int) -> [Int] {
    let random = Random(seed: 23), batch = 1 << 20
    let repeated = distribution.expanded(to: [batch])
    return (0..<Self.drawCount / batch).reduce(into: [Int](repeating: 0, count: values)) { counts, index in
      for value in repeated.sample(using: random[index]).elements { counts[Int(value)] += 1 }
    }
  }

  /// Expected are 0.067 of a probability of 10⁻⁹, where a number of 24 bits would give 4. More than 1 comes once in 460 seeds.
  @Test(arguments: [-20.723, 20.723, .infinity] as [Float])
  func aTossThatIsNearlySure(_ logit: Float) {
    let counts = counts(of: Bernoulli(logits: Variable(logit)), values: 2)
    #expect(counts[logit > 0 ? 0 : 1] <= 1)
  }

  /// 3.3 times 10⁻⁷: 22 are expected, of which 6 to 45 come in all but one of 30,000 seeds; steps of 2⁻²⁴ would allow 20, 24 or
  /// none, and none of the last category.
  @Test(arguments: [[-14.92, 0, 0], [0, -14.92, 0], [0, 0, -14.92]] as [[Float]])
  func aRareCategoryComesWhereverItStands(_ logits: [Float]) {
    let rare = logits.firstIndex { $0 < 0 }!
    let counts = counts(of: Categorical(logits: Variable(Tensor(logits))), values: 3)
    let expected = Double(Self.drawCount) * exp(-14.92) / (2 + exp(-14.92))
    #expect(abs(Double(counts[rare]) - expected) <= 4.5 * expected.squareRoot())
  }

  /// The least categories: 10⁻⁹ each.
  @Test(arguments: [[-20.723, 0, 0.5], [0, -20.723, 0.5], [0, 0.5, -20.723]] as [[Float]])
  func anAllButImpossibleCategoryHardlyComes(_ logits: [Float]) {
    let rare = logits.firstIndex { $0 < -1 }!
    #expect(counts(of: Categorical(logits: Variable(Tensor(logits))), values: 3)[rare] <= 1)
  }

  /// 10⁻⁷ of 2²⁸ tosses would be 27; of 2²⁶ it is 6.7 at either end, of which 1 to 18 come in all but one of 800 seeds.
  @Test(arguments: [-16.118, 16.118] as [Float]) func aRareTossComes(_ logit: Float) {
    let count = counts(of: Bernoulli(logits: Variable(logit)), values: 2)[logit > 0 ? 0 : 1]
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
