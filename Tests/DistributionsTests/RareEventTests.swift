import Foundation
import LabAutodiff
import LabDistributions
import LabTensors
import Testing

/// Outcomes rarer than the 2⁻²⁴ that a uniform number's step is, at either end, in 2²⁸ draws.
///
/// Such an outcome can only come where a uniform number is the least or the greatest that there is, which about 32 are: only
/// the batches with these are drawn.
@Suite struct RareEventTests {
  private static let batch = 1 << 16
  private static let streams: [Random] = {
    let random = Random(seed: 23)
    return (0..<4096).map { random[$0] }.filter { stream in
      let uniforms = Tensor.uniform([batch], using: stream)
      return uniforms.maximum(along: [0]).element == 1 - 0x1p-24 || (-uniforms).maximum(along: [0]).element == 0
    }
  }()

  /// How often 0, 1 and 2 come, by their sum and the sum of their squares.
  private func counts(of distribution: some Distribution) -> [Int] {
    let repeated = distribution.expanded(to: [Self.batch])
    return Self.streams.reduce(into: [0, 0, 0]) { counts, stream in
      let draws = repeated.sample(using: stream)
      let sum = Int(draws.sum(along: [0]).element), squares = Int(draws.sumOfSquares)
      let twos = (squares - sum) / 2, ones = sum - 2 * twos
      counts = zip(counts, [Self.batch - ones - twos, ones, twos]).map(+)
    }
  }

  @Test func thereAreUniformNumbersAtTheEnds() { #expect((16...60).contains(Self.streams.count)) }

  /// Expected are 0.27 of a probability of 10⁻⁹, where numbers of 24 bits alone would give 16, or none. More than 2 come once in
  /// 400 seeds.
  @Test(arguments: [-20.723, 20.723, -60, 60, -.infinity, .infinity] as [Float])
  func aTossThatIsNearlySure(_ logit: Float) {
    #expect(counts(of: Bernoulli(logits: Variable(logit)))[logit > 0 ? 0 : 1] <= 2)
  }

  /// 2 · 10⁻⁸: 5.4 are expected at either end, of which 1 to 16 come in all but one of 200 seeds.
  @Test(arguments: [-17.7275, 17.7275] as [Float]) func aRareTossComes(_ logit: Float) {
    #expect((1...16).contains(counts(of: Bernoulli(logits: Variable(logit)))[logit > 0 ? 0 : 1]))
  }

  /// 10⁻⁹, first or last.
  @Test(arguments: [[-20.723, 0, 0.5], [0, 0.5, -20.1]] as [[Float]])
  func anAllButImpossibleCategoryHardlyComes(_ logits: [Float]) {
    let rare = logits.firstIndex { $0 < -1 }!
    #expect(counts(of: Categorical(logits: Variable(Tensor(logits))))[rare] <= 2)
  }

  /// 2 · 10⁻⁸, first or last, where no number of 24 bits reaches.
  @Test(arguments: [[-17.0345, 0, 0], [0, 0, -17.0345]] as [[Float]]) func aRareCategoryComes(_ logits: [Float]) {
    let rare = logits.firstIndex { $0 < -1 }!
    #expect((1...16).contains(counts(of: Categorical(logits: Variable(Tensor(logits))))[rare]))
  }

  /// A probability of so many steps and a half: of the uniform numbers in the step that it ends in, half are below it. 12 or more of
  /// these are among 2²⁸, and none or all of 12 would be once in 2,000 times.
  @Test(arguments: [1, 9], [false, true]) func aHalfOfAStepIsMetHalfTheTime(_ steps: Int, _ isUpper: Bool) {
    let share = (Double(steps) + 0.5) * 0x1p-24, logit = Float(log(share) - log1p(-share))
    let end = isUpper ? 1 - Float(steps + 1) * 0x1p-24 : Float(steps) * 0x1p-24, random = Random(seed: 29)
    let bernoulli = Bernoulli(logits: Variable(isUpper ? -logit : logit)).expanded(to: [Self.batch])
    let met = (0..<4096).flatMap { index -> [Float] in
      let uniforms = Tensor.uniform([Self.batch], using: random[index])
      // Only a batch with such a number is drawn.
      let distance = isUpper ? -uniforms.maximum(along: [0]).element : -(-uniforms).maximum(along: [0]).element
      guard distance <= (isUpper ? -end : end) else { return [] }
      let places = uniforms.elements.indices.filter { uniforms.elements[$0] == end }
      let tosses = places.isEmpty ? [] : bernoulli.sample(using: random[index]).elements
      return places.map { tosses[$0] }
    }
    let ones = met.filter { $0 == 1 }.count
    #expect(met.count >= 6 && ones > 0 && ones < met.count)
  }

  @Test func aTossOfNoNumberIsNone() {
    #expect(Bernoulli(logits: Variable(Tensor([.nan, 0]))).sample(using: Random(seed: 1)).elements[0].isNaN)
  }

  /// What is no rarer than a step is decided by the step, as numbers of 24 bits always did.
  @Test func ordinaryTossesAreThoseOfUniformNumbers() {
    let logits = Tensor((0..<4096).map { Float($0 - 2048) / 200 })
    var random = Random(seed: 5)
    var same = random
    let uniforms = same.uniform([4096]).elements, probabilities = logits.mapped(.sigmoid).elements
    let tosses = Bernoulli(logits: Variable(logits)).sample(using: &random)
    #expect(tosses.elements == zip(uniforms, probabilities).map { $0 < $1 ? 1 : 0 })
    #expect(random == same)
  }

  /// Likewise but for the steps that an end of a share lies in, of which 65,536 numbers meet one in 85 times.
  @Test func ordinaryCategoriesAreThoseOfUniformNumbers() {
    let distribution = Categorical(logits: Variable(Tensor([0.5, -1, 2, 0.25]))), count = 1 << 16
    var random = Random(seed: 7)
    var same = random
    let uniforms = same.uniform([count]).elements
    let probabilities = distribution.probabilities.value.elements.map(Double.init)
    let total = probabilities.reduce(0, +)
    let expected = uniforms.map { uniform -> Float in
      var cumulative = 0.0
      return Float(
        probabilities.firstIndex {
          cumulative += $0
          return Double(uniform) * total < cumulative
        } ?? 3)
    }
    #expect(distribution.expanded(to: [count]).sample(using: &random).elements == expected)
    #expect(random == same)
  }
}
