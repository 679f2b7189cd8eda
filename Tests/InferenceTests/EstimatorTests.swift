import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabTensors
import Testing

/// That every estimator's gradient is in expectation the derivative of what it estimates, on the linear-Gaussian toy.
@Suite struct EstimatorTests {
  /// In one dimension the guide is off; in the other it is the posterior, so that the weights of the draws do not depend on
  /// that one. The derivative of a bound by the parameters of a dimension is then that of the dimension alone.
  static let dimensions = [
    LinearGaussian.Dimension(x: 1.3, priorMean: 0.2, mean: 0.1, logScale: -0.1), .solved(x: -0.8, priorMean: 0.4),
  ]

  /// An estimator, and the bound of one dimension whose derivatives it estimates.
  struct Example: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let objective: any Objective
    let bound: @Sendable (LinearGaussian.Dimension) -> Double
  }

  static let examples =
    [
      ("closed form", EvidenceLowerBound(), 1), ("sampled", EvidenceLowerBound(usesClosedForms: false), 1),
      ("3 particles, closed form", EvidenceLowerBound(particles: 3), 1),
      ("3 particles, sampled", EvidenceLowerBound(particles: 3, usesClosedForms: false), 1),
      ("β = 3, closed form", EvidenceLowerBound(klWeight: 3), 3),
      ("β = 3, sampled", EvidenceLowerBound(klWeight: 3, usesClosedForms: false), 3),
      ("β = ½, sticking the landing", EvidenceLowerBound(klWeight: 0.5, guideGradient: .stickingTheLanding), 0.5),
      ("sticking the landing", EvidenceLowerBound(guideGradient: .stickingTheLanding), 1),
      ("doubly reparameterized", EvidenceLowerBound(particles: 3, guideGradient: .doublyReparameterized), 1),
      ("importance-weighted, 1 particle", ImportanceWeightedBound(particles: 1), 1),
      (
        "importance-weighted, 1 particle, doubly reparameterized",
        ImportanceWeightedBound(particles: 1, guideGradient: .doublyReparameterized), 1
      ),
    ].map { (title: String, objective: any Objective, beta: Double) in
      Example(testDescription: "evidence lower bound: \(title)", objective: objective) { $0.evidenceLowerBound(beta) }
    }
    + [
      ("importance-weighted, 2 particles", ImportanceWeightedBound(particles: 2), 0),
      (
        "importance-weighted, 2 particles, doubly reparameterized",
        ImportanceWeightedBound(particles: 2, guideGradient: .doublyReparameterized), 0
      ),
      ("Rényi, α = −1", RenyiBound(alpha: -1, particles: 2), -1),
      ("Rényi, α = ½", RenyiBound(alpha: 0.5, particles: 2), 0.5),
      ("Rényi, α = 2", RenyiBound(alpha: 2, particles: 2), 2),
    ].map { (title: String, objective: any Objective, alpha: Double) in
      Example(testDescription: title, objective: objective) { $0.boundOfTwo(alpha: alpha) }
    }

  let coordinates: [(String, WritableKeyPath<LinearGaussian.Dimension, Double>, KeyPath<LinearGaussian, Parameter>)] =
    [("μ", \.priorMean, \.priorMean), ("m", \.mean, \.mean), ("log s", \.logScale, \.logScale)]

  /// Twenty thousand rows, within four standard errors. The seed is fixed; each of the hundred comparisons would fail for
  /// one seed in 16,000.
  @Test(arguments: examples) func theGradientIsUnbiased(_ example: Example) throws {
    let toy = LinearGaussian(Self.dimensions, rows: 20_000)
    let gradients = try toy.gradients(of: example.objective, using: Random(seed: 5))
    for (index, dimension) in Self.dimensions.enumerated() {
      for (name, coordinate, parameter) in coordinates {
        let exact = -derivative(example.bound, at: dimension, by: coordinate)
        let estimate = gradients.estimate(toy[keyPath: parameter], dimension: index)
        #expect(estimate.deviation(from: exact) <= 4, "\(name) of dimension \(index): \(estimate), exactly \(exact)")
      }
    }
  }

  /// Sticking the landing with several importance-weighted particles is biased (Tucker et al. 2019, section 3): the
  /// comparison above would see it.
  @Test func stickingTheLandingIsBiasedForSeveralParticles() throws {
    let toy = LinearGaussian(Self.dimensions, rows: 20_000)
    let objective = ImportanceWeightedBound(particles: 2, guideGradient: .stickingTheLanding)
    let estimate = try toy.gradients(of: objective, using: Random(seed: 5)).estimate(toy.logScale)
    let exact = -derivative({ $0.boundOfTwo(alpha: 0) }, at: Self.dimensions[0], by: \.logScale)
    #expect(estimate.deviation(from: exact) > 20)
  }

  /// Where the guide is the posterior, every draw's weight is the evidence: the gradient through the draws is 0 for each.
  /// The other gradients of a sampled bound vary: that of log s by E (ε² − 1)² = 2.
  @Test func stickingTheLandingHasNoVarianceAtThePosterior() throws {
    let toy = LinearGaussian([.solved(x: 1.5, priorMean: -0.5), .solved(x: 0, priorMean: 2)], rows: 2000)
    func guideGradients(_ objective: any Objective) throws -> [Tensor] {
      let gradients = try toy.gradients(of: objective, using: Random(seed: 5))
      return [toy.mean, toy.logScale].map { gradients[$0]! }
    }
    for objective: any Objective in [
      EvidenceLowerBound(guideGradient: .stickingTheLanding),
      EvidenceLowerBound(particles: 4, guideGradient: .stickingTheLanding),
      ImportanceWeightedBound(particles: 4, guideGradient: .stickingTheLanding),
      ImportanceWeightedBound(particles: 4, guideGradient: .doublyReparameterized),
    ] {
      // The terms that cancel are of the size of the noise, at most 5, and its square for log s.
      for gradient in try guideGradients(objective) {
        #expect(gradient.elements.allSatisfy { abs($0) <= 25 * 0x1p-21 })
      }
    }
    let pathwise = try toy.gradients(of: EvidenceLowerBound(usesClosedForms: false), using: Random(seed: 5))
    #expect(abs(pathwise.estimate(toy.logScale).variance - 2) < 0.5)
  }

  /// What is differentiated is what was computed: central differences of the loss with the same random numbers.
  ///
  /// A step of 0.01 leaves rounding of 2⁻²³ · 10/0.01 = 1e-4 and a truncation of some 1e-4.
  @Test(
    arguments: [
      EvidenceLowerBound(particles: 5), EvidenceLowerBound(particles: 5, usesClosedForms: false),
      ImportanceWeightedBound(particles: 5), RenyiBound(alpha: -2, particles: 5), RenyiBound(alpha: 0, particles: 5),
      RenyiBound(alpha: 0.9, particles: 5), RenyiBound(alpha: 1.5, particles: 5), RenyiBound(alpha: 5, particles: 5),
    ] as [any Objective]) func thePathwiseGradientIsTheLosss(_ objective: any Objective) throws
  {
    let toy = LinearGaussian(Self.dimensions, rows: 1), random = Random(seed: 9)
    let gradients = try toy.gradients(of: objective, using: random)
    for (name, _, keyPath) in coordinates {
      let parameter = toy[keyPath: keyPath], value = parameter.value
      for index in 0..<value.count {
        func loss(_ step: Float) throws -> Double {
          parameter.value = value + Tensor((0..<value.count).map { $0 == index ? step : 0 })
          defer { parameter.value = value }
          return -(try toy.bound(objective, using: random))
        }
        let difference = try (loss(0.01) - loss(-0.01)) / 0.02
        let gradient = Double(gradients[parameter]!.elements[index])
        #expect(abs(gradient - difference) <= 1e-3 * max(1, abs(gradient)), "\(name), dimension \(index)")
      }
    }
  }

  /// Where one draw of the guide depends on another, the gradient passes from the second to the first once: by every
  /// estimator the same in expectation. z₁ ~ N(0, 1), z₂ ~ N(z₁, 1), x ~ N(z₂, 1); q(z₂ | z₁) has the mean c z₁ + m₂.
  @Test func dependentDrawsKeepTheirGradients() throws {
    let rows = 20_000
    func parameter(_ name: String, _ value: Float) -> Parameter {
      Parameter(name, Tensor(repeating: value, shape: [rows]))
    }
    let (m1, s1) = (parameter("m₁", 0.2), parameter("log s₁", -0.4))
    let (c, m2, s2) = (parameter("c", 0.8), parameter("m₂", 0.3), parameter("log s₂", -0.2))
    func model(_ trace: Trace, _ x: Tensor) throws {
      try trace.plate("rows", size: rows) {
        let z1 = try trace.sample("z1", Normal.standard())
        let z2 = try trace.sample("z2", Normal(mean: z1, logStandardDeviation: .zero))
        try trace.observe("x", Normal(mean: z2, logStandardDeviation: .zero), x)
      }
    }
    func guide(_ trace: Trace, _ x: Tensor) throws {
      _ = try trace.plate("rows", size: rows) {
        let z1 = try trace.sample("z1", Normal(mean: trace.pass[m1], logStandardDeviation: trace.pass[s1]))
        let mean = trace.pass[c] * z1 + trace.pass[m2]
        try trace.sample("z2", Normal(mean: mean, logStandardDeviation: trace.pass[s2]))
      }
    }
    func found(_ objective: any Objective, seed: UInt64) throws -> [Parameter: Tensor] {
      try gradients([m1, s1, c, m2, s2]) {
        try objective.loss(
          of: ModelAndGuide(model: model, guide: guide), on: Tensor(1.5), pass: $0, using: Random(seed: seed))
      }
    }
    for (reference, objective) in [
      (
        ImportanceWeightedBound(particles: 4),
        ImportanceWeightedBound(particles: 4, guideGradient: .doublyReparameterized)
      ),
      (EvidenceLowerBound(), EvidenceLowerBound(guideGradient: .stickingTheLanding)),
      (EvidenceLowerBound(), EvidenceLowerBound(usesClosedForms: false)),
    ] as [(any Objective, any Objective)] {
      let expected = try found(reference, seed: 1), gradients = try found(objective, seed: 2)
      for parameter in [m1, s1, c, m2, s2] {
        // Twenty thousand rows each, from seeds of their own; four standard errors of the difference.
        let (a, b) = (gradients.estimate(parameter), expected.estimate(parameter))
        #expect(a.deviation(from: b) <= 4, "\(objective): \(parameter.name) \(a) \(b)")
      }
    }
  }
}
