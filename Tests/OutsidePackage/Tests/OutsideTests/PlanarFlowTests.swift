import Laboratory
import Outside
import Testing

/// A guide of one's own, with auxiliary variables, against one of the library's.
@Suite struct PlanarFlowTests {
  /// Two numbers of which only the sum is seen, x ~ N(z₁ + z₂, 0.3²): their posterior is a narrow ridge, with the precision
  /// I + 11ᵀ/0.09. A guide of independent numbers can at best take its diagonal, and falls short by half the logarithm of
  /// the ratio of the determinants: ½ log(12.1²/23.2) = 0.92 nats.
  private func model(_ trace: Trace, _ x: Tensor) throws {
    let z = try trace.sample("z", Normal.standard([2]).toEvent(1))
    try trace.observe("x", Normal(mean: z.sum(along: [-1]), standardDeviation: Variable(0.3)), x)
  }

  private let data = Tensor(1)

  /// The bound of a trained guide over 2,000 draws.
  private func bound(
    _ guide: @escaping Program<Tensor>, _ parameters: [Parameter], steps: Int, using random: Random
  ) throws -> Double {
    let pair = ModelAndGuide(model: model, guide: guide, parameters: parameters)
    var svi = SVI(
      pair, objective: EvidenceLowerBound(particles: 16),
      optimizer: Adam(.cosine(initial: 0.02, final: 0, over: steps)), plateNesting: 0)
    for step in 0..<steps { _ = try svi.step(data, using: random["training"][step]) }
    let loss = try EvidenceLowerBound(particles: 2_000)
      .loss(of: pair, on: data, pass: .evaluation, using: random["evaluation"], plateNesting: 0)
    return -loss.terms.reduce(0) { $0 + Double($1.value.value.element) }
  }

  /// Over five seeds, which both guides share. log p(x) = log N(1; 0, 2.09) is above either bound, but for the noise of 2,000
  /// draws of a log-ratio whose deviation is about 1, four times 0.02.
  @Test func itFitsWhatIndependentNumbersCannot() throws {
    let evidence = -0.5 * (log(2 * Double.pi * 2.09) + 1 / 2.09)
    let bounds = try (0..<5).map { seed in
      let random = Random(seed: 7)[seed]
      let flow = PlanarFlow(of: "z", size: 2, layers: 4, using: random["flow"])
      let meanField = try MeanFieldNormalGuide(of: model, for: data, using: random["mean field"])
      return (
        flow: try bound(flow.program, flow.parameters, steps: 1_000, using: random),
        meanField: try bound(meanField.program, meanField.parameters, steps: 1_000, using: random)
      )
    }
    let gain = Summary(of: bounds.map(\.flow), less: bounds.map(\.meanField))
    #expect(gain.mean > 2 * gain.standardError)
    #expect(gain.mean > 0.46, "half of what independence costs")
    #expect(bounds.allSatisfy { $0.flow <= evidence + 0.1 && $0.meanField <= evidence + 0.1 })
  }

  /// Two bends of a normal plane: their density integrates to one, over draws weighted by a wide normal one. The share of
  /// each draw has a deviation of about 1, hence four times 1/√20,000.
  @Test func itsDensityIsThatOfTheImage() throws {
    let flow = PlanarFlow(of: "z", size: 2, layers: 2, using: Random(seed: 3))
    let pair = ModelAndGuide<Tensor>(
      model: { trace, _ in _ = try trace.sample("z", Normal(mean: .zero, logStandardDeviation: .spread).toEvent(1)) },
      guide: flow.program)
    let bound = try ImportanceWeightedBound(particles: 20_000)
      .loss(of: pair, on: data, pass: .evaluation, using: Random(seed: 4), plateNesting: 0)
    #expect(abs(bound.terms[0].value.value.element) <= 4 / Float(20_000).squareRoot())
  }

  @Test func anAuxiliaryVariableIsTheGuidesAlone() throws {
    let pair = ModelAndGuide<Tensor>(
      model: { trace, _ in try trace.sampleAuxiliary("a", Normal.standard()) }, guide: { _, _ in })
    let error = #expect(throws: ModelError.self) {
      try EvidenceLowerBound().loss(of: pair, on: data, pass: .evaluation, using: Random(seed: 1))
    }
    #expect(error?.description.contains("auxiliary, which only a guide's can be") == true)
  }
}

extension Variable {
  fileprivate static var zero: Variable { Variable(Tensor([0, 0])) }
  fileprivate static var spread: Variable { Variable(Tensor([-0.25, -0.25])) }
}
