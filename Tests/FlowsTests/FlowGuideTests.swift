import Foundation
import LabAutodiff
import LabDistributions
import LabFlows
import LabInference
import LabNeuralNetworks
import LabTensors
import Testing

/// Guides of all latent sites of a model that a flow bends.
@Suite struct FlowGuideTests {
  /// The bound of a guide after some steps, over 20,000 draws, and its guide.
  private func trained(
    _ model: @escaping Program<Tensor>, _ guide: @escaping Program<Tensor>, _ parameters: [Parameter], on data: Tensor,
    steps: Int, gradient: GuideGradient = .pathwise, rate: Float = 0.01, nesting: Int = 0
  ) throws -> Double {
    let pair = ModelAndGuide(model: model, guide: guide, parameters: parameters)
    var svi = SVI(
      pair, objective: EvidenceLowerBound(particles: 32, guideGradient: gradient),
      optimizer: Adam(.cosine(initial: rate, final: 0, over: steps)), maximumGradientNorm: 100, plateNesting: nesting)
    for step in 0..<steps { _ = try svi.step(data, using: Random(seed: 2)["training"][step]) }
    let loss = try EvidenceLowerBound(particles: 20_000).loss(
      of: pair, on: data, pass: .evaluation, using: Random(seed: 3), plateNesting: nesting)
    return -loss.terms.reduce(0) { $0 + Double($1.value.value.element) }
  }

  /// Two numbers of which only the sum is seen, x ~ N(z₁ + z₂, 0.3²), at x = 1: the posterior is normal with means 1/2.09, variances
  /// 1.09/2.09 and a covariance of −1/2.09, and the evidence N(1; 0, 2.09).
  private func ridge(_ trace: Trace, _ x: Tensor) throws {
    let z = try trace.sample("z", Normal.standard([2]).toEvent(1))
    try trace.observe("x", Normal(mean: z.sum(along: [-1]), standardDeviation: Variable(0.3)), x)
  }

  /// A family that holds the posterior finds it: what is left of the bound is below 0.005 nats, and moments of 20,000 draws have
  /// errors of √(2/20,000) = 1% of the variances.
  @Test(arguments: [GuideGradient.pathwise, .stickingTheLanding])
  func theCorrelatedPosteriorIsReached(_ gradient: GuideGradient) throws {
    let guide = try FlowGuide(of: ridge, for: Tensor(1), using: Random(seed: 1))
    let bound = try trained(ridge, guide.program, guide.parameters, on: Tensor(1), steps: 1_500, gradient: gradient)
    let evidence = -0.5 * (log(2 * Double.pi * 2.09) + 1 / 2.09)
    #expect(abs(bound - evidence) <= 0.01)
    let draws = guide.unconstrained().expanded(to: [20_000]).sample(using: Random(seed: 4))
    let first = draws.slice(0..<1, along: 1).elements.map(Double.init)
    let second = draws.slice(1..<2, along: 1).elements.map(Double.init)
    let mean = first.reduce(0, +) / 20_000, other = second.reduce(0, +) / 20_000
    let variance = first.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    let covariance = zip(first, second).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - other) } / 20_000
    #expect(abs(mean - 1 / 2.09) <= 0.04 && abs(other - 1 / 2.09) <= 0.04)
    #expect(abs(variance - 1.09 / 2.09) <= 0.04 && abs(covariance + 1 / 2.09) <= 0.04)
  }

  /// A banana, b ~ N(a², 0.3²) with a ~ N(0, 1), to be drawn as it is: its log evidence is 0. Independent numbers must choose between
  /// a's spread and b's.
  private func banana(_ trace: Trace, _ x: Tensor) throws {
    let a = try trace.sample("a", Normal.standard())
    try trace.sample("b", Normal(mean: square(a), standardDeviation: Variable(0.3)))
  }

  @Test func aBananaIsFitBetterThanByIndependentNumbers() throws {
    let guide = try FlowGuide(of: banana, for: Tensor(0), using: Random(seed: 1)) { size, random in
      try FlowSequence.couplings("flow", size: size, count: 4, map: .spline(), using: random)
    }
    let meanField = try MeanFieldNormalGuide(of: banana, for: Tensor(0), using: Random(seed: 1))
    let bound = try trained(banana, guide.program, guide.parameters, on: Tensor(0), steps: 1_500)
    let simple = try trained(banana, meanField.program, meanField.parameters, on: Tensor(0), steps: 1_500)
    #expect(bound > simple + 0.5, "\(bound) and \(simple)")
    #expect(bound > -0.15 && bound < 0.02, "\(bound)")
  }

  /// A positive number, z ~ LogNormal(0, 1) and x ~ N(z, 1) three times: the posterior of log z is not normal, and a spline of a
  /// normal number comes nearer. The evidence is by the midpoint rule.
  @Test func aSplineOfOneNumber() throws {
    let observed: [Double] = [0.2, -0.3, 0.4]
    func normal(_ x: Double, _ mean: Double) -> Double { -0.5 * (x - mean) * (x - mean) - 0.5 * log(2 * .pi) }
    let evidence = log(
      (0..<200_000).reduce(0.0) { sum, index in
        let z = (Double(index) + 0.5) / 10_000
        return sum + exp(normal(log(z), 0) - log(z) + observed.map { normal($0, z) }.reduce(0, +)) / 10_000
      })
    func model(_ trace: Trace, _ x: Tensor) throws {
      let z = try trace.sample(
        "z", LogNormal(meanOfLogarithm: Variable(0), logStandardDeviationOfLogarithm: Variable(0)))
      try trace.plate("data", size: x.count) {
        try trace.observe("x", Normal(mean: z, standardDeviation: Variable(1)), x)
      }
    }
    let data = Tensor(observed.map(Float.init))
    let guide = try FlowGuide(of: model, for: data, using: Random(seed: 1)) { size, _ in
      ElementwiseFlow("spline", size: size, map: .spline(bins: 8, bound: 4))
    }
    let meanField = try MeanFieldNormalGuide(of: model, for: data, using: Random(seed: 1))
    let bound = try trained(model, guide.program, guide.parameters, on: data, steps: 4_000, nesting: 1)
    let simple = try trained(model, meanField.program, meanField.parameters, on: data, steps: 4_000, nesting: 1)
    #expect(bound > simple && abs(bound - evidence) < 0.01, "\(bound), \(simple) and \(evidence)")
  }

  @Test func parametersAreTheLocationTheScaleAndTheFlows() throws {
    let guide = try FlowGuide(of: ridge, for: Tensor(1), using: Random(seed: 1))
    let names = guide.parameters.map(\.name)
    #expect(names.prefix(2) == ["all sites: location", "all sites: log scale"])
    #expect(names.count == 2 + 12 && names[2].hasPrefix("all sites: flow/1 inverse autoregressive/"))
  }

  @Test func theSameSeedGivesTheSameBytes() throws {
    func run() throws -> [Tensor] {
      let guide = try FlowGuide(of: ridge, for: Tensor(1), using: Random(seed: 5))
      _ = try trained(ridge, guide.program, guide.parameters, on: Tensor(1), steps: 20)
      return guide.parameters.map(\.value)
    }
    #expect(try run() == run())
  }
}
