import Foundation
import LabNeuralNetworks
import Testing

@Suite struct LearningRateTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let rate: LearningRate
    /// The rates at some steps, worked out by hand.
    let values: [Int: Float]
    var testDescription: String { "\(rate)" }
  }

  static let examples = [
    Example(rate: 0.125, values: [0: 0.125, 1: 0.125, 1_000_000: 0.125]),
    Example(
      rate: .exponential(initial: 0.5, factor: 0.25, every: 10),
      values: [0: 0.5, 5: 0.25, 10: 0.125, 20: 0.03125, 25: 0.015625]),
    Example(
      rate: .cosine(initial: 1, final: 0.25, over: 60),
      values: [0: 1, 20: 0.8125, 30: 0.625, 40: 0.4375, 60: 0.25, 61: 0.25, 1_000_000: 0.25]),
    Example(
      rate: .warmUp(over: 4, then: .constant(0.5)), values: [0: 0.125, 1: 0.25, 2: 0.375, 3: 0.5, 4: 0.5, 99: 0.5]),
    Example(
      rate: .warmUp(over: 2, then: .exponential(initial: 1, factor: 0.5, every: 1)),
      values: [0: 0.5, 1: 1, 2: 1, 3: 0.5, 4: 0.25]),
    Example(rate: .cosine(initial: 1e-3, final: 1e-4, over: 0), values: [0: 1e-4, 1: 1e-4, 100: 1e-4]),
    Example(rate: .cosine(initial: 1, final: 0.25, over: -3), values: [0: 0.25, 1: 0.25]),
    Example(rate: .exponential(initial: 1, factor: 0.5, every: 0), values: [0: 1, 1: 0.5, 2: 0.25]),
    Example(rate: .warmUp(over: -5, then: .cosine(initial: 1, final: 0, over: 2)), values: [0: 1, 1: 0.5, 2: 0]),
    Example(rate: .warmUp(over: 0, then: .cosine(initial: 1, final: 0, over: 2)), values: [0: 1, 1: 0.5, 2: 0]),
  ]

  @Test(arguments: examples) func hasItsClosedForm(_ example: Example) {
    for (step, expected) in example.values {
      #expect(abs(example.rate.rate(at: step) - expected) <= 1e-6 * max(expected, 0.1), "step \(step)")
    }
  }

  /// Rising or falling as the schedule says, with no step out of line.
  @Test func movesOneWay() {
    let falling: [LearningRate] = [
      .exponential(initial: 1, factor: 0.9, every: 7), .cosine(initial: 1, final: 0.01, over: 100),
    ]
    for schedule in falling {
      let rates = (0...100).map(schedule.rate)
      #expect(zip(rates, rates.dropFirst()).allSatisfy { $0 > $1 }, "\(schedule)")
    }
    let rising = (0..<50).map(LearningRate.warmUp(over: 50, then: 0.01).rate)
    #expect(zip(rising, rising.dropFirst()).allSatisfy { $0 < $1 } && rising[0] > 0)
  }
}
