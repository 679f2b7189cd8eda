import Foundation
import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabTensors
import Testing

@testable import LabInference

/// Enumerated sites beside what a guide draws: weights, distortion and rate, gradients, predictions.
@Suite struct EnumerationWithGuidesTests {
  static let x = Tensor([0.5, -1, 2])

  /// A component k of two, z ~ N(±2, 1) by it, and x ~ N(z + k, 1): the prior and the likelihood both depend on it.
  private func model(_ trace: Trace, _ x: Tensor) throws {
    try trace.plate("data", size: x.count) {
      let k = try trace.sample("k", Bernoulli(logits: Variable(0.4)), enumerated: true)
      let z = try trace.sample("z", Normal(mean: 4 * k - 2, logStandardDeviation: .zero))
      try trace.observe("x", Normal(mean: z + k, logStandardDeviation: .zero), x)
    }
  }

  private func guide(_ trace: Trace, _ x: Tensor) throws {
    _ = try trace.plate("data", size: x.count) {
      try trace.sample("z", Normal(mean: Variable(x) * 0.5, logStandardDeviation: .zero))
    }
  }

  private var pair: ModelAndGuide<Tensor> { ModelAndGuide(model: model, guide: guide) }

  private func logNormal(_ x: Double, _ mean: Double) -> Double {
    -0.5 * (x - mean) * (x - mean) - 0.5 * log(2 * .pi)
  }

  /// log p(z) and log p(x, z), with k summed out.
  private func exact(_ x: Double, _ z: Double) -> (prior: Double, joint: Double) {
    let logs = [0.0, 1].map { k -> (Double, Double) in
      let prior: Double = -log1p(exp(k == 1 ? -0.4 : 0.4)) + logNormal(z, 4 * k - 2)
      return (prior, prior + logNormal(x, z + k))
    }
    func sum(_ a: Double, _ b: Double) -> Double { max(a, b) + log1p(exp(-abs(a - b))) }
    return (sum(logs[0].0, logs[1].0), sum(logs[0].1, logs[1].1))
  }

  @Test(arguments: [nil, 5] as [Int?]) func weightsCountTheSum(_ particles: Int?) throws {
    let run = try TracePair(
      pair, on: Self.x, pass: .evaluation, particles: Particles(count: particles, plateNesting: 1),
      using: Random(seed: 2))
    let z = try #require(run.latents.first).q.value.value.elements
    #expect(run.logWeights.shape == (particles.map { [$0, 3] } ?? [3]))
    for (index, found) in run.logWeights.value.elements.enumerated() {
      let x = Double(Self.x.elements[index % 3]), draw = Double(z[index])
      let weight = exact(x, draw).joint - logNormal(draw, 0.5 * x)
      #expect(abs(Double(found) - weight) <= 2e-6 * max(1, abs(weight)))
    }
  }

  /// The distortion is −log p(x | z), the rate log q(z) − log p(z), in the loss and in an evaluation.
  @Test func distortionAndRateAreOfWhatTheGuideDraws() throws {
    let random = Random(seed: 2)
    let run = try TracePair(pair, on: Self.x, pass: .evaluation, particles: .one, using: random)
    let z = try #require(run.latents.first).q.value.value.elements
    let terms = zip(Self.x.elements, z).map { x, z -> (distortion: Double, rate: Double) in
      let (prior, joint) = exact(Double(x), Double(z))
      return (prior - joint, logNormal(Double(z), 0.5 * Double(x)) - prior)
    }
    let loss = try EvidenceLowerBound().loss(of: pair, on: Self.x, pass: .evaluation, using: random)
    #expect(loss.terms.map(\.name) == ["distortion", "rate"])
    #expect(abs(Double(loss.terms[0].value.value.element) - terms.reduce(0) { $0 + $1.distortion }) <= 1e-5)
    #expect(abs(Double(loss.terms[1].value.value.element) - terms.reduce(0) { $0 + $1.rate }) <= 1e-5)
    let evaluation = try Evaluation(of: pair, on: [Self.x], using: Random(seed: 3))
    #expect(evaluation.bounds.allSatisfy(\.isFinite) && evaluation.rateByUnit.isEmpty)
    let drawn = try TracePair(pair, on: Self.x, pass: .evaluation, particles: .one, using: Random(seed: 3)[0])
    let again = try #require(drawn.latents.first).q.value.value.elements
    for (index, bound) in evaluation.bounds.enumerated() {
      let x = Double(Self.x.elements[index]), z = Double(again[index])
      #expect(abs(bound - (exact(x, z).joint - logNormal(z, 0.5 * x))) <= 1e-5)
    }
  }

  /// Of an amortised guide and a prior that is a mixture, all estimators' gradients of the same bound agree: twenty thousand
  /// rows, within four standard errors of the difference; the seeds are fixed.
  @Test(
    arguments: [
      (EvidenceLowerBound(), EvidenceLowerBound(guideGradient: .stickingTheLanding)),
      (EvidenceLowerBound(), EvidenceLowerBound(particles: 2)),
      (
        ImportanceWeightedBound(particles: 3),
        ImportanceWeightedBound(particles: 3, guideGradient: .doublyReparameterized)
      ),
    ] as [(any Objective, any Objective)])
  func gradientsPassThroughTheSum(_ first: any Objective, _ second: any Objective) throws {
    let rows = 20_000
    let mean = Parameter("m", Tensor(repeating: 0.3, shape: [rows]))
    let scale = Parameter("s", Tensor(repeating: -0.2, shape: [rows]))
    func guide(_ trace: Trace, _ x: Tensor) throws {
      _ = try trace.plate("data", size: rows) {
        try trace.sample("z", Normal(mean: trace.pass[mean], logStandardDeviation: trace.pass[scale]))
      }
    }
    func found(_ objective: any Objective, _ seed: UInt64) throws -> [Parameter: Tensor] {
      try gradients([mean, scale]) {
        try objective.loss(
          of: ModelAndGuide(model: model, guide: guide), on: Tensor(repeating: 0.7, shape: [rows]), pass: $0,
          using: Random(seed: seed))
      }
    }
    let (a, b) = (try found(first, 1), try found(second, 2))
    for parameter in [mean, scale] {
      #expect(a.estimate(parameter).deviation(from: b.estimate(parameter)) <= 4, "\(parameter.name)")
    }
  }

  /// An automatic guide draws the other sites, and leaves enumerated ones to the model.
  @Test func automaticGuidesLeaveThemOut() throws {
    let guide = try MeanFieldNormalGuide(of: model, for: Self.x, using: Random(seed: 1))
    #expect(guide.parameters.map(\.name) == ["site z: location", "site z: log scale"])
    var svi = SVI(
      ModelAndGuide(model: model, guide: guide.program, parameters: guide.parameters), objective: EvidenceLowerBound(),
      optimizer: Adam(0.05))
    var losses: [Float] = []
    for step in 0..<200 { losses.append(try svi.step(Self.x, using: Random(seed: 1)[step]).loss) }
    #expect(losses.suffix(50).reduce(0, +) < losses.prefix(50).reduce(0, +))
  }

  /// Draws of two sites that depend on each other come from their joint posterior: of 20,000 rows, each of the six combinations
  /// within four standard errors.
  @Test func predictionsDrawThemFromTheirPosterior() throws {
    let rows = 20_000, x = 0.8, logits: [Float] = [0, 0.5, -0.5]
    func model(_ trace: Trace, _ x: Tensor) throws {
      try trace.plate("data", size: rows) {
        let s = try trace.sample("s", Bernoulli(logits: Variable(0.4)), enumerated: true)
        let shift = s.reshaped(to: s.shape + [1]) * Variable(Tensor([1, 0, -1]))
        let k = try trace.sample("k", Categorical(logits: Variable(Tensor(logits)) + shift), enumerated: true)
        try trace.observe("x", Normal(mean: k - s, logStandardDeviation: .zero), x)
      }
    }
    let given = ModelAndGuide<Tensor>(model: model, guide: { _, _ in })
    let data = Tensor(repeating: Float(x), shape: [rows])
    let draws = try Predictive(of: given).draws(1, for: data, using: Random(seed: 4))
    let s = try draws["s"].elements, k = try draws["k"].elements
    var weights = [Double](repeating: 0, count: 6), counts = [Double](repeating: 0, count: 6)
    for s in 0..<2 {
      let shifted = (0..<3).map { exp(Double(logits[$0]) + Double(s) * [1, 0, -1][$0]) }
      for k in 0..<3 {
        weights[3 * s + k] =
          exp(0.4 * Double(s)) * shifted[k] / shifted.reduce(0, +) * exp(logNormal(x, Double(k - s)))
      }
    }
    for (s, k) in zip(s, k) { counts[3 * Int(s) + Int(k)] += 1 }
    for (weight, count) in zip(weights, counts) {
      let share = weight / weights.reduce(0, +), error = (share * (1 - share) / Double(rows)).squareRoot()
      #expect(abs(count / Double(rows) - share) <= 4 * error)
    }
    // From the prior, the switch is on as often as it is said to be.
    let prior = try Predictive(ofPrior: model).draws(1, for: data, using: Random(seed: 4))
    let share = try prior["s"].elements.reduce(0, +) / Float(rows)
    #expect(abs(Double(share) - 1 / (1 + exp(-0.4))) <= 4 * 0.5 / Double(rows).squareRoot())
  }

  /// What depends on a site's values has their axis, the others none; the site itself one number for each value.
  @Test func valuesStandBeforeParticlesAndPlates() throws {
    let run = try TracePair(
      pair, on: Self.x, pass: .evaluation, particles: Particles(count: 5, plateNesting: 2), using: Random(seed: 2))
    let site = try #require(run.enumerated.first), latent = try #require(run.latents.first)
    #expect(site.value.shape == [2, 1, 1, 1] && site.logDensity.shape == [2, 5, 1, 3])
    #expect(latent.q.value.shape == [5, 1, 3] && latent.p.logDensity.shape == [2, 5, 1, 3])
    #expect(run.logLikelihoods.allSatisfy { $0.logDensity.shape == [5, 1, 3] })
    #expect(run.enumeratedProbabilities(of: "k")?.shape == [5, 1, 3, 2])
  }
}
