import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabTensors

@testable import LabInference

extension Mistake {
  static let all =
    names + values + shapes + plates + correspondences + estimators + miniBatches + enumerations
    + baselines

  private static let names = [
    Mistake(
      "a name sampled twice",
      model: { trace, _ in for _ in 0..<2 { try trace.sample("z", Normal.standard()) } },
      at: "z", says: "site “z” of the model is named twice"),
    Mistake(
      "a name sampled and observed",
      model: { trace, given in
        try trace.sample("z", Normal.standard())
        try trace.observe("z", Normal.standard(), Tensor(1))
      },
      at: "z", says: "site “z” of the model is named twice"),
    Mistake(
      "a guide that samples a name twice",
      guide: { trace, given in for _ in 0..<2 { try trace.sample("z", normal(trace, given)) } },
      at: "z", says: "site “z” of the guide is named twice"),
    Mistake(
      "an empty name",
      model: { trace, given in
        try trace.sample("z", Normal.standard())
        try trace.observe("", Normal.standard(), Tensor(1))
      },
      at: "", says: "site number 2 of the model has an empty name"),
    Mistake(
      "a plate with an empty name",
      model: { trace, given in _ = try trace.plate("", size: 3) { try trace.sample("z", Normal.standard()) } },
      at: "", says: "plate “” of the model has an empty name"),
    Mistake(
      "a model without sites", model: { _, _ in }, guide: { _, _ in }, at: "", says: "neither samples nor observes"),
  ]

  private static let values = [
    Mistake(
      "a normal guide where the prior is on [0, 1]",
      model: { trace, _ in try trace.sample("share", ContinuousBernoulli(logits: .zero)) },
      guide: { trace, given in
        try trace.sample("share", Normal(mean: trace.pass[given.location] - 9, logStandardDeviation: .zero))
      },
      at: "share", says: "a value drawn for site “share” of the model lies outside its support", "not from 0 to 1"),
    Mistake(
      "a normal guide where the prior is uniform",
      model: { trace, _ in try trace.sample("rate", Uniform(low: Variable(20), high: Variable(30))) },
      guide: { trace, given in try trace.sample("rate", normal(trace, given)) },
      at: "rate", says: "a value drawn for site “rate” of the model lies outside its support", "not from 20.0 to 30.0"),
    Mistake(
      "a uniform guide wider than its prior",
      model: { trace, _ in try trace.sample("rate", Uniform(low: .zero, high: Variable(1))) },
      guide: { trace, given in
        try trace.sample("rate", Uniform(low: trace.pass[given.location] - 1e-4, high: Variable(1)))
      },
      at: "rate", says: "site “rate” of the guide is infinitely far from the model's"),
    Mistake(
      "a normal guide where the prior is on 0 and 1",
      model: { trace, _ in try trace.sample("switch", Bernoulli(logits: .zero)) },
      guide: { trace, given in try trace.sample("switch", normal(trace, given)) },
      at: "switch", says: "a value drawn for site “switch” of the model lies outside its support", "not 0 or 1"),
    Mistake(
      "data outside the support",
      model: { trace, given in
        let z = try trace.sample("z", Normal.standard())
        try trace.plate("data", size: 3) { _ = try trace.observe("x", Bernoulli(logits: z), given.x) }
      },
      x: Tensor([1, 0, 0.5]), at: "x",
      says: "the data given to site “x” of the model lies outside its support: element 2 is 0.5, not 0 or 1"),
    Mistake("data that is NaN", x: Tensor([0, .nan, 1]), at: "x", says: "element 1 is nan, not finite"),
    Mistake("data that is infinite", x: Tensor([0, 1, -.infinity]), at: "x", says: "element 2 is -inf, not finite"),
    Mistake(
      "data that is NaN where the support is not checked",
      model: { trace, given in
        let z = try trace.sample("z", Normal.standard())
        try trace.plate("pixels", size: 3) {
          _ = try trace.observe("x", Bernoulli(logits: z), given.x, checkingSupport: false)
        }
      },
      x: Tensor([0.5, 0.5, .nan]), at: "x", says: "log-density that is not a number (element 2)"),
    Mistake(
      "a guide's parameter that is NaN",
      guide: { trace, given in
        try trace.sample("z", Normal(mean: trace.pass[given.location] * .nan, logStandardDeviation: .zero))
      },
      at: "z", says: "a value drawn for site “z” of the guide is not finite"),
    Mistake(
      "a model's parameter that is NaN",
      model: { trace, _ in try trace.sample("z", Normal(mean: Variable(.nan), logStandardDeviation: .zero)) },
      at: "z", says: "site “z” of the model has a log-density that is not a number", "its parameters"),
    Mistake(
      "a guide's negative standard deviation",
      guide: { trace, given in
        try trace.sample("z", Normal(mean: trace.pass[given.location], standardDeviation: Variable(-1)))
      },
      at: "z", says: "a value drawn for site “z” of the guide is not finite", "range of its parameters"),
    Mistake(
      "a model's negative standard deviation",
      model: { trace, given in
        let z = try trace.sample("z", Normal.standard())
        try trace.plate("data", size: 3) {
          _ = try trace.observe("x", Normal(mean: z, standardDeviation: Variable(-1)), given.x)
        }
      },
      at: "x", says: "site “x” of the model has a log-density that is not a number", "outside their range"),
    Mistake(
      "data that a vanishing standard deviation makes impossible",
      model: { trace, given in
        let z = try trace.sample("z", Normal.standard())
        try trace.plate("data", size: 3) {
          _ = try trace.observe("x", Normal(mean: z, logStandardDeviation: Variable(-60)), given.x)
        }
      },
      at: "x", says: "site “x” of the model has a log-density of -inf (element 0)"),
  ]

  private static let shapes = [
    Mistake(
      "fewer data than the plate has repeats", x: Tensor([0, 1]), at: "x",
      says: "site “x” of the model observes data of shape 2, but stands in plate “data” of 3"),
    Mistake(
      "more data than the plate has repeats", x: Tensor([0, 1, 2, 3]), at: "x",
      says: "site “x” of the model observes data of shape 4, but stands in plate “data” of 3"),
    Mistake(
      "data without a plate",
      model: { trace, given in
        let z = try trace.sample("z", Normal.standard())
        try trace.observe("x", Normal(mean: z, logStandardDeviation: .zero), given.x)
      },
      at: "x", says: "observes data of shape 3, but stands in no plate and has an event of shape scalar"),
    Mistake(
      "data with another event",
      model: { trace, given in
        try trace.sample("z", Normal.standard())
        try trace.observe("x", Normal.standard([4]).toEvent(1), given.x)
      },
      at: "x", says: "observes data of shape 3, but stands in no plate and has an event of shape 4"),
    Mistake(
      "a vector without a plate or an event",
      model: { trace, _ in try trace.sample("z", Normal.standard([8])) },
      at: "z", says: "batch shape 8, but stands in no plate", "toEvent(1)"),
    Mistake(
      "a matrix without a plate or an event",
      model: { trace, _ in try trace.sample("z", Normal.standard([2, 8])) },
      at: "z", says: "batch shape 2×8, but stands in no plate", "toEvent(2)"),
    Mistake(
      "codes in a plate without an event",
      model: { trace, _ in _ = try trace.plate("images", size: 5) { try trace.sample("z", Normal.standard([5, 8])) } },
      at: "z", says: "batch shape 5×8, but stands in plate “images” of 5", "toEvent(1)"),
    Mistake(
      "a code in the guide without an event, with particles",
      guide: { trace, _ in try trace.sample("z", Normal.standard([8])) }, objective: EvidenceLowerBound(particles: 4),
      at: "z", says: "site “z” of the guide", "batch shape 8, but stands in no plate, with 4 particles", "toEvent(1)"),
    Mistake(
      "distributions that disagree with the plate",
      model: { trace, given in
        try trace.sample("z", Normal.standard())
        try trace.plate("data", size: 3) { _ = try trace.observe("x", Normal.standard([2]), given.x) }
      },
      at: "x", says: "batch shape 2, but stands in plate “data” of 3"),
    Mistake(
      "a guide with another event",
      model: { trace, _ in try trace.sample("z", Normal.standard([2]).toEvent(1)) },
      guide: { trace, given in try trace.sample("z", normal(trace, given).expanded(to: [3]).toEvent(1)) },
      at: "z", says: "got a value of shape 3 from the guide, but stands in no plate and has an event of shape 2"),
  ]

  private static let plates = [
    Mistake("a plate of size 0", model: nested("data", 0), at: "data", says: "has a size of 0"),
    Mistake("a plate of negative size", model: nested("data", -2), at: "data", says: "has a size of -2"),
    Mistake(
      "more repeats than there are",
      model: { trace, _ in _ = try trace.plate("data", size: 3, of: 2) { try trace.sample("z", Normal.standard()) } },
      at: "data", says: "plate “data” of the model has 3 repeats of 2: more than there are"),
    Mistake("a plate inside itself", model: nested("data", 3, "data", 3), at: "data", says: "stands inside itself"),
    Mistake(
      "a plate used again with another size",
      model: { trace, _ in
        try trace.plate("data", size: 3) { _ = try trace.sample("z", Normal.standard()) }
        try trace.plate("data", size: 2) { _ = try trace.sample("w", Normal.standard()) }
      },
      guide: { trace, given in
        try trace.plate("data", size: 3) { _ = try trace.sample("z", normal(trace, given)) }
        try trace.plate("rest", size: 2) { _ = try trace.sample("w", normal(trace, given)) }
      },
      at: "data", says: "has 2 repeats of 2 here and 3 of 3 before"),
    Mistake(
      "a plate used again inside another",
      model: { trace, given in
        try trace.plate("data", size: 3) { _ = try trace.observe("x", Normal.standard(), given.x) }
        try nested("sensors", 2, "data", 3)(trace, given)
      },
      at: "data", says: "stands in 1 others here and in 0 before"),
    Mistake(
      "more axes than a tensor can have",
      model: { trace, _ in
        func inside(_ plates: Int) throws {
          if plates == 0 {
            try trace.sample("z", Normal(mean: Variable(.zeros([1, 1])), logStandardDeviation: .zero).toEvent(2))
          } else {
            try trace.plate("plate \(plates)", size: 2) { try inside(plates - 1) }
          }
        }
        try inside(6)
      },
      guide: { _, _ in }, at: "z", says: "event of shape 1×1: 8 axes, where a site can have at most 7",
      "plates together"),
    Mistake(
      "plates nested deeper than the particles leave room for",
      guide: nested("rows", 3, "columns", 2), objective: ImportanceWeightedBound(particles: 4),
      at: "columns", says: "plate “columns” of the guide is nested 2 deep", "plateNesting: 2"),
  ]

  private static let correspondences = [
    Mistake(
      "a latent variable that the guide leaves out", guide: { _, _ in }, at: "z",
      says: "site “z” of the model is missing in the guide; sample it there"),
    Mistake(
      "a latent variable that the model leaves out",
      guide: { trace, given in
        try guide(trace, given)
        try trace.sample("w", Normal.standard())
      },
      at: "w", says: "site “w” of the guide is missing in the model"),
    Mistake(
      "data that the guide samples",
      guide: { trace, given in
        try guide(trace, given)
        try trace.sample("x", Normal.standard())
      },
      at: "x", says: "site “x” is observed in the model; only what the model samples is drawn in the guide"),
    Mistake(
      "a guide that observes",
      guide: { trace, given in
        try guide(trace, given)
        try trace.observe("x", Normal.standard(), Tensor(0))
      },
      at: "x", says: "site “x” of the guide is observed; a guide only draws"),
    Mistake(
      "an auxiliary site in a model",
      model: { trace, _ in try trace.sampleAuxiliary("z", Normal.standard()) },
      at: "z", says: "site “z” of the model is auxiliary, which only a guide's can be"),
    Mistake(
      "a latent variable that is auxiliary in the guide",
      guide: { trace, given in try trace.sampleAuxiliary("z", normal(trace, given)) },
      at: "z", says: "site “z” is auxiliary in the guide"),
    Mistake(
      "an auxiliary draw that another draw is made of",
      guide: { trace, given in
        let u = try trace.sampleAuxiliary("u", Normal.standard())
        try trace.sample("z", Normal(mean: u + trace.pass[given.location], logStandardDeviation: .zero))
      },
      at: "u", says: "the guide's auxiliary draws (“u”) have more numbers (1) than", "a log-density of its own (0)",
      "sample “u” in both programs"),
    Mistake(
      "a map of an auxiliary draw without its change of volume",
      guide: { trace, given in
        let u = try trace.sampleAuxiliary("u", Normal.standard())
        try trace.sample("z", Delta(u * 2 + trace.pass[given.location]))
      },
      at: "u", says: "have more numbers (1) than", "Delta(imageOf:under:)"),
    Mistake(
      "an auxiliary vector of which a part alone is used",
      guide: { trace, given in
        let u = try trace.sampleAuxiliary("u", Normal.standard([2]).toEvent(1))
        try trace.sample("z", Delta(u.sum(along: [-1]) + trace.pass[given.location], logDensity: .zero))
      },
      at: "u", says: "have more numbers (2) than what is computed of them with a log-density of its own (1)"),
    Mistake(
      "a plate that the guide leaves out", model: nested("data", 3), at: "z",
      says: "got a value of shape scalar from the guide, but stands in plate “data” of 3"),
    Mistake(
      "a plate that the guide adds", guide: nested("data", 3), at: "z",
      says: "got a value of shape 3 from the guide, but stands in no plate"),
    Mistake(
      "a plate of another size in the guide", model: nested("data", 3), guide: nested("data", 2), at: "z",
      says: "got a value of shape 2 from the guide, but stands in plate “data” of 3"),
    Mistake(
      "a plate of another total in the guide", model: nested("data", 3, of: 60), guide: nested("data", 3), at: "z",
      says: "stands in “data” (3 of 60) in the model and in “data” (3 of 3) in the guide"),
    Mistake(
      "a plate of another name in the guide", model: nested("data", 3), guide: nested("images", 3), at: "z",
      says: "stands in “data” (3 of 3) in the model and in “images” (3 of 3) in the guide"),
    Mistake(
      "plates nested the other way round in the guide",
      model: nested("rows", 3, "columns", 3), guide: nested("columns", 3, "rows", 3), at: "z",
      says: "stands in “rows” (3 of 3), “columns” (3 of 3) in the model and in “columns” (3 of 3), “rows” (3 of 3)"),
  ]

  private static let estimators =
    [
      ("the importance-weighted bound", ImportanceWeightedBound(particles: 3), "an importance-weighted bound needs"),
      ("a Rényi bound", RenyiBound(alpha: 0.5, particles: 3), "a Rényi bound needs"),
      (
        "the doubly reparameterized gradient",
        ImportanceWeightedBound(particles: 3, guideGradient: .doublyReparameterized),
        "doubly reparameterized gradient needs"
      ),
      (
        "the sticking-the-landing gradient", EvidenceLowerBound(guideGradient: .stickingTheLanding),
        "sticking-the-landing gradient needs"
      ),
    ].map { (title: String, objective: any Objective, fragment: String) in
      Mistake(
        "a discrete latent variable under \(title)",
        model: { trace, _ in try trace.sample("switch", Bernoulli(logits: .zero)) },
        guide: { trace, given in try trace.sample("switch", Bernoulli(logits: trace.pass[given.location])) },
        objective: objective, at: "switch", says: "site “switch” of the guide has no reparameterized draws", fragment)
    }
    + [
      ("sticking-the-landing", EvidenceLowerBound(guideGradient: .stickingTheLanding)),
      ("doubly reparameterized", ImportanceWeightedBound(particles: 3, guideGradient: .doublyReparameterized)),
    ].map { (title: String, objective: any Objective) in
      Mistake(
        "a draw that the guide computes itself under the \(title) gradient",
        guide: { trace, given in
          let q = normal(trace, given), z = trace.pass[given.location] + 0.7
          try trace.sample("z", Delta(z, logDensity: q.logDensity(z)))
        },
        objective: objective, at: "z", says: "is a Delta with a log-density", title, "take the pathwise gradient")
    } + [
      Mistake(
        "free bits without a closed form",
        objective: EvidenceLowerBound(freeBits: 0.1, usesClosedForms: false),
        at: "z", says: "site “z” has no closed form of the rate of each of its units, which free bits need"),
      Mistake(
        "free bits of a site that the guide draws before what precedes it in the model",
        model: { trace, _ in
          let z = try trace.sample("z", Normal.standard())
          try trace.sample("w", Normal(mean: z, logStandardDeviation: .zero))
        },
        guide: { trace, given in
          let w = try trace.sample("w", normal(trace, given))
          try trace.sample("z", Normal(mean: w, logStandardDeviation: .zero))
        },
        objective: EvidenceLowerBound(freeBits: 0.1),
        at: "w", says: "has no closed form of the rate of each of its units", "draws in the model's order"),
      Mistake(
        "a parameter that the loss does not depend on",
        guide: { trace, _ in try trace.sample("z", Normal.standard()) },
        trainingSays: "the loss does not depend on location"),
      // A step of rate 100 along a slope of 4 leads to 400, where the slope is four hundred times as steep, and so on.
      Mistake(
        "a loss that diverges", at: "z", says: "at step 9: site “z” of the model has a log-density of -inf",
        "try a lower learning rate"),
    ]

  /// What is on average above the evidence.
  private static let miniBatches =
    [
      ("an importance-weighted bound", ImportanceWeightedBound(particles: 3)),
      ("a Rényi bound", RenyiBound(alpha: 0.5, particles: 3)),
    ].map { (title: String, objective: any Objective) in
      Mistake(
        "\(title) of a latent variable that a mini-batch shares",
        model: { trace, given in
          let z = try trace.sample("z", Normal.standard())
          try trace.plate("data", size: 3, of: 30) {
            _ = try trace.observe("x", Normal(mean: z, logStandardDeviation: .zero), given.x)
          }
        },
        objective: objective, at: "x", says: "stands in plate “data” of 3 of 30, a mini-batch that not all sites share",
        "over mini-batches \(title) of several particles is on average too high")
    } + [
      Mistake(
        "a sum over the values of a variable that a mini-batch shares",
        model: { trace, given in
          let z = try trace.sample("z", Normal.standard())
          let k = try trace.sample("k", Bernoulli(logits: .zero), enumerated: true)
          try trace.plate("data", size: 3, of: 30) {
            _ = try trace.observe("x", Normal(mean: z + k, logStandardDeviation: .zero), given.x)
          }
        },
        at: "x", says: "depends on the enumerated site “k” outside it", "let the guide draw “k”")
    ]

  /// The latent variable z in plates, the outermost first; N(location, 1) in a guide and as good as any in a model.
  private static func nested(_ outer: String, _ size: Int, of total: Int? = nil) -> Statements {
    { trace, given in _ = try trace.plate(outer, size: size, of: total) { try trace.sample("z", normal(trace, given)) }
    }
  }

  private static func nested(_ outer: String, _ size: Int, _ inner: String, _ innerSize: Int) -> Statements {
    { trace, given in try trace.plate(outer, size: size) { try nested(inner, innerSize)(trace, given) } }
  }
}
