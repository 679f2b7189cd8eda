import Laboratory
import Outside
import Testing

/// A bijection and a family of one's own, in densities, divergences, traces and guides.
@Suite struct DistributionTests {
  /// By the trapezoidal rule over x for y = log(1 + eˣ), of a density that dies away at both ends.
  @Test func theImageOfADistributionIntegratesToOne() {
    let image = Transformed(Normal(mean: Variable(0.5), logStandardDeviation: Variable(0)), SoftplusBijection())
    let x = (0...2_000).map { -9.5 + 0.01 * Double($0) }
    let y = Tensor(x.map { Float(log1p(exp($0))) })
    let densities = image.logDensity(Variable(y)).value.elements.map { exp(Double($0)) }
    let total = zip(x, densities).reduce(0) { $0 + 0.01 * $1.1 / (1 + exp(-$1.0)) }
    #expect(abs(total - 1) <= 1e-5)
    #expect(image.logDensity(Variable(Tensor([-1, 0]))).value.elements == [-.infinity, -.infinity])
    #expect(image.mean.value.element.isNaN && image.entropy == nil)
  }

  @Test func derivativesAreThoseOfDifferences() {
    let x = Tensor([-1, 0.5, 2]), random = Random(seed: 1), map = SoftplusBijection()
    #expect(GradientCheck(at: [x], using: random) { map($0[0]) }.disagreements == [])
    #expect(GradientCheck(at: [Tensor([0.5, 1, 3])], using: random) { map.inverse($0[0]) }.disagreements == [])
    #expect(
      GradientCheck(at: [Tensor([0.5, -1, 2]), x, Tensor([0, -0.5, 0.25])], using: random) {
        Gumbel(location: $0[1], logScale: $0[2]).logDensity($0[0])
      }.disagreements == [])
  }

  /// KL(Gumbel(0, 1) ‖ N(m, s²)) = ½ log(2πs²) + (π²/6 + (γ − m)²)/(2s²) − 1 − γ, within four standard errors of an estimate.
  @Test func aFamilyOfOnesOwnHasEstimatedDivergences() {
    let gumbel = Gumbel(location: Variable(0), logScale: Variable(0))
    let normal = Normal(mean: Variable(0.5), logStandardDeviation: Variable(log(1.5)))
    var random = Random(seed: 2)
    let found = Divergence(from: gumbel, to: normal, draws: 40_000, using: &random)
    let euler = 0.57721566, variance = 2.25
    let exact =
      0.5 * log(2 * Double.pi * variance) + (Double.pi * .pi / 6 + pow(euler - 0.5, 2)) / (2 * variance) - 1 - euler
    #expect(found.method == .monteCarlo(draws: 40_000))
    #expect(abs(Double(found.value.value.element) - exact) <= 4 * Double(found.standardError.element))
  }

  /// The prior of a rate is Gumbel or the image of a normal number, the guide of the same family: it learns to be the prior
  /// where nothing is seen, and the bound is then 0. A divergence under one map is the bases'.
  @Test func bothStandInTracesAndGuides() throws {
    let location = Parameter("location", Tensor(1)), logScale = Parameter("log scale", Tensor(-0.5))
    func number(_ location: Variable, _ logScale: Variable) -> Gumbel { Gumbel(location: location, logScale: logScale) }
    func positive(_ mean: Variable, _ logDeviation: Variable) -> any Distribution {
      Transformed(Normal(mean: mean, logStandardDeviation: logDeviation), SoftplusBijection())
    }
    let pair = ModelAndGuide<Tensor>(
      model: { trace, _ in
        _ = try trace.sample("g", number(Variable(0), Variable(0)))
        _ = try trace.sample("s", positive(Variable(0), Variable(0)))
      },
      guide: { trace, _ in
        let parameters = (trace.pass[location], trace.pass[logScale])
        _ = try trace.sample("g", number(parameters.0, parameters.1))
        _ = try trace.sample("s", positive(parameters.0, parameters.1))
      }, parameters: [location, logScale])
    var svi = SVI(
      pair, objective: EvidenceLowerBound(particles: 16),
      optimizer: Adam(.cosine(initial: 0.05, final: 0, over: 500)), plateNesting: 0)
    for step in 0..<500 { _ = try svi.step(Tensor(0), using: Random(seed: 3)[step]) }
    // The noise of 16 draws of the Gumbel’s gradient, at a rate that has died away.
    #expect(abs(location.value.element) <= 0.05 && abs(logScale.value.element) <= 0.05)
    let same = positive(Variable(0.5), Variable(0)).klDivergence(to: positive(Variable(0), Variable(0)))
    #expect(same?.value.element == 0.125)
  }

  /// A latent site with the map's support is drawn by the library's automatic guides.
  @Test func automaticGuidesTakeThem() throws {
    func model(_ trace: Trace, _ x: Tensor) throws {
      let s = try trace.sample(
        "s", Transformed(Normal(mean: Variable(0), logStandardDeviation: Variable(0)), SoftplusBijection()))
      try trace.observe("x", Normal(mean: s, logStandardDeviation: Variable(-1)), x)
    }
    let guide = try MeanFieldNormalGuide(of: model, for: Tensor(2), using: Random(seed: 4))
    let pair = ModelAndGuide(model: model, guide: guide.program, parameters: guide.parameters)
    let loss = try EvidenceLowerBound().loss(of: pair, on: Tensor(2), pass: .evaluation, using: Random(seed: 5))
    #expect(loss.terms.allSatisfy { $0.value.value.element.isFinite })
  }
}
