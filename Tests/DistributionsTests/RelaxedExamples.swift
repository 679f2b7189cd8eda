import Foundation
import LabAutodiff
import LabDistributions
import LabTensors

// Categories relaxed to shares, and their draws as vectors of 0 and 1.

extension DistributionExample {
  static let relaxed: [DistributionExample] =
    [([0, 0], 1), ([1, -0.5], 0.5), ([0.5, 0], 2), ([0, 0, 0], 0.5), ([1, -2, 0.5], 1), ([0.5, 0, -1], 0.66)]
    .map { relaxedCategorical($0, $1) } + [([0, 1], 1), ([-3, 2, 0.5, 1], 0.5)].map { straightThrough($0, $1) }

  static func relaxedCategorical(_ logits: [Float], _ temperature: Float) -> DistributionExample {
    DistributionExample(
      "relaxed categorical at \(temperature)", [Tensor(logits)],
      // Towards a corner the density of a share's logarithm falls off as a gamma number's of this concentration.
      quadrature: { .simplex(Array(repeating: Double(temperature), count: $0[0].count)) },
      make: { RelaxedOneHotCategorical(logits: $0[0], temperature: temperature) }
    ).with { ($0.hasEntropy, $0.hasDivergence, $0.knowsMoments) = (false, false, false) }
  }

  static func straightThrough(_ logits: [Float], _ temperature: Float) -> DistributionExample {
    DistributionExample(
      "straight-through categorical at \(temperature)", [Tensor(logits)],
      quadrature: {
        let count = $0[0].count
        return .values(
          Tensor((0..<count * count).map { $0 / count == $0 % count ? 1 : 0 }, shape: [count, count]))
      }, make: { StraightThroughCategorical(logits: $0[0], temperature: temperature) }
    ).with { $0.hasUnbiasedGradients = false }
  }
}
