import Foundation
import LabAutodiff
import LabDistributions
import LabTensors

/// y = offset + e^(log scale) x, as one would write it outside of the library.
struct Affine: Bijection {
  let offset, logScale: Variable

  var eventRank: Int { 0 }
  var support: Support { .real }
  func callAsFunction(_ x: Variable) -> Variable { offset + exp(logScale) * x }
  func inverse(_ y: Variable) -> Variable { (y - offset) * exp(-logScale) }
  func logDeterminant(_ x: Variable) -> Variable { logScale.broadcast(to: x.shape) }

  func moments(under base: any Distribution) -> (mean: Variable, variance: Variable)? {
    (offset + exp(logScale) * base.mean, exp(logScale * 2) * base.variance)
  }

  func meanLogDeterminant(under base: any Distribution) -> Variable? {
    let event = base.eventShape.rank, numbers = logScale.broadcast(to: base.mean.shape)
    return numbers.sum(along: Array(numbers.shape.rank - event..<numbers.shape.rank))
  }
}

extension DistributionExample {
  static let transformed: [DistributionExample] =
    [(0, 0, 0, 0), (0.5, -1, -2, 1)].map { affineNormal($0, $1, $2, $3) }
    + [(0, 0), (-1, -0.5), (0.75, -1.5)].map { logisticNormal($0, $1) }
    + [brokenStick([0.5], [-0.25]), brokenStick([0, 0], [0, 0]), brokenStick([-0.5, 1], [0.25, -0.25])]

  static func affineNormal(
    _ mean: Float, _ logDeviation: Float, _ offset: Float, _ logScale: Float
  ) -> DistributionExample {
    DistributionExample(
      "affine image of a normal, μ, log σ, offset and log scale",
      [mean, logDeviation, offset, logScale].map { Tensor($0) },
      quadrature: {
        let numbers = $0.map { Double($0.element) }, scale = exp(numbers[3])
        let middle = numbers[2] + scale * numbers[0], extent = 10 * scale * exp(numbers[1])
        return .interval(middle - extent, middle + extent)
      },
      make: {
        Transformed(Normal(mean: $0[0], logStandardDeviation: $0[1]), Affine(offset: $0[2], logScale: $0[3]))
      }
    ).with { $0.hasDivergence = false }
  }

  static func logisticNormal(_ mean: Float, _ logDeviation: Float) -> DistributionExample {
    DistributionExample(
      "logistic-normal, μ and log σ", [Tensor(mean), Tensor(logDeviation)],
      quadrature: {
        let mean = Double($0[0].element), extent = 10 * exp(Double($0[1].element))
        return .mapped([mean - extent, mean + extent], intervals: 1 << 14) {
          (1 / (1 + exp(-$0)), 1 / (2 + exp($0) + exp(-$0)))
        }
      }, make: { Transformed(Normal(mean: $0[0], logStandardDeviation: $0[1]), .logistic) }
    ).with { ($0.hasEntropy, $0.knowsMoments) = (false, false) }
  }

  /// Shares of a stick that is broken at normal numbers.
  static func brokenStick(_ means: [Float], _ logDeviations: [Float]) -> DistributionExample {
    DistributionExample(
      "broken stick, μ and log σ", [Tensor(means), Tensor(logDeviations)],
      quadrature: { .simplex(Array(repeating: 1, count: $0[0].count + 1)) },
      make: { Transformed(Normal(mean: $0[0], logStandardDeviation: $0[1]).toEvent(1), .stickBreaking) }
    ).with { ($0.hasEntropy, $0.knowsMoments) = (false, false) }
  }
}
