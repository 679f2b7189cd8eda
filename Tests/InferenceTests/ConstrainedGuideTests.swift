import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabTensors
import Testing

/// Automatic guides of latent variables that are not any number, against posteriors found by quadrature.
@Suite struct ConstrainedGuideTests {
  /// A model of one latent number z, and the same density again in double precision.
  struct Example: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let support: ClosedRange<Double>
    let model: @Sendable (Trace, Tensor) throws -> Void
    let logJoint: @Sendable (Double) -> Double
  }

  enum Family: CaseIterable { case meanField, fullRank }

  private static func normal(_ x: Double, _ mean: Double, _ deviation: Double) -> Double {
    -0.5 * ((x - mean) / deviation) * ((x - mean) / deviation) - log(deviation) - 0.5 * log(2 * .pi)
  }

  static let observed: [Double] = [1.8, 2.4, 3.1]

  static let examples = [
    Example(
      testDescription: "positive", support: 0...10,
      model: { trace, x in
        let z = try trace.sample(
          "z", LogNormal(meanOfLogarithm: Variable(0), logStandardDeviationOfLogarithm: Variable(0)))
        try trace.plate("data", size: x.count) {
          try trace.observe("x", Normal(mean: z, standardDeviation: Variable(1)), x)
        }
      },
      logJoint: { z in
        normal(log(z), 0, 1) - log(z) + observed.map { normal($0, z, 1) }.reduce(0, +)
      }),
    Example(
      testDescription: "interval", support: -1...5,
      model: { trace, x in
        let z = try trace.sample("z", Uniform(low: Variable(-1), high: Variable(5)))
        try trace.plate("data", size: x.count) {
          try trace.observe("x", Normal(mean: z, standardDeviation: Variable(1)), x)
        }
      },
      logJoint: { z in -log(6) + observed.map { normal($0, z, 1) }.reduce(0, +) }),
    Example(
      testDescription: "unit interval", support: 0...1,
      model: { trace, _ in
        let z = try trace.sample("z", ContinuousBernoulli(logits: Variable(1)))
        try trace.plate("data", size: 5) {
          try trace.observe("x", Bernoulli(logits: log(z) - log1p(-z)), Tensor([1, 1, 0, 1, 0]))
        }
      },
      logJoint: { z in z - log(M_E - 1) + 3 * log(z) + 2 * log(1 - z) }),
  ]

  /// The log evidence, and the posterior's mean and standard deviation, by the midpoint rule on 2¹⁴ intervals.
  private func exact(_ example: Example) -> (logEvidence: Double, mean: Double, deviation: Double) {
    let count = 1 << 14, width = (example.support.upperBound - example.support.lowerBound) / Double(count)
    let points = (0..<count).map { example.support.lowerBound + (Double($0) + 0.5) * width }
    let densities = points.map { exp(example.logJoint($0)) * width }
    let evidence = densities.reduce(0, +)
    let mean = zip(points, densities).reduce(0) { $0 + $1.0 * $1.1 } / evidence
    let square = zip(points, densities).reduce(0) { $0 + $1.0 * $1.0 * $1.1 } / evidence
    return (log(evidence), mean, (square - mean * mean).squareRoot())
  }

  private func make(
    _ family: Family, of model: Program<Tensor>, for data: Tensor
  ) throws -> (program: Program<Tensor>, parameters: [Parameter]) {
    switch family {
    case .meanField:
      let guide = try MeanFieldNormalGuide(of: model, for: data, using: Random(seed: 1))
      return (guide.program, guide.parameters)
    case .fullRank:
      let guide = try FullRankNormalGuide(of: model, for: data, using: Random(seed: 1))
      return (guide.program, guide.parameters)
    }
  }

  private func train(
    _ family: Family, of model: @escaping Program<Tensor>, for data: Tensor
  ) throws -> Program<Tensor> {
    let guide = try make(family, of: model, for: data)
    var svi = SVI(
      ModelAndGuide(model: model, guide: guide.program, parameters: guide.parameters),
      objective: EvidenceLowerBound(particles: 10, guideGradient: .stickingTheLanding),
      optimizer: Adam(.cosine(initial: 0.05, final: 0, over: 800)))
    for step in 0..<800 { _ = try svi.step(data, using: Random(seed: 2)[step]) }
    return guide.program
  }

  /// A normal distribution of log z or logit z does not hold these posteriors: what remains of the mean and the deviation,
  /// with the noise of 4000 draws, is at most 6% of the deviation. But its importance weights average to the evidence: 10,000
  /// of them, which vary by less than a quarter, to 0.25%.
  @Test(arguments: examples, Family.allCases)
  func thePosteriorIsApproached(_ example: Example, _ family: Family) throws {
    let data = Tensor(Self.observed.map(Float.init)), exact = exact(example)
    let guide = try train(family, of: example.model, for: data)
    let draws = try Predictive(of: ModelAndGuide(model: example.model, guide: guide)).draws(
      4000, of: ["z"], for: data, using: Random(seed: 3))
    let z = try draws["z"].elements.map(Double.init)
    let mean = z.reduce(0, +) / 4000
    let deviation = (z.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4000).squareRoot()
    #expect(abs(mean - exact.mean) < 0.1 * exact.deviation)
    #expect(abs(deviation / exact.deviation - 1) < 0.1)
    #expect(abs(try logEvidence(of: example.model, guide, data) - exact.logEvidence) < 0.01)
  }

  private func logEvidence(
    of model: @escaping Program<Tensor>, _ guide: @escaping Program<Tensor>, _ data: Tensor
  ) throws -> Double {
    let loss = try ImportanceWeightedBound(particles: 10_000).loss(
      of: ModelAndGuide(model: model, guide: guide), on: data, pass: .evaluation, using: Random(seed: 4))
    return -Double(loss.terms[0].value.value.element)
  }

  /// Counts 4, 1, 2 of three categories with all shares equally likely beforehand: the posterior is Dirichlet(5, 2, 3), with
  /// mean 0.5, 0.2, 0.3 and deviations √(m(1 − m)/11), the evidence Γ(3) 4! 1! 2!/9!.
  @Test(arguments: Family.allCases) func sharesOfAWhole(_ family: Family) throws {
    let data = Tensor([0, 0, 0, 0, 1, 2, 2].flatMap { c in (0..<3).map { $0 == c ? Float(1) : 0 } }, shape: [7, 3])
    let guide = try train(family, of: Shares.model, for: data)
    let draws = try Predictive(of: ModelAndGuide(model: Shares.model, guide: guide))
      .draws(4000, of: ["shares"], for: data, using: Random(seed: 3))
    let shares = try draws["shares"].elements.map(Double.init)
    for (part, exact) in [0.5, 0.2, 0.3].enumerated() {
      let values = (0..<4000).map { shares[3 * $0 + part] }, mean = values.reduce(0, +) / 4000
      let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4000).squareRoot()
      let exactDeviation = (exact * (1 - exact) / 11).squareRoot()
      #expect(abs(mean - exact) < 0.1 * exactDeviation)
      #expect(abs(deviation / exactDeviation - 1) < 0.1)
    }
    #expect(abs(try logEvidence(of: Shares.model, guide, data) - log(2.0 * 24 * 2 / 362_880)) < 0.01)
  }

  /// A Delta with a density whose value comes of draws alone keeps its path: sticking the landing gives the gradient that the
  /// pathwise estimator gives, in expectation. 4,000 draws of each; five standard errors of the difference.
  @Test(arguments: Family.allCases) func stickingTheLandingSeesThroughAnImage(_ family: Family) throws {
    let example = Self.examples[0], x = Tensor(Self.observed.map(Float.init))
    let guide: (program: Program<Tensor>, parameters: [Parameter])
    switch family {
    case .meanField:
      let made = try MeanFieldNormalGuide(of: example.model, for: x, scale: 0.5, using: Random(seed: 1))
      guide = (made.program, made.parameters)
    case .fullRank:
      let made = try FullRankNormalGuide(of: example.model, for: x, scale: 0.5, using: Random(seed: 1))
      guide = (made.program, made.parameters)
    }
    let pair = ModelAndGuide(model: example.model, guide: guide.program, parameters: guide.parameters)
    func found(_ gradient: GuideGradient, seed: UInt64) throws -> [GradientBench.Statistics] {
      let objective = EvidenceLowerBound(usesClosedForms: false, guideGradient: gradient)
      let moved = Array(guide.parameters.prefix(2))
      return try GradientBench(objective, of: pair, withRespectTo: moved, on: x, draws: 4000, using: Random(seed: seed))
        .statistics
    }
    for (sticking, pathwise) in zip(try found(.stickingTheLanding, seed: 2), try found(.pathwise, seed: 3)) {
      let error = hypot(sticking.standardErrors[0], pathwise.standardErrors[0])
      #expect(abs(sticking.mean[0] - pathwise.mean[0]) <= 5 * error, "\(sticking.parameter)")
    }
  }
}
