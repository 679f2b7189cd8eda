import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabTensors

@testable import LabInference

extension Mistake {
  /// What can be wrong with sites that are summed over.
  static let enumerations: [Mistake] =
    [
      enumerating("a continuous variable", says: "its values are continuous; let the guide draw it") {
        Normal.standard()
      },
      enumerating("a count", says: "its values are 0, 1, 2, … without end") { Poisson(logRate: .zero) },
      enumerating(
        "several switches as one event", says: "is not an EnumerableDistribution; enumerate a Bernoulli"
      ) { Bernoulli(logits: Variable(.zeros([3]))).toEvent(1) },
    ] + [
      Mistake(
        "an enumerated variable that the guide draws as well",
        model: { trace, given in
          try Mistake.model(trace, given)
          try trace.sample("k", Bernoulli(logits: .zero), enumerated: true)
        },
        guide: { trace, given in
          try Mistake.guide(trace, given)
          try trace.sample("k", Bernoulli(logits: .zero))
        },
        at: "k", says: "site “k” is enumerated in the model, which sums over all its values; leave it out of the guide"),
      Mistake(
        "a variable that the guide enumerates",
        guide: { trace, given in
          try Mistake.guide(trace, given)
          try trace.sample("k", Bernoulli(logits: .zero), enumerated: true)
        },
        at: "k", says: "site “k” of the guide is enumerated, which only a model's can be"),
      Mistake(
        "an enumerated variable used outside its plate",
        model: { trace, given in
          let z = try trace.sample("z", Normal.standard())
          let k = try trace.plate("data", size: 3) { try trace.sample("k", Bernoulli(logits: .zero), enumerated: true) }
          try trace.observe("y", Normal(mean: z + k, logStandardDeviation: .zero), Tensor(1))
        },
        at: "y", says: "site “y” of the model depends on the enumerated site “k”, which stands in plate “data” of 3",
        "only sites in its plates can"),
      Mistake(
        "a plate inside that of an enumerated variable, without room",
        model: { trace, given in
          try trace.sample("z", Normal.standard())
          try trace.plate("rows", size: 3) {
            try trace.sample("k", Bernoulli(logits: .zero), enumerated: true)
            _ = try trace.plate("columns", size: 2) { try trace.observe("x", Normal.standard(), given.x) }
          }
        },
        at: "columns", says: "is nested 2 deep, but the axis of the enumerated site “k” was placed for 1",
        "plateNesting: 2"),
      Mistake(
        "more enumerated variables than there are axes",
        model: { trace, given in
          try trace.sample("z", Normal.standard())
          try trace.plate("data", size: 3) {
            for index in 0..<8 { try trace.sample("k\(index)", Bernoulli(logits: .zero), enumerated: true) }
          }
        },
        at: "k6", says: "takes an axis of its own before those of 6 enumerated sites: 8 axes", "at most 7"),
      Mistake(
        "data that no value of an enumerated variable makes possible",
        model: { trace, given in
          try trace.sample("z", Normal.standard())
          try trace.plate("data", size: 3) {
            let k = try trace.sample("k", OneHotCategorical(logits: Variable(.zeros([2]))), enumerated: true)
            let mean = (k * Variable(Tensor([0, 1]))).sum(along: [-1])
            try trace.observe("x", Normal(mean: mean, logStandardDeviation: Variable(-60)), given.x)
          }
        },
        at: "x", says: "summed over the values of enumerated sites, the log-density of “x” is -inf (element 0)"),
      Mistake(
        "weights of an enumerated variable that are NaN",
        model: { trace, given in
          try trace.sample("z", Normal.standard())
          try trace.sample("k", Categorical(logits: Variable(Tensor([.nan, 0]))), enumerated: true)
          try trace.plate("data", size: 3) { _ = try trace.observe("x", Normal.standard(), given.x) }
        },
        at: "k", says: "site “k” of the model has a log-density that is not a number"),
    ]

  private static func enumerating(
    _ title: String, says fragment: String, _ distribution: @escaping @Sendable () -> any Distribution
  ) -> Mistake {
    Mistake(
      "\(title) enumerated",
      model: { trace, given in
        try Mistake.model(trace, given)
        try trace.sample("k", distribution(), enumerated: true)
      },
      at: "k", says: "site “k” of the model cannot be enumerated", fragment)
  }

  /// What can be wrong with baselines of the score function.
  static let baselines: [Mistake] = [
    Mistake(
      "a baseline of a reparameterized draw",
      guide: { trace, given in try trace.sample("z", normal(trace, given), baseline: Variable(1)) },
      at: "z", says: "site “z” of the guide has a baseline, but its draws are reparameterized"),
    Mistake(
      "a baseline in a model",
      model: { trace, _ in try trace.sample("z", Bernoulli(logits: .zero), baseline: Variable(1)) },
      guide: { trace, given in try trace.sample("z", Bernoulli(logits: trace.pass[given.location])) },
      at: "z", says: "site “z” of the model has a baseline, which only a guide's can have"),
    Mistake(
      "a baseline of another shape than the plates'",
      model: { trace, _ in try trace.plate("data", size: 3) { _ = try trace.sample("k", Bernoulli(logits: .zero)) } },
      guide: { trace, given in
        try trace.plate("data", size: 3) {
          _ = try trace.sample(
            "k", Bernoulli(logits: trace.pass[given.location]), baseline: Variable(.zeros([3, 1])))
        }
      },
      at: "k", says: "has a baseline of shape 3×1, but stands in plate “data” of 3"),
  ]
}
