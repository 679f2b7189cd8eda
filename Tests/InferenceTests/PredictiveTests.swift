import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabTensors
import Testing

/// Draws of a model's sites, from its prior and from a guide.
@Suite struct PredictiveTests {
  /// z ~ N(1, 2²), x ~ N(z, 1) in a plate.
  private func model(_ trace: Trace, _ x: Tensor) throws {
    let z = try trace.sample("z", Normal(mean: Variable(1), standardDeviation: Variable(2)))
    try trace.plate("data", size: x.count) {
      try trace.observe("x", Normal(mean: z, standardDeviation: Variable(1)), x)
    }
  }

  /// The posterior of five data whose sum is 10: precision 1/4 + 5, mean (1/4 + 10)/(5¼).
  private func posterior(_ trace: Trace, _ x: Tensor) throws {
    try trace.sample(
      "z", Normal(mean: Variable(10.25 / 5.25), standardDeviation: Variable(Float(1 / 5.25).squareRoot())))
  }

  private let data = Tensor([1, 2, 3, 4, 0])
  private let count = 4000

  /// Means and variances of draws within four standard errors, σ/√n and σ² √(2/n); a seed fails one time in 16,000.
  private func check(_ draws: [Float], mean: Double, variance: Double) {
    let values = draws.map(Double.init), count = Double(values.count)
    let found = values.reduce(0, +) / count
    let foundVariance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    #expect(abs(found - mean) <= 4 * (variance / count).squareRoot())
    #expect(abs(foundVariance - variance) <= 4 * variance * (2 / count).squareRoot())
  }

  /// Observations are drawn too: each has variance 4 + 1, and any two have the covariance 4 of z.
  @Test func thePriorPredictive() throws {
    let draws = try Predictive(ofPrior: model).draws(count, for: data, using: Random(seed: 1))
    #expect(draws.names == ["z", "x"] && draws.count == count)
    #expect(try draws["z"].shape == [count] && draws["x"].shape == [count, 5])
    check(try draws["z"].elements, mean: 1, variance: 4)
    let x = try draws["x"].elements
    for datum in 0..<5 { check((0..<count).map { x[5 * $0 + datum] }, mean: 1, variance: 5) }
    check((0..<count).map { x[5 * $0] - x[5 * $0 + 1] }, mean: 0, variance: 2)
  }

  @Test func thePosteriorPredictive() throws {
    let draws = try Predictive(of: ModelAndGuide(model: model, guide: posterior)).draws(
      count, for: data, using: Random(seed: 2))
    check(try draws["z"].elements, mean: 10.25 / 5.25, variance: 1 / 5.25)
    let x = try draws["x"].elements
    for datum in 0..<5 { check((0..<count).map { x[5 * $0 + datum] }, mean: 10.25 / 5.25, variance: 1 + 1 / 5.25) }
  }

  /// The same with a guide that was trained, whose posterior is exact.
  @Test func thePosteriorPredictiveOfAnAutomaticGuide() throws {
    let guide = try MeanFieldNormalGuide(of: model, for: data, using: Random(seed: 3))
    var svi = SVI(
      ModelAndGuide(model: model, guide: guide.program, parameters: guide.parameters),
      objective: EvidenceLowerBound(guideGradient: .stickingTheLanding),
      optimizer: Adam(.cosine(initial: 0.1, final: 0, over: 500)))
    for step in 0..<500 { _ = try svi.step(data, using: Random(seed: 4)[step]) }
    let draws = try Predictive(of: ModelAndGuide(model: model, guide: guide.program)).draws(
      count, for: data, using: Random(seed: 5))
    check(try draws["z"].elements, mean: 10.25 / 5.25, variance: 1 / 5.25)
    let x = try draws["x"].elements
    check((0..<count).map { x[5 * $0] }, mean: 10.25 / 5.25, variance: 1 + 1 / 5.25)
  }

  /// Only the number of new data counts.
  @Test func predictionsOfNewData() throws {
    let draws = try Predictive(of: ModelAndGuide(model: model, guide: posterior))
      .draws(3, of: ["x"], for: .zeros([8]), using: Random(seed: 1))
    #expect(draws.names == ["x"])
    #expect(try draws["x"].shape == [3, 8])
  }

  /// Batch normalisation makes an example's code depend on its batch in training, and not here.
  @Test func networksAreEvaluatedAsTrained() throws {
    let network = try Network("code", input: [2], using: Random(seed: 1), [Dense(2), BatchNormalization()])
    let state = network.state.map(\.value)
    func model(_ trace: Trace, _ x: Tensor) throws {
      try trace.plate("data", size: x.shape[0]) {
        try trace.sample("z", Delta(network(Variable(x), trace.pass), eventAxes: 1))
      }
    }
    let pair = Tensor([1, 2, -3, 1], shape: [2, 2])
    let both = try Predictive(ofPrior: model).draws(1, for: pair, using: Random(seed: 1))["z"]
    let first = try Predictive(ofPrior: model).draws(1, for: pair.slice(0..<1, along: 0), using: Random(seed: 1))["z"]
    #expect(both.slice(0..<1, along: 1) == first)
    #expect(network.state.map(\.value) == state)
  }

  @Test func theSameSeedGivesTheSameBytesAndMoreDrawsLeaveTheFirst() throws {
    func x(_ count: Int, _ seed: UInt64) throws -> Tensor {
      try Predictive(of: ModelAndGuide(model: model, guide: posterior)).draws(
        count, for: data, using: Random(seed: seed))["x"]
    }
    #expect(try x(20, 1) == x(20, 1))
    #expect(try x(20, 1) == x(30, 1).slice(0..<20, along: 0))
    #expect(try x(20, 1) != x(20, 2))
  }

  @Test func unknownSitesAreNamed() throws {
    let predictive = Predictive(ofPrior: model)
    let message = "there is no site “y” to take draws of; there are “z”, “x”"
    let draws = try predictive.draws(2, for: data, using: Random(seed: 1))
    for ask in [
      { _ = try draws["y"] }, { _ = try predictive.draws(2, of: ["z", "y"], for: data, using: Random(seed: 1)) },
    ] {
      let error = try #require(throws: ModelError.self) { try ask() }
      #expect(error.name == "y")
      #expect(error.description == message)
    }
  }

  @Test func sitesThatDoNotStackAreNamed() throws {
    func resized(_ trace: Trace, _ x: Tensor) throws {
      let count = try trace.sample("s", Normal.standard()).value.element > 0 ? 2 : 3
      try trace.sample("z", Normal.standard([count]).toEvent(1))
    }
    func fleeting(_ trace: Trace, _ x: Tensor) throws {
      if try trace.sample("s", Normal.standard()).value.element > 0 { try trace.sample("z", Normal.standard()) }
    }
    for (model, messages) in [
      (
        resized,
        [
          "site “z” of the model has draws of shape 2 and of 3, which do not stack",
          "site “z” of the model has draws of shape 3 and of 2, which do not stack",
        ]
      ),
      (
        fleeting,
        [
          "site “z” of the model comes and goes; name the sites to be kept",
          "there is no site “z” to take draws of; there are “s”",
        ]
      ),
    ] as [(Program<Tensor>, [String])] {
      let error = try #require(throws: ModelError.self) {
        try Predictive(ofPrior: model).draws(20, for: data, using: Random(seed: 1))
      }
      #expect(error.name == "z")
      #expect(messages.contains(error.description))
      // The sites that every run has can be had.
      #expect(try Predictive(ofPrior: model).draws(20, of: ["s"], for: data, using: Random(seed: 1))["s"].shape == [20])
    }
  }

  @Test func aGuideWithOtherSitesIsAnError() throws {
    func guide(_ trace: Trace, _ x: Tensor) throws {
      try posterior(trace, x)
      try trace.sample("w", Normal.standard())
    }
    let error = try #require(throws: ModelError.self) {
      try Predictive(of: ModelAndGuide(model: model, guide: guide)).draws(2, for: data, using: Random(seed: 1))
    }
    #expect(error.name == "w")
    #expect(error.description.contains("missing in the model"))
  }
}
