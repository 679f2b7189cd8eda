import LabDistributions
import LabTensors
import Testing

/// Values inside pass; of what lies outside, the first element or vector is named.
@Suite struct SupportTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let support: Support
    let inside: [Tensor]
    let outside: [(Tensor, String)]
    var testDescription: String { "\(support)" }
  }

  static let examples = [
    Example(
      support: .real, inside: [Tensor([0, -3e38, 0x1p-149]), Tensor(2)],
      outside: [
        (Tensor([0, .infinity]), "element 1 is inf, not finite"), (Tensor(-.infinity), "element 0 is -inf, not finite"),
        (Tensor([1, 2, .nan]), "element 2 is nan, not finite"),
      ]),
    Example(
      support: .positive, inside: [Tensor([0x1p-149, 1, 3e38])],
      outside: [
        (Tensor([1, 0]), "element 1 is 0.0, not above 0 and finite"),
        (Tensor([-1, 0]), "element 0 is -1.0, not above 0 and finite"),
        (Tensor([1, .infinity]), "element 1 is inf, not above 0 and finite"),
        (Tensor([.nan]), "element 0 is nan, not above 0 and finite"),
      ]),
    Example(
      support: .unitInterval, inside: [Tensor([0, 0.5, 1])],
      outside: [
        (Tensor([0, Float(1).nextUp]), "element 1 is 1.0000001, not from 0 to 1"),
        (Tensor([-0x1p-149]), "element 0 is -1e-45, not from 0 to 1"),
        (Tensor([.nan]), "element 0 is nan, not from 0 to 1"),
      ]),
    Example(
      support: .interval(Tensor([-1, 2]), Tensor(3)),
      inside: [Tensor([-1, 2]), Tensor([3, 3]), Tensor([0, 2, 3, 3], shape: [2, 2])],
      outside: [
        (Tensor([-2, 2]), "element 0 is -2.0, not from -1.0 to 3.0"),
        (Tensor([0, 3, 0, 1], shape: [2, 2]), "element 3 is 1.0, not from 2.0 to 3.0"),
        (Tensor([0, .infinity]), "element 1 is inf, not from 2.0 to 3.0"),
        (Tensor([.nan, 2]), "element 0 is nan, not from -1.0 to 3.0"),
      ]),
    Example(
      support: .binary, inside: [Tensor([0, 1, 1]), Tensor([-0.0])],
      outside: [
        (Tensor([0, 0.5]), "element 1 is 0.5, not 0 or 1"), (Tensor([2]), "element 0 is 2.0, not 0 or 1"),
        (Tensor([.nan]), "element 0 is nan, not 0 or 1"),
      ]),
    Example(
      support: .counts, inside: [Tensor([0, 1, 1e9])],
      outside: [
        (Tensor([1, -1]), "element 1 is -1.0, not one of 0, 1, 2, …"),
        (Tensor([0.5]), "element 0 is 0.5, not one of 0, 1, 2, …"),
        (Tensor([.infinity]), "element 0 is inf, not one of 0, 1, 2, …"),
        (Tensor([.nan]), "element 0 is nan, not one of 0, 1, 2, …"),
      ]),
    Example(
      support: .categories(3), inside: [Tensor([0, 1, 2])],
      outside: [
        (Tensor([0, 3]), "element 1 is 3.0, not one of 0, …, 2"),
        (Tensor([-1]), "element 0 is -1.0, not one of 0, …, 2"),
        (Tensor([1.5]), "element 0 is 1.5, not one of 0, …, 2"),
        (Tensor([.nan]), "element 0 is nan, not one of 0, …, 2"),
        (Tensor([.infinity]), "element 0 is inf, not one of 0, …, 2"),
      ]),
    Example(
      support: .oneHot, inside: [Tensor([0, 1, 0]), Tensor([1, 0, 0, 1], shape: [2, 2])],
      outside: [
        (Tensor([0, 0.5, 0.5]), "element 1 is 0.5, not 0 or 1"),
        (Tensor([1, 0, 1, 1], shape: [2, 2]), "vector 1 has the sum 2.0, not 1"),
        (Tensor([0, 0, 0]), "vector 0 has the sum 0.0, not 1"), (Tensor([.nan, 1]), "element 0 is nan, not 0 or 1"),
      ]),
    Example(
      support: .simplex,
      inside: [Tensor([0.25, 0.75, 0]), Tensor([0.1, 0.2, 0.7]), Tensor([1, 0, 0, 1], shape: [2, 2])],
      outside: [
        (Tensor([0.5, 0.6, -0.1]), "element 2 is -0.1, not from 0 to 1"),
        (Tensor([0.5, 0.5, 0.25, 0.25], shape: [2, 2]), "vector 1 has the sum 0.5, not 1"),
        (Tensor([0.5, 0.50001]), "vector 0 has the sum 1.00001, not 1"),
        (Tensor([.nan, 1]), "element 0 is nan, not from 0 to 1"),
      ]),
  ]

  @Test(arguments: examples) func whatLiesOutsideIsNamed(_ example: Example) {
    for value in example.inside { #expect(example.support.violation(in: value) == nil) }
    for (value, message) in example.outside { #expect(example.support.violation(in: value) == message) }
  }

  /// NaN lies in no distribution's support.
  @Test(arguments: DistributionExample.all) func nothingTakesNaN(_ example: DistributionExample) {
    let distribution = example.distribution
    let value = Tensor(repeating: .nan, shape: distribution.eventShape)
    #expect(distribution.support.violation(in: value)?.hasPrefix("element 0 is nan") == true)
  }
}
