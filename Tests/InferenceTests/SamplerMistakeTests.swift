import LabAutodiff
import LabDistributions
import LabInference
import LabTensors
import Testing

/// Models that no sampler can serve, and settings that make none.
@Suite struct SamplerMistakeTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let name: String
    let message: String
    let model: @Sendable (Trace, Tensor) throws -> Void
  }

  static let mistakes = [
    Mistake(
      testDescription: "a discrete site", name: "k",
      message: "site “k” of the model is discrete, which has no gradient for a sampler to follow; sum the site out "
        + "with enumerated: true",
      model: { trace, _ in
        try trace.sample("z", Normal.standard())
        try trace.sample("k", Bernoulli(logits: Variable(0)))
      }),
    Mistake(
      testDescription: "no latent site", name: "",
      message: "the model has no latent sites for a sampler to draw; give it a sample statement",
      model: { trace, x in try trace.observe("x", Normal.standard(), x) }),
    Mistake(
      testDescription: "a latent site in a mini-batch", name: "z",
      message:
        "site “z” of the model stands in plate “images” of 2 of 10, a mini-batch: the posterior depends on all data; give "
        + "the sampler all of them",
      model: { trace, _ in _ = try trace.plate("images", size: 2, of: 10) { try trace.sample("z", Normal.standard()) } }
    ),
    Mistake(
      testDescription: "data in a mini-batch", name: "x",
      message:
        "site “x” of the model stands in plate “images” of 1 of 10, a mini-batch: the posterior depends on all data; give "
        + "the sampler all of them",
      model: { trace, x in
        let z = try trace.sample("z", Normal.standard())
        try trace.plate("images", size: 1, of: 10) {
          _ = try trace.observe("x", Normal(mean: z, logStandardDeviation: .zero), x)
        }
      }),
    Mistake(
      testDescription: "a site that depends on a draw", name: "z",
      message:
        "site “z” of the model comes and goes from one run to the next; a sampler needs the same sites in all: give the "
        + "model one set of latent variables",
      model: { trace, _ in
        if try trace.sample("s", Normal.standard()).value.element > 0 { try trace.sample("z", Normal.standard()) }
      }),
    Mistake(
      testDescription: "data that no value of the prior can explain", name: "",
      message:
        "chain 1 of the sampler found no place to begin: of 100 places drawn from the prior none has a finite density; of the "
        + "last: site “x” of the model has a log-density of -inf (element 0); its parameters make this value impossible, or have "
        + "diverged: try a lower learning rate or gradient clipping",
      model: { trace, x in
        let z = try trace.sample("z", Uniform(low: Variable(2), high: Variable(3)))
        try trace.observe("x", Uniform(low: .zero, high: z - 1.5), Tensor(1.6), checkingSupport: false)
      }),
    Mistake(
      testDescription: "a posterior without an end", name: "",
      message:
        "the sampler may step as far as it likes: the posterior is improper; give each latent variable a proper prior",
      model: { trace, _ in try trace.sample("z", Flat()) }),
  ]

  @Test(arguments: mistakes) func areNamed(_ mistake: Mistake) throws {
    let error = try #require(throws: ModelError.self) {
      _ = try NoUTurnSampler(warmup: 20, draws: 5).sample(mistake.model, on: Tensor(0.5), using: Random(seed: 1))
    }
    #expect(error.name == mistake.name)
    #expect(error.description == mistake.message)
  }

  /// The gradient of |z|^½ is infinite at 0, where this prior always begins.
  @Test func aStartOfInfiniteGradient() throws {
    func model(_ trace: Trace, _ x: Tensor) throws {
      let z = try trace.sample("z", StartingAtZero())
      try trace.observe("x", Normal(mean: sqrt(abs(z)), logStandardDeviation: .zero), x)
    }
    let error = try #require(throws: ModelError.self) {
      _ = try NoUTurnSampler(warmup: 20, draws: 5).sample(model, on: Tensor(0.5), using: Random(seed: 1))
    }
    #expect(
      error.description
        == "chain 1 of the sampler found no place to begin: of 100 places drawn from the prior none has a finite density; of "
        + "the last: the log-density or its gradient there is not finite")
  }

  @Test func aDrawThatIsNotThere() throws {
    let draws = PosteriorDraws([("a", Tensor([1, 2, 3])), ("b", .zeros([3, 2]))])
    let error = try #require(throws: ModelError.self) { _ = try draws["c"] }
    #expect(error.name == "c" && error.description.contains("there are “a”, “b”"))
  }

  @Test func settingsOutsideTheirRange() async {
    let noDraws = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      _ = NoUTurnSampler(draws: 0)
    }
    expect(noDraws, "a chain needs at least one draw, not 0")
    let noChains = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      _ = NoUTurnSampler(chains: 0)
    }
    expect(noChains, "a sampler needs at least one chain, not 0")
    let acceptance = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      _ = NoUTurnSampler(targetAcceptance: 1)
    }
    expect(acceptance, "an acceptance of 1.0, which is not between 0 and 1")
  }

  private func expect(_ result: ExitTest.Result?, _ message: String) {
    let found = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(found.contains(message), "\(found)")
  }
}

/// Every number as likely as any other: no distribution.
private struct Flat: Distribution {
  var batchShape: Shape { [] }
  var eventShape: Shape { [] }
  var support: Support { .real }
  var mean: Variable { Variable(0) }
  var variance: Variable { Variable(.infinity) }
  func logDensity(_ x: Variable) -> Variable { x * 0 }
  func sample(using random: inout Random) -> Tensor { random.normal([]) }
  func expanded(to batchShape: Shape) -> Flat { self }
}

/// A normal distribution all of whose draws are 0.
private struct StartingAtZero: Distribution {
  var batchShape: Shape { [] }
  var eventShape: Shape { [] }
  var support: Support { .real }
  var mean: Variable { Variable(0) }
  var variance: Variable { Variable(1) }
  func logDensity(_ x: Variable) -> Variable { square(x) / -2 }
  func sample(using random: inout Random) -> Tensor { Tensor(0) }
  func expanded(to batchShape: Shape) -> StartingAtZero { self }
}
