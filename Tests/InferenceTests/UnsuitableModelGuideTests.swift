import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabTensors
import Testing

/// Models that no automatic guide can serve: errors that name the site and say what to do.
@Suite struct UnsuitableModelGuideTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let name: String
    let message: String
    let model: @Sendable (Trace, Tensor) throws -> Void
  }

  static let mistakes = [
    Mistake(
      testDescription: "a discrete site", name: "k",
      message:
        "site “k” of the model is discrete, which no automatic guide draws; write the guide as a function, or sum "
        + "the site out with enumerated: true",
      model: { trace, _ in
        try trace.sample("z", Normal.standard())
        try trace.sample("k", Bernoulli(logits: Variable(0)))
      }),
    Mistake(
      testDescription: "a site in a mini-batch", name: "z",
      message:
        "site “z” of the model stands in plate “images” of 2 of 10, a mini-batch: an automatic guide would have no "
        + "parameters for the data outside it; write a guide that computes them from the data (amortised)",
      model: { trace, _ in _ = try trace.plate("images", size: 2, of: 10) { try trace.sample("z", Normal.standard()) } }
    ),
    Mistake(
      testDescription: "no latent site", name: "",
      message: "the model has no latent sites for a guide to draw; give it a sample statement",
      model: { trace, x in try trace.observe("x", Normal.standard(), x) }),
    Mistake(
      testDescription: "a support that depends on a draw", name: "z",
      message:
        "site “z” of the model changes its support from one run to the next; an automatic guide needs the same sites "
        + "in all: write the guide as a function",
      model: { trace, _ in
        let end = try trace.sample("end", LogNormal.standard)
        try trace.sample("z", Uniform(low: Variable(0), high: end))
      }),
    Mistake(
      testDescription: "a shape that depends on a draw", name: "z",
      message:
        "site “z” of the model changes its shape from one run to the next; an automatic guide needs the same sites "
        + "in all: write the guide as a function",
      model: { trace, _ in
        let count = try trace.sample("s", Normal.standard()).value.element > 0 ? 2 : 3
        try trace.sample("z", Normal.standard([count]).toEvent(1))
      }),
    Mistake(
      testDescription: "a site that depends on a draw", name: "z",
      message:
        "site “z” of the model comes and goes from one run to the next; an automatic guide needs the same sites in "
        + "all: write the guide as a function",
      model: { trace, _ in
        if try trace.sample("s", Normal.standard()).value.element > 0 { try trace.sample("z", Normal.standard()) }
      }),
    Mistake(
      testDescription: "an order that depends on a draw", name: "a",
      message:
        "site “a” of the model comes and goes, or changes its place, from one run to the next; an automatic guide "
        + "needs the same sites in all: write the guide as a function",
      model: { trace, _ in
        let isFirst = try trace.sample("s", Normal.standard()).value.element > 0
        for name in isFirst ? ["a", "b"] : ["b", "a"] { try trace.sample(name, Normal.standard()) }
      }),
    Mistake(
      testDescription: "a share that is the whole", name: "z",
      message: "site “z” of the model is a vector of a single number that sums to 1: there is nothing to draw",
      model: { trace, _ in try trace.sample("z", WholeShare()) }),
  ]

  @Test(arguments: mistakes) func allGuidesRefuse(_ mistake: Mistake) throws {
    let guides: [(Random) throws -> Void] = [
      { _ = try MeanFieldNormalGuide(of: mistake.model, for: Tensor(0), using: $0) },
      { _ = try FullRankNormalGuide(of: mistake.model, for: Tensor(0), using: $0) },
      { _ = try DeltaGuide(of: mistake.model, for: Tensor(0), using: $0) },
    ]
    for guide in guides {
      let error = try #require(throws: ModelError.self) { try guide(Random(seed: 1)) }
      // Which of two sites comes first is the draw's choice.
      #expect(error.name == mistake.name || mistake.name == "a" && error.name == "b")
      #expect(error.description.replacing("“b”", with: "“\(mistake.name)”") == mistake.message)
    }
  }

  /// Priors wider than the data allow: 98 % of one is ruled out; of another, of two numbers that must lie apart, a third is left
  /// but not its middle. All guides begin where the data are possible.
  @Test func allGuidesBeginWhereTheDataArePossible() throws {
    let models: [Program<Tensor>] = [
      { trace, x in
        let z = try trace.sample("z", LogNormal(meanOfLogarithm: .zero, logStandardDeviationOfLogarithm: .zero))
        try trace.observe("x", Uniform(low: .zero, high: z), x)
      },
      { trace, x in
        let a = try trace.sample("a", Normal.standard()), b = try trace.sample("b", Normal.standard())
        try trace.observe("x", Uniform(low: .zero, high: abs(a - b) * 6), x)
      },
    ]
    for model in models {
      for seed in 1...5 as ClosedRange<UInt64> {
        let delta = try DeltaGuide(of: model, for: Tensor(8), using: Random(seed: seed))
        let pair = ModelAndGuide(model: model, guide: delta.program)
        let loss = try EvidenceLowerBound().loss(of: pair, on: Tensor(8), pass: .evaluation, using: Random(seed: 1))
        #expect(loss.terms.allSatisfy { $0.value.value.element.isFinite })
        _ = try MeanFieldNormalGuide(of: model, for: Tensor(8), using: Random(seed: seed))
        _ = try FullRankNormalGuide(of: model, for: Tensor(8), using: Random(seed: seed))
      }
    }
  }

  /// Where the prior rules out the data, a guide has no place to begin, and says so.
  @Test func aPriorThatRulesOutTheDataIsNamed() throws {
    let error = try #require(throws: ModelError.self) {
      _ = try MeanFieldNormalGuide(
        of: { trace, x in
          let z = try trace.sample("z", Uniform(low: Variable(2), high: Variable(3)))
          try trace.observe("x", Uniform(low: .zero, high: z), x)
        }, for: Tensor(8), using: Random(seed: 1))
    }
    #expect(error.name == "x")
    #expect(
      error.description.hasPrefix(
        "an automatic guide found no place to begin: of 300 runs of the model that draw from its prior none is possible; of the "
          + "last: the data given to site “x” of the model lies outside its support"), "\(error)")
  }

  /// A guide has as many parameters as the data had repeats when it was made.
  @Test func dataOfAnotherSizeAreRefused() throws {
    func model(_ trace: Trace, _ x: Tensor) throws {
      try trace.plate("data", size: x.count) {
        let z = try trace.sample("z", Normal.standard())
        try trace.observe("x", Normal(mean: z, logStandardDeviation: Variable(0)), x)
      }
    }
    let guide = try MeanFieldNormalGuide(of: model, for: .zeros([3]), using: Random(seed: 1))
    var svi = SVI(
      ModelAndGuide(model: model, guide: guide.program, parameters: guide.parameters), objective: EvidenceLowerBound(),
      optimizer: Adam(0.1))
    _ = try svi.step(.zeros([3]), using: Random(seed: 1))
    let error = try #require(throws: ModelError.self) { try svi.step(.zeros([4]), using: Random(seed: 1)) }
    #expect(error.name == "z")
    #expect(
      error.description
        == "at step 2: site “z” of the model got a value of shape 3 from the guide, but stands in plate “data” "
        + "of 4 and has an event of shape scalar")
  }

  /// A guide may meet any number of mini-batches of data whose latent variables are the model's alone.
  @Test func miniBatchesOfObservationsAreFine() throws {
    func model(_ trace: Trace, _ x: Tensor) throws {
      let z = try trace.sample("z", Normal.standard())
      try trace.plate("data", size: x.count, of: 10) {
        try trace.observe("x", Normal(mean: z, logStandardDeviation: Variable(0)), x)
      }
    }
    let guide = try MeanFieldNormalGuide(of: model, for: .zeros([3]), using: Random(seed: 1))
    var svi = SVI(
      ModelAndGuide(model: model, guide: guide.program, parameters: guide.parameters), objective: EvidenceLowerBound(),
      optimizer: Adam(0.1))
    for size in 1...4 { #expect(try svi.step(.zeros([size]), using: Random(seed: 1)).loss.isFinite) }
  }
}

/// Vectors of one number that sum to 1.
private struct WholeShare: Distribution {
  var batchShape: Shape { [] }
  var eventShape: Shape { [1] }
  var support: Support { .simplex }
  var mean: Variable { Variable(Tensor([1])) }
  var variance: Variable { Variable(Tensor([0])) }
  func logDensity(_ x: Variable) -> Variable { Variable(0) }
  func sample(using random: inout Random) -> Tensor { Tensor([1]) }
  func expanded(to batchShape: Shape) -> WholeShare { self }
}

extension LogNormal {
  fileprivate static var standard: LogNormal {
    LogNormal(meanOfLogarithm: Variable(0), logStandardDeviationOfLogarithm: Variable(0))
  }
}
