import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabTensors
import Testing

@testable import LabInference

/// What can be wrong with a model for a guide without a density, and that the error says so, with its step.
@Suite struct AdversarialMistakeTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let model: @Sendable (Trace, Tensor) throws -> Void
    var noise: Float = 1
    let name: String
    let fragments: [String]
  }

  private static func right(_ trace: Trace, _ x: Tensor) throws {
    try trace.plate("data", size: x.shape[0]) {
      let z = try trace.sample("z", Normal.standard([2]).toEvent(1))
      try trace.observe("x", Normal(mean: z, logStandardDeviation: .zero).toEvent(1), x)
    }
  }

  static let mistakes = [
    Mistake(
      testDescription: "a latent site of another name",
      model: { trace, x in
        try trace.plate("data", size: x.shape[0]) { _ = try trace.observe("x", Normal.standard([2]).toEvent(1), x) }
      }, name: "z", fragments: ["the model has no latent site “z”, which the implicit guide draws"]),
    Mistake(
      testDescription: "two latent sites",
      model: { trace, x in
        try trace.plate("data", size: x.shape[0]) {
          let z = try trace.sample("z", Normal.standard([2]).toEvent(1))
          try trace.sample("w", Normal.standard())
          try trace.observe("x", Normal(mean: z, logStandardDeviation: .zero).toEvent(1), x)
        }
      }, name: "w", fragments: ["site “w” of the model is missing in the guide"]),
    Mistake(
      testDescription: "a code of another size",
      model: { trace, x in
        try trace.plate("data", size: x.shape[0]) {
          let z = try trace.sample("z", Normal.standard([3]).toEvent(1))
          try trace.observe(
            "x", Normal(mean: z.slice(0..<2, along: -1), logStandardDeviation: .zero).toEvent(1), x)
        }
      }, name: "z", fragments: ["site “z” of the model got a value of shape 1×6×2 from the guide"]),
    Mistake(
      testDescription: "a code for all data",
      model: { trace, x in
        let z = try trace.sample("z", Normal.standard([2]).toEvent(1))
        try trace.plate("data", size: x.shape[0]) {
          _ = try trace.observe("x", Normal(mean: z, logStandardDeviation: .zero).toEvent(1), x)
        }
      }, name: "z", fragments: ["site “z” of the model got a value of shape 1×6×2 from the guide"]),
    Mistake(
      testDescription: "nothing observed",
      model: { trace, x in
        _ = try trace.plate("data", size: x.shape[0]) { try trace.sample("z", Normal.standard([2]).toEvent(1)) }
      }, name: "z", fragments: ["the model observes nothing"]),
    Mistake(
      testDescription: "a guide without noise", model: right, noise: 0, name: "",
      fragments: ["number 0 of the code of datum 0 have a variance of 0", "give its noise a path"]),
  ]

  @Test(arguments: mistakes) func isCaughtAndNamed(_ mistake: Mistake) throws {
    var training = try training(mistake.model, noise: mistake.noise)
    let thrown = #expect(throws: ModelError.self) {
      _ = try training.step(.ones([6, 2]), using: Random(seed: 1))
    }
    let error = try #require(thrown), message = error.description
    #expect(error.name == mistake.name && error.step == 1 && message.hasPrefix("at step 1: "))
    for fragment in mistake.fragments { #expect(message.contains(fragment), "\(message)") }
  }

  @Test func theRestIsRight() throws {
    var training = try training(Self.right, noise: 1)
    #expect(try training.step(.ones([6, 2]), using: Random(seed: 1)).model.loss.isFinite)
  }

  private func training(
    _ model: @escaping Program<Tensor>, noise: Float
  ) throws -> AdversarialVariationalBayes<Adam> {
    let location = Parameter("location", Tensor([0, 0]))
    let encoder = ImplicitEncoder(noiseSize: 2, codeSize: 2, parameters: [location]) { _, pass in
      return { $0 * noise + pass[location] }
    }
    let discriminator = Discriminator(
      trunk: try Network("trunk", input: [2], using: Random(seed: 1), []),
      head: try Network("head", input: [4], using: Random(seed: 1), [Dense(1)]))
    let model = AdversarialModel(
      parameters: [], encoder: encoder, discriminator: discriminator, contrast: .adaptive(draws: 3), model)
    return AdversarialVariationalBayes(model, optimizer: Adam(0.01), discriminatorOptimizer: Adam(0.01))
  }
}
