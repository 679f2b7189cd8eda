import Foundation
import LabAutodiff
import LabDistributions
import LabTensors
import Testing

/// A single distribution (its batch shape is empty), and what the contracts need to know of it.
///
/// `make` takes the parameters with any axes before their own, which become the batch.
struct DistributionExample: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let parameters: [Tensor]
  let make: @Sendable ([Variable]) -> any Distribution
  /// Where nearly all of it lies, for any parameters near these.
  let quadratureAt: @Sendable ([Tensor]) -> Quadrature
  /// How many moments are finite, up to 4: tests of a moment are for those that have it.
  var finiteMoments = 4
  /// Whether the mean and the variance have a closed form; they are NaN where not.
  var knowsMoments = true
  /// Whether the parameters move the support: then the expected score is not 0.
  var supportMoves = false
  /// The step of differences by a parameter of ordinary size.
  var step: Float = 0x1p-5
  /// Whether the entropy has a closed form.
  var hasEntropy = true
  /// Whether divergences within the family have a closed form.
  var hasDivergence = true
  /// Whether the gradient of what depends on a draw is, on average, that of its expectation.
  var hasUnbiasedGradients = true
  /// Whether single precision resolves nearly all of it. A density like x^(−0.95) near 0 keeps a hundredth of its mass
  /// below the least number, and one like (1 − x)^(−½) keeps a thousandth within a rounding of 1: no sum over points can
  /// stand for an integral over these.
  var isResolved = true

  init(
    _ name: String, _ parameters: [Tensor], quadrature: @escaping @Sendable ([Tensor]) -> Quadrature,
    make: @escaping @Sendable ([Variable]) -> any Distribution
  ) {
    let values = parameters.map { parameter in
      parameter.shape.rank == 0 ? "\(parameter.element)" : "\(parameter.elements)"
    }
    testDescription = "\(name) \(values.joined(separator: ", "))"
    (self.parameters, quadratureAt, self.make) = (parameters, quadrature, make)
  }

  /// The distribution with constant parameters.
  var distribution: any Distribution { make(parameters.map { Variable($0) }) }

  /// Points and weights over it.
  var quadrature: Quadrature { quadratureAt(parameters) }

  /// The relative error that rounding leaves in a density: log-densities carry roundings of the size of their terms,
  /// 2⁻²³ of the largest finite parameter, and a few of numbers near 1 and of the points.
  var tolerance: Double {
    2e-6 + 0x1p-23 * Double(parameters.flatMap(\.elements).filter(\.isFinite).map(abs).max() ?? 0)
  }

  /// The example with some of what is known of it changed.
  func with(_ change: (inout DistributionExample) -> Void) -> DistributionExample {
    var copy = self
    change(&copy)
    return copy
  }
}

extension DistributionExample {
  /// Every distribution of the library, at ordinary parameters and at extreme ones.
  static let all: [DistributionExample] =
    scalars + halfCauchys + discrete + vectors + mixtures + deltas + gammas + transformed + relaxed

  /// Those over which sums stand for integrals.
  static let resolved = all.filter(\.isResolved)

  static let scalars: [DistributionExample] =
    [0, 1e-7, -1e-3, 0.5, -1, 1.1, 3, -9.21, 9.21, 40, -200, 1000].map { continuousBernoulli($0) }
    + [(0, 0), (3, -4), (-2, 1), (0.01, -9), (-500, 10)].map { normal($0, $1) }
    + [(0, 0), (0.5, -1.5), (-3, 0.25), (4, -5)].map { logNormal($0, $1).with { $0.step = 0x1p-9 } }
    + [(0, 0), (-3, 2), (0.25, -6)].map { laplace($0, $1) }
    + [(0, 1), (-3, 0.5), (0.1, 0.125), (-200, 300)].map { uniform($0, $1).with { $0.step = 0x1p-8 } }

  static let halfCauchys: [DistributionExample] = [1, 5, 0.01].map { halfCauchy($0) }

  static let discrete: [DistributionExample] =
    [0, 1.5, -4, 20].map { bernoulli($0) }
    + [[0], [0, 0], [1, -2, 0.5], [30, 0, 29], [0, -.infinity, 1, -.infinity]].map { categorical($0) }
    + [[0, 1], [-3, 2, 0.5, 1], [0, -.infinity, 1]].map { oneHotCategorical($0) }

  static let vectors: [DistributionExample] = [
    independentNormal([1, -2], [0, 0.5]),
    multivariateNormal([0, 0], logDiagonal: [0, 0], below: 0),
    multivariateNormal([1, -2], logDiagonal: [0.5, -1], below: -1.5),
    multivariateNormal([-30, 0.5], logDiagonal: [-2, 1], below: 3),
  ]

  static let mixtures: [DistributionExample] = [
    normalMixture([0], [1], [0]),
    normalMixture([0, 1, -2], [-3, 0.5, 2], [-1, 0, 0.5]),
    normalMixture([1, -.infinity], [0.5, 2], [0, 1]),
    planeMixture([0.5, -0.5], [[2, 0], [-2, 1]], [[0, -0.5], [0.25, -1]]),
    categoricalMixture([0, 1], [[0, 1, 2], [2, -.infinity, 0]]),
  ]

  static let deltas: [DistributionExample] = [
    DistributionExample("delta", [Tensor(1.5)], quadrature: { .values($0[0].reshaped(to: [1])) }) { Delta($0[0]) },
    DistributionExample("delta of vectors", [Tensor([0, -2])], quadrature: { .values($0[0].reshaped(to: [1, 2])) }) {
      Delta($0[0], eventAxes: 1)
    },
  ].map { $0.with { $0.supportMoves = true } }
}

// One function a family. Ten standard deviations hold all but 1e-22 of a normal distribution, forty scales all but 4e-18
// of a Laplace distribution.

extension DistributionExample {
  static func continuousBernoulli(_ logit: Float) -> DistributionExample {
    DistributionExample("continuous Bernoulli", [Tensor(logit)], quadrature: { _ in .interval(0, 1) }) {
      ContinuousBernoulli(logits: $0[0])
    }
  }

  static func normal(_ mean: Float, _ logVariance: Float) -> DistributionExample {
    DistributionExample(
      "normal, μ and log σ²", [Tensor(mean), Tensor(logVariance)],
      quadrature: {
        let mean = Double($0[0].element), extent = 10 * exp(Double($0[1].element) / 2)
        return .interval(mean - extent, mean + extent)
      }, make: { Normal(mean: $0[0], logVariance: $0[1]) })
  }

  static func logNormal(_ mean: Float, _ logScale: Float) -> DistributionExample {
    DistributionExample(
      "log-normal, μ and log σ", [Tensor(mean), Tensor(logScale)],
      quadrature: {
        // The fourth moment's integrand is a normal density about μ + 4σ².
        let mean = Double($0[0].element), deviation = exp(Double($0[1].element))
        return .exponential(from: mean - 10 * deviation, to: mean + (10 + 4 * deviation) * deviation)
      }, make: { LogNormal(meanOfLogarithm: $0[0], logStandardDeviationOfLogarithm: $0[1]) })
  }

  static func laplace(_ location: Float, _ logScale: Float) -> DistributionExample {
    DistributionExample(
      "Laplace, location and log scale", [Tensor(location), Tensor(logScale)],
      quadrature: {
        let location = Double($0[0].element), extent = 40 * exp(Double($0[1].element))
        return .interval(location - extent, location, location + extent)
      }, make: { Laplace(location: $0[0], logScale: $0[1]) })
  }

  static func halfCauchy(_ scale: Float) -> DistributionExample {
    DistributionExample(
      "half-Cauchy", [Tensor(scale)],
      quadrature: {
        // log x/s has the density 1/(π cosh), of which all but 4e-18 lie within 40.
        let middle = log(Double($0[0].element))
        return .exponential(from: middle - 40, to: middle + 40)
      }, make: { HalfCauchy(scale: $0[0]) }
    ).with { $0.finiteMoments = 0 }
  }

  static func uniform(_ low: Float, _ high: Float) -> DistributionExample {
    DistributionExample(
      "uniform", [Tensor(low), Tensor(high)],
      quadrature: { .interval(Double($0[0].element), Double($0[1].element)) },
      make: { Uniform(low: $0[0], high: $0[1]) }
    ).with { $0.supportMoves = true }
  }

  static func bernoulli(_ logit: Float) -> DistributionExample {
    DistributionExample("Bernoulli", [Tensor(logit)], quadrature: { _ in .values(Tensor([0, 1])) }) {
      Bernoulli(logits: $0[0])
    }
  }

  static func categorical(_ logits: [Float]) -> DistributionExample {
    DistributionExample(
      "categorical", [Tensor(logits)], quadrature: { .values(Tensor((0..<$0[0].count).map(Float.init))) }
    ) { Categorical(logits: $0[0]) }
  }

  static func oneHotCategorical(_ logits: [Float]) -> DistributionExample {
    DistributionExample(
      "one-hot categorical", [Tensor(logits)],
      quadrature: {
        let count = $0[0].count
        return .values(
          Tensor((0..<count * count).map { $0 / count == $0 % count ? 1 : 0 }, shape: [count, count]))
      }, make: { OneHotCategorical(logits: $0[0]) })
  }

  static func independentNormal(_ means: [Float], _ logScales: [Float]) -> DistributionExample {
    DistributionExample(
      "independent normals, μ and log σ", [Tensor(means), Tensor(logScales)],
      quadrature: {
        .normalPlane(means: $0[0].elements, deviations: $0[1].elements.map { exp(Double($0)) })
      }, make: { Normal(mean: $0[0], logStandardDeviation: $0[1]).toEvent(1) })
  }

  static func multivariateNormal(
    _ mean: [Float], logDiagonal: [Float], below: Float
  ) -> DistributionExample {
    DistributionExample(
      "multivariate normal, μ, log diagonal and triangle",
      [Tensor(mean), Tensor(logDiagonal), Tensor([7, 7, below, 7], shape: [2, 2])],
      quadrature: {
        let diagonal = $0[1].elements.map { exp(Double($0)) }, below = Double($0[2].elements[2])
        return .normalPlane(means: $0[0].elements, deviations: [diagonal[0], hypot(diagonal[1], below)])
      }, make: { MultivariateNormal(mean: $0[0], logDiagonal: $0[1], lowerTriangle: $0[2]) })
  }

  static func normalMixture(_ logits: [Float], _ means: [Float], _ logScales: [Float]) -> DistributionExample {
    DistributionExample(
      "mixture of normals", [Tensor(logits), Tensor(means), Tensor(logScales)],
      quadrature: {
        let reach = zip($0[1].elements, $0[2].elements).map { (Double($0), 10 * exp(Double($1))) }
        return .interval(reach.map { $0 - $1 }.min()!, reach.map { $0 + $1 }.max()!)
      }, make: { Mixture(logits: $0[0], components: Normal(mean: $0[1], logStandardDeviation: $0[2])) }
    ).with { ($0.hasEntropy, $0.hasDivergence) = (false, false) }
  }

  static func planeMixture(
    _ logits: [Float], _ means: [[Float]], _ logDiagonals: [[Float]]
  ) -> DistributionExample {
    DistributionExample(
      "mixture of multivariate normals",
      [
        Tensor(logits), Tensor(means.flatMap { $0 }, shape: [2, 2]),
        Tensor(logDiagonals.flatMap { $0 }, shape: [2, 2]),
      ], quadrature: { _ in .plane(-12...12, -12...12) },
      make: {
        let triangle = Variable(Tensor([0, 0, 0.5, 0], shape: [2, 2]))
        return Mixture(
          logits: $0[0], components: MultivariateNormal(mean: $0[1], logDiagonal: $0[2], lowerTriangle: triangle))
      }
    ).with { ($0.hasEntropy, $0.hasDivergence) = (false, false) }
  }

  static func categoricalMixture(_ logits: [Float], _ categories: [[Float]]) -> DistributionExample {
    DistributionExample(
      "mixture of categoricals",
      [Tensor(logits), Tensor(categories.flatMap { $0 }, shape: [categories.count, categories[0].count])],
      quadrature: { .values(Tensor((0..<$0[1].shape[1]).map(Float.init))) },
      make: { Mixture(logits: $0[0], components: Categorical(logits: $0[1])) }
    ).with { ($0.hasEntropy, $0.hasDivergence) = (false, false) }
  }
}

extension Quadrature {
  /// Ten standard deviations about each mean.
  static func normalPlane(means: [Float], deviations: [Double]) -> Quadrature {
    let ranges = zip(means, deviations).map { Double($0) - 10 * $1...Double($0) + 10 * $1 }
    return .plane(ranges[0], ranges[1])
  }
}
