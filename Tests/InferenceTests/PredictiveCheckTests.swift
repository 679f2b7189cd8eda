import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabTensors
import Testing

/// Discrepancies of data beside those of data that the model draws.
@Suite struct PredictiveCheckTests {
  private static func model(_ trace: Trace, _ x: Tensor) throws {
    let z = try trace.sample("z", Normal.standard())
    try trace.plate("data", size: x.count) {
      _ = try trace.observe("x", Normal(mean: z, standardDeviation: Variable(2)), x)
    }
  }

  private static let posterior = PosteriorDraws([("z", Tensor.normal([1_000], using: Random(seed: 1)) * 0.1)])

  private static func check(
    _ x: Tensor, _ discrepancy: (ModelRun) throws -> Double
  ) throws -> PredictiveCheck {
    try PredictiveCheck(of: model, posterior: posterior, on: x, using: Random(seed: 2), discrepancy: discrepancy)
  }

  /// The largest of forty numbers of deviation 2 exceeds 10 once in 90,000 times forty.
  @Test func anOutlierShows() throws {
    let quiet = Tensor.normal([40], using: Random(seed: 3)) * 2
    func largest(_ run: ModelRun) throws -> Double { Double(try run["x"].value.value.elements.max()!) }
    #expect(try (0.01...0.99).contains(Self.check(quiet, largest).probability))
    let odd = try Self.check(Tensor(quiet.elements.dropLast() + [10.5]), largest)
    #expect(odd.probability < 0.005 && odd.observed.allSatisfy { $0 == 10.5 })
  }

  /// Σ (x − z)²/4 of each draw by hand; of new data it is χ² with as many degrees of freedom as data: mean 5, deviation √10,
  /// and four standard errors of a thousand.
  @Test func chiSquared() throws {
    let x = [1, -2, 0.5, 3, 4]
    let check = try Self.check(Tensor(x.map(Float.init))) { try $0.chiSquared(of: "x") }
    for (index, value) in check.observed.enumerated() {
      let z = Double(try Self.posterior.draw(index)["z"].element)
      #expect(abs(value - x.reduce(0) { $0 + ($1 - z) * ($1 - z) / 4 }) < 1e-5)
    }
    let mean = check.replicated.reduce(0, +) / 1_000
    #expect(abs(mean - 5) < 0.4)
  }

  /// A discrepancy of latent values alone is the same of both, which is at least as large.
  @Test func discrepanciesMayDependOnLatentValues() throws {
    let check = try Self.check(Tensor([1, 2])) { Double(try $0["z"].value.value.element) }
    #expect(check.observed == check.replicated && check.probability == 1)
  }

  @Test func aGuideWillDo() throws {
    let pair = ModelAndGuide(
      model: Self.model,
      guide: { trace, _ in _ = try trace.sample("z", Normal(mean: .zero, standardDeviation: Variable(0.1))) })
    let check = try PredictiveCheck(of: pair, on: Tensor([8, 9]), draws: 300, using: Random(seed: 4)) {
      Double(try $0["x"].value.value.elements.reduce(0, +))
    }
    #expect(check.observed.count == 300 && check.observed[0] == 17 && check.probability < 0.01)
  }

  /// Enumerated sites are drawn from their posterior given the data and the draw, and have one value for the data and for new
  /// ones: a mixture of N(±5, 1), in which every datum tells its component. From the prior half of them would be of the other one.
  @Test func enumeratedSitesComeFromTheirPosterior() throws {
    let x = Tensor([5.3, -4.6, 4.2, -5.9, 5.1, 4.8])
    func model(_ trace: Trace, _ x: Tensor) throws {
      let m = try trace.sample("m", Normal(mean: Variable(5), standardDeviation: Variable(0.1)))
      try trace.plate("data", size: x.count) {
        let k = try trace.sample("k", Bernoulli(logits: .zero), enumerated: true)
        try trace.observe("x", Normal(mean: m * (2 * k - 1), standardDeviation: Variable(1)), x)
      }
    }
    let draws = PosteriorDraws([("m", Tensor.normal([400], using: Random(seed: 1)) * 0.1 + 5)])
    let pair = ModelAndGuide<Tensor>(
      model: model,
      guide: { trace, _ in
        _ = try trace.sample("m", Normal(mean: Variable(5), standardDeviation: Variable(0.1)))
      })
    let signs = x.elements.map { $0 > 0 ? 1 : Float(0) }
    func check(_ discrepancy: (ModelRun) throws -> Double) throws -> [PredictiveCheck] {
      [
        try PredictiveCheck(of: model, posterior: draws, on: x, using: Random(seed: 2), discrepancy: discrepancy),
        try PredictiveCheck(of: pair, on: x, draws: 400, using: Random(seed: 3), discrepancy: discrepancy),
      ]
    }
    // That a datum near 4 is of the other component has a probability of e⁻⁴⁰.
    for check in try check({ try $0["k"].value.value.elements == signs ? 1 : 0 }) {
      #expect(check.observed.allSatisfy { $0 == 1 } && check.replicated == check.observed)
    }
    // χ² with six degrees of freedom, mean 6 and deviation √12: four standard errors of 400. Of data and draw by hand.
    for check in try check({ try $0.chiSquared(of: "x") }) {
      let mean = check.replicated.reduce(0, +) / 400, error = (12 / 400.0).squareRoot()
      #expect(abs(mean - 6) < 4 * error)
      #expect(check.observed.allSatisfy { $0 < 4 } && check.probability > 0.5)
    }
    for (index, found) in try check({ try $0.chiSquared(of: "x") })[0].observed.enumerated() {
      let m = Double(try draws.draw(index)["m"].element)
      #expect(abs(found - x.elements.reduce(0) { $0 + (abs(Double($1)) - m) * (abs(Double($1)) - m) }) < 1e-4)
    }
  }

  /// Where the data leave two values of a site, both are drawn as often as they are probable; in nested plates, too.
  @Test func enumeratedSitesInNestedPlates() throws {
    func model(_ trace: Trace, _ x: Tensor) throws {
      try trace.sample("m", Normal.standard())
      try trace.plate("groups", size: 2) {
        let k = try trace.sample("k", Bernoulli(logits: Variable(0.5)), enumerated: true)
        try trace.plate("data", size: 3) {
          try trace.observe("x", Normal(mean: k, standardDeviation: Variable(1)), x)
        }
      }
    }
    let x = Tensor([0.3, 1.2, 0.1, 0.9, 0.4, 0.8], shape: [3, 2])
    let check = try PredictiveCheck(
      of: model, posterior: PosteriorDraws([("m", .zeros([2_000]))]), on: x, using: Random(seed: 5)
    ) { Double(try $0["k"].value.value.elements[0]) }
    // log odds ½ + Σ (x − ½) over the first group, 0.3, 0.1 and 0.4: −0.2.
    let exact = 1 / (1 + exp(0.2)), share = check.observed.reduce(0, +) / 2_000
    #expect(abs(share - exact) < 2 / 2_000.0.squareRoot())
  }

  /// Data that no value of a site explains have no posterior of it to draw from.
  @Test func dataThatNoValueExplains() throws {
    func model(_ trace: Trace, _ x: Tensor) throws {
      try trace.sample("m", Normal.standard())
      let k = try trace.sample("k", Bernoulli(logits: .zero), enumerated: true)
      // Always 0, for either k.
      try trace.observe("x", Poisson(logRate: k + Variable(-.infinity)), x)
    }
    let error = try #require(throws: ModelError.self) {
      _ = try PredictiveCheck(
        of: model, posterior: PosteriorDraws([("m", .zeros([2]))]), on: Tensor(1), using: Random(seed: 1)
      ) { _ in 0 }
    }
    #expect(error.name == "k" && error.description.contains("no value of the enumerated site “k” is possible"))
  }

  /// A discrepancy that is no number is on neither side.
  @Test func aDiscrepancyThatIsNoNumber() throws {
    let check = try Self.check(Tensor([1])) { try $0["x"].value.value.element > 3 ? .nan : 0 }
    #expect(check.replicated.contains(where: \.isNaN) && check.probability.isNaN)
  }

  @Test func sitesThatAreNotThere() throws {
    let error = try #require(throws: ModelError.self) { _ = try Self.check(Tensor([1])) { try $0.chiSquared(of: "y") } }
    #expect(error.name == "y")
    let draws = PosteriorDraws([("w", Tensor([1, 2]))])
    #expect(throws: ModelError.self) {
      try PredictiveCheck(of: Self.model, posterior: draws, on: Tensor([1]), using: Random(seed: 1)) { _ in 0 }
    }
  }
}
