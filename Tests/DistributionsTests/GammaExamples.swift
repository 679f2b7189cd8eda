import Foundation
import LabAutodiff
import LabDistributions
import LabTensors

// The gamma distribution and what is made of gamma numbers: beta, Dirichlet, Student's t; and the Poisson distribution.

extension DistributionExample {
  static let gammas = gammaNumbers + unresolved + counts + heavyTailed

  static let gammaNumbers: [DistributionExample] = [
    gamma(0.2, 0), gamma(0.5, 0), gamma(1, log(0.01)), gamma(3, log(100)), gamma(1, 0), gamma(100, 0),
    gamma(100, log(100)), gamma(3, log(0.01)), gamma(0.5, 3),
    beta(1, 1), beta(0.5, 3), beta(0.2, 2), beta(2.5, 4), beta(100, 50), beta(3, 1), beta(1, 100),
    dirichlet([0.5, 0.5]), dirichlet([3, 1]), dirichlet([1, 1, 1]), dirichlet([0.5, 2, 3]), dirichlet([20, 30, 50]),
    dirichlet([0.5, 100, 1]),
  ]

  static let unresolved = [
    gamma(0.05, 0), gamma(0.001, -2), beta(0.5, 0.5), beta(0.05, 3), beta(0.05, 0.05), dirichlet([0.05, 0.05, 1]),
  ].map { $0.with { $0.isResolved = false } }

  static let counts = [poisson(log(0.01)), poisson(0), poisson(log(8)), poisson(log(20)), poisson(log(100))]

  static let heavyTailed: [DistributionExample] = [
    studentT(0.7, 0, 0), studentT(1, -0.5, 0.25), studentT(1.5, 0, -1), studentT(3, 0.5, -0.5), studentT(30, -2, 0.5),
    studentT(1000, 0, 0),
  ]

  static func gamma(_ concentration: Float, _ logRate: Float) -> DistributionExample {
    DistributionExample(
      "gamma, α and log β", [Tensor(concentration), Tensor(logRate)],
      quadrature: {
        // log x has a density like e^(αδ − αe^δ) about log α/β, with all but e⁻⁴⁰ of its fourth moment in here.
        let a = Double($0[0].element), middle = log(a) - Double($0[1].element)
        return .exponential(
          from: max(middle - 9 / a.squareRoot() - 40 / a, -87), to: middle + log(1 + 12 / a.squareRoot() + 70 / a))
      }, make: { Gamma(concentration: $0[0], logRate: $0[1]) }
    ).with { $0.step = min(0x1p-5, concentration / 64) }
  }

  static func beta(_ a: Float, _ b: Float) -> DistributionExample {
    DistributionExample(
      "beta", [Tensor(a), Tensor(b)],
      quadrature: {
        // By the logit: down to where x is the least number, and up to the last number before 1.
        .mapped([max(-10 - 25 / Double($0[0].element), -87), 16.6], intervals: 1 << 14) {
          (1 / (1 + exp(-$0)), 1 / (2 + exp($0) + exp(-$0)))
        }
      }, make: { Beta($0[0], $0[1]) }
    ).with { $0.step = min(0x1p-5, min(a, b) / 64) }
  }

  static func dirichlet(_ concentrations: [Float]) -> DistributionExample {
    DistributionExample(
      "Dirichlet", [Tensor(concentrations)], quadrature: { .simplex($0[0].elements.map(Double.init)) },
      make: { Dirichlet(concentrations: $0[0]) }
    ).with { $0.step = min(0x1p-5, concentrations.min()! / 64) }
  }

  static func poisson(_ logRate: Float) -> DistributionExample {
    DistributionExample(
      "Poisson, log λ", [Tensor(logRate)],
      quadrature: {
        // Up to thirteen standard deviations and thirty above the mean.
        let rate = exp(Double($0[0].element))
        return .values(Tensor((0...Int(rate + 13 * rate.squareRoot() + 30)).map(Float.init)))
      }, make: { Poisson(logRate: $0[0]) }
    ).with { $0.hasEntropy = false }
  }

  static func studentT(_ degrees: Float, _ location: Float, _ logScale: Float) -> DistributionExample {
    DistributionExample(
      "Student's t, ν, location and log scale", [Tensor(degrees), Tensor(location), Tensor(logScale)],
      quadrature: {
        // x = m + s sinh t. The tail falls like e^(−νt), its second moment like e^(−(ν − 2)t).
        let location = Double($0[1].element), scale = exp(Double($0[2].element))
        return .mapped([-40, 40], intervals: 1 << 14) { (location + scale * sinh($0), scale * cosh($0)) }
      }, make: { StudentT(degreesOfFreedom: $0[0], location: $0[1], logScale: $0[2]) }
    ).with {
      $0.hasDivergence = false
      $0.finiteMoments = min(4, Int(degrees.rounded(.up)) - 1)
    }
  }
}

extension Quadrature {
  /// Vectors of two or three numbers that add up to 1, for a Dirichlet distribution of the given concentrations.
  ///
  /// By the logits of the first number, and of the second's share of the rest: the trapezoidal rule, as everything dies
  /// away at both ends. Each number is rounded by itself, so that a small one keeps its digits.
  static func simplex(_ concentrations: [Double]) -> Quadrature {
    func logits(_ a: Double, _ b: Double, _ steps: Int) -> [(share: Double, rest: Double, weight: Double)] {
      let low = max(-12 - 25 / a, -80), high = min(12 + 25 / b, 80)
      return (0...steps).map {
        let t = low + (high - low) * Double($0) / Double(steps), share = 1 / (1 + exp(-t)), rest = 1 / (1 + exp(t))
        return (share, rest, share * rest * (high - low) / Double(steps))
      }
    }
    let pair = concentrations.count == 2, steps = pair ? 1 << 14 : 192
    let others = concentrations.dropFirst()
    var points = [Float](), weights = [Double]()
    for first in logits(concentrations[0], others.reduce(0, +), steps) {
      guard !pair else {
        points += [Float(first.share), Float(first.rest)]
        weights.append(first.weight)
        continue
      }
      for second in logits(concentrations[1], concentrations[2], steps) {
        points += [Float(first.share), Float(first.rest * second.share), Float(first.rest * second.rest)]
        weights.append(first.weight * first.rest * second.weight)
      }
    }
    return Quadrature(
      points: Tensor(points, shape: [weights.count, concentrations.count]), weights: weights, isDiscrete: false)
  }
}
