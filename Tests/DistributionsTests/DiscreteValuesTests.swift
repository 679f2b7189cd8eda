import Foundation
import LabAutodiff
import LabDistributions
import LabTensors
import Testing

/// Values one by one, and their relaxations.
@Suite struct DiscreteValuesTests {
  static let enumerable = DistributionExample.all.filter { $0.distribution is any EnumerableDistribution }

  /// All values of the support, each once, with the probabilities that the density gives them.
  @Test(arguments: enumerable) func everyValueIsListedWithItsProbability(_ example: DistributionExample) throws {
    let distribution = try #require(example.distribution as? any EnumerableDistribution)
    let values = distribution.enumeratedValues, logs = distribution.enumeratedLogProbabilities
    #expect(distribution.support.violation(in: values) == nil)
    #expect(Set(Quadrature.vectors(values)).count == values.shape[0])
    #expect(logs.shape == [values.shape[0]])
    let densities = distribution.logDensity(Variable(values)).value.elements
    for (a, b) in zip(logs.value.elements, densities) { #expect(a == b || abs(a - b) <= 1e-6 * max(1, abs(b))) }
    let total = logs.value.elements.reduce(0) { $0 + exp(Double($1)) }
    #expect(abs(total - 1) <= 1e-6)
  }

  /// Values stand before the batch, and gradients pass to the parameters.
  @Test func valuesStandBeforeTheBatch() {
    let tape = Tape(), logits = tape.variable(Tensor([0.5, -1, 2, 0, 0, 0], shape: [2, 3]))
    let logs = OneHotCategorical(logits: logits).enumeratedLogProbabilities
    #expect(logs.shape == [3, 2])
    let first = logs.slice(0..<1, along: 0).sum()
    let gradients = tape.gradients(of: first)[logits]?.elements ?? []
    let p = Categorical(logits: Variable(logits.value)).probabilities.value.elements
    for (index, gradient) in gradients.enumerated() {
      #expect(abs(gradient - ((index % 3 == 0 ? 1 : 0) - p[index])) <= 1e-6)
    }
    #expect(Bernoulli(logits: Variable(.zeros([4, 5]))).enumeratedLogProbabilities.shape == [2, 4, 5])
  }

  /// A relaxed draw's largest number is at each place with the category's probability, whatever the temperature: χ² of 20,000
  /// draws with two degrees of freedom passes 18.4 once in 10,000 times.
  @Test(arguments: [0.1, 0.5, 1, 5] as [Float]) func theLargestShareIsTheCategory(_ temperature: Float) {
    let logits = Variable(Tensor([1, -0.5, 0.25])), count = 20_000
    let relaxed = RelaxedOneHotCategorical(logits: logits, temperature: temperature).expanded(to: [count])
    let straight = StraightThroughCategorical(logits: logits, temperature: temperature).expanded(to: [count])
    let p = Categorical(logits: logits).probabilities.value.elements
    let draws = relaxed.sample(using: Random(seed: 3)), hard = straight.sample(using: Random(seed: 3))
    // The same noise: a straight-through draw is the largest of the relaxed one's.
    #expect(draws.argmax(along: -1) == hard.argmax(along: -1))
    var counts = [Double](repeating: 0, count: 3)
    for place in draws.argmax(along: -1) { counts[place] += 1 }
    let statistic = zip(counts, p).reduce(0) { sum, next in
      let expected = Double(next.1) * Double(count)
      return sum + (next.0 - expected) * (next.0 - expected) / expected
    }
    #expect(statistic < 18.4)
  }

  /// The gradient of a straight-through draw is its relaxed draw's.
  @Test func straightThroughPassesTheRelaxedGradient() throws {
    let weights = Variable(Tensor([1, -2, 3]))
    func gradient(_ make: (Variable) -> any ReparameterizedDistribution) throws -> Tensor {
      let tape = Tape(), logits = tape.variable(Tensor([0.5, 0, -0.5]))
      let draw = make(logits).reparameterizedSample(using: Random(seed: 6))
      return try #require(tape.gradients(of: (draw * weights).sum())[logits])
    }
    let soft = try gradient { RelaxedOneHotCategorical(logits: $0, temperature: 0.7) }
    let hard = try gradient { StraightThroughCategorical(logits: $0, temperature: 0.7) }
    #expect(soft == hard && soft.elements.contains { $0 != 0 })
  }

  /// At low temperatures draws underflow, and stay inside the support with a finite density.
  @Test func coldDrawsStayInside() {
    let cold = RelaxedOneHotCategorical(logits: Variable(Tensor([5, 0, -5])), temperature: 0.01).expanded(to: [1000])
    let draws = cold.sample(using: Random(seed: 2))
    #expect(cold.support.violation(in: draws) == nil && draws.elements.allSatisfy { $0 > 0 })
    #expect(cold.logDensity(Variable(draws)).value.firstNonFinite == nil)
  }
}
