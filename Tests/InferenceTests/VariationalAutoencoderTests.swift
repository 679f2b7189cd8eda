import LabAutodiff
import LabDistributions
@testable import LabInference
import LabNeuralNetworks
import LabTensors
import Testing

/// An autoencoder made of parts is the pair of programs that one would write for it.
@Suite struct VariationalAutoencoderTests {
  private static let images: Tensor = {
    var random = Random(seed: 4)["images"]
    return random.uniform([5, 3, 2, 1])
  }()

  private static func network(_ name: String, _ input: Shape, _ output: Int, then last: [any Layer] = []) throws
    -> Network
  {
    try Network(
      name, input: input, using: Random(seed: 1), [Flatten(), Dense(7), Activation.tanh, Dense(output)] + last)
  }

  private static func decoder(_ inputs: Int) throws -> Network {
    try network("decoder", [inputs], 6, then: [Reshape(to: [3, 2, 1])])
  }

  /// Each way in which an encoder's output may stand for a spread, by one network and by two heads.
  struct Encoding: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let spread: GaussianEncoder.Spread
    let posterior: @Sendable (Variable, Variable) -> Normal
  }
  static let encodings = [
    Encoding(testDescription: "log variance", spread: .logVariance) { Normal(mean: $0, logVariance: $1) },
    Encoding(testDescription: "log standard deviation", spread: .logStandardDeviation) {
      Normal(mean: $0, logStandardDeviation: $1)
    },
    Encoding(testDescription: "softplus", spread: .softplus) { Normal(mean: $0, softplus: $1) },
  ]

  /// The programs written out, on the same draws: the same bits.
  @Test(arguments: encodings, [nil, 60]) func itIsThePairOfProgramsThatItStandsFor(
    _ encoding: Encoding, _ total: Int?
  ) throws {
    let encoder = try Self.network("encoder", [3, 2, 1], 4), decoder = try Self.decoder(2)
    let vae = VariationalAutoencoder(
      encoder: GaussianEncoder(encoder, spread: encoding.spread), decoder: decoder, likelihood: .greyBernoulli,
      total: total)
    let written = ModelAndGuide(
      model: { trace, images in
        try trace.plate("data", size: 5, of: total) {
          let z = try trace.sample("z", Normal.standard([2]).toEvent(1))
          try trace.observe(
            "x", Bernoulli(logits: decoder(z, trace.pass)).toEvent(3), images, checkingSupport: false)
        }
      },
      guide: { trace, images in
        try trace.plate("data", size: 5, of: total) {
          let halves = encoder(Variable(images), trace.pass).split(2, along: -1)
          _ = try trace.sample("z", encoding.posterior(halves[0], halves[1]).toEvent(1))
        }
      }, parameters: encoder.parameters + decoder.parameters)
    #expect(vae.parameters.map(\.name) == written.parameters.map(\.name))
    for objective in [EvidenceLowerBound(), ImportanceWeightedBound(particles: 3)] as [any Objective] {
      func terms(_ model: some VariationalModel<Tensor>) throws -> [Float] {
        try objective.loss(of: model, on: Self.images, pass: .evaluation, using: Random(seed: 2)).terms
          .map(\.value.value.element)
      }
      #expect(try terms(vae) == terms(written))
    }
  }

  @Test func twoHeadsStandOnOneTrunk() throws {
    let trunk = try Self.network("trunk", [3, 2, 1], 3)
    let mean = try Network("mean", input: [3], using: Random(seed: 2), [Dense(2)])
    let spread = try Network("spread", input: [3], using: Random(seed: 3), [Dense(2)])
    let encoder = GaussianEncoder(trunk, mean: mean, spread: spread)
    let hidden = trunk(Variable(Self.images), .evaluation)
    let posterior = encoder(Variable(Self.images), .evaluation)
    #expect(encoder.codeShape == [2])
    #expect(encoder.networks.map(\.name) == ["trunk", "mean", "spread"])
    #expect(posterior.mean.value == mean(hidden, .evaluation).value)
    #expect(posterior.logStandardDeviation.value == (spread(hidden, .evaluation) / 2).value)
  }

  /// What a decoder's outputs stand for.
  @Test func likelihoodsAreOfTheFamilyTheySay() throws {
    let output = Variable(Tensor([-20, 0.5, 20], shape: [1, 3]))
    let cases: [(likelihood: Likelihood, mean: (Variable) -> Variable)] = [
      (.bernoulli, { sigmoid($0) }), (.greyBernoulli, { sigmoid($0) }),
      (.continuousBernoulli(), { ContinuousBernoulli(logits: $0.clamped(to: -9.21024...9.21024)).mean }),
      (.continuousBernoulli(logitBound: nil), { ContinuousBernoulli(logits: $0).mean }),
      (.normal(standardDeviation: 0.1), { $0 }),
    ]
    for (likelihood, mean) in cases {
      let identity = try Network("decoder", input: [3], using: Random(seed: 1), [])
      let vae = VariationalAutoencoder(
        encoder: GaussianEncoder(try Self.network("encoder", [3], 6)), decoder: identity, likelihood: likelihood)
      #expect(vae.distribution(of: output).eventShape == [3])
      #expect(vae.decoded(output.value) == mean(output).value)
    }
  }

  /// Only a likelihood that is knowingly stretched takes grey pixels for zeros and ones.
  @Test func dataOutsideOfTheSupportAreAnErrorUnlessTheLikelihoodIsStretched() throws {
    func loss(_ likelihood: Likelihood) throws {
      let vae = VariationalAutoencoder(
        encoder: GaussianEncoder(try Self.network("encoder", [3, 2, 1], 4)), decoder: try Self.decoder(2),
        likelihood: likelihood)
      _ = try EvidenceLowerBound().loss(of: vae, on: Self.images, pass: .evaluation, using: Random(seed: 1))
    }
    #expect(throws: ModelError.self) { try loss(.bernoulli) }
    try loss(.greyBernoulli)
  }

  /// A parameter of the likelihood is trained with the weights.
  @Test func aLikelihoodsParametersAreTrained() throws {
    let logDeviation = Parameter("log σ", Tensor(0))
    let vae = VariationalAutoencoder(
      encoder: GaussianEncoder(try Self.network("encoder", [3, 2, 1], 4)), decoder: try Self.decoder(2),
      likelihood: Likelihood(parameters: [logDeviation]) { Normal(mean: $0, logStandardDeviation: $1[logDeviation]) })
    #expect(vae.parameters.last == logDeviation)
    var svi = SVI(vae, objective: EvidenceLowerBound(), optimizer: SGD(0.1))
    _ = try svi.step(Self.images, using: Random(seed: 1))
    #expect(logDeviation.value.element < 0)
  }

  /// Encoder, decoder and prior receive the condition; with several draws of the code, too.
  @Test(arguments: [nil, 3]) func aConditionReachesEncoderDecoderAndPrior(_ particles: Int?) throws {
    let classes = Tensor([1, 0, 0, 1, 1, 0, 0, 1, 1, 0], shape: [5, 2])
    let prior = GaussianEncoder(try Network("prior", input: [2], using: Random(seed: 3), [Dense(4)]))
    var vae = VariationalAutoencoder(
      encoder: GaussianEncoder(try Self.network("encoder", [3, 2, 3], 4)), decoder: try Self.decoder(4),
      likelihood: .greyBernoulli, prior: .conditional(prior))
    vae.condition = classes
    // The pixels' channels are the grey value and the two numbers of the condition.
    let joined = Tensor.concatenate(
      [Self.images, classes.reshaped(to: [5, 1, 1, 2]).broadcast(to: [5, 3, 2, 2])], along: -1)
    let posterior = vae.posterior(of: Self.images)
    #expect(posterior.mean.value == vae.encoder(Variable(joined), .evaluation).mean.value)
    let codes = posterior.mean.value
    let decoded = vae.decoder(Variable(Tensor.concatenate([codes, classes], along: 1)), .evaluation)
    #expect(vae.decoded(codes) == sigmoid(decoded).value)
    let pair = try EvidenceLowerBound(particles: particles).run(
      vae, on: Self.images, pass: .evaluation, using: Random(seed: 1), plateNesting: 1)
    let expected = posterior.klDivergence(to: prior(Variable(classes), .evaluation)).sum(along: [1])
    let found = try #require(pair.latents[0].q.distribution.klDivergence(to: pair.latents[0].p.distribution))
    #expect(found.value == expected.value)
    #expect(Set(vae.parameters).isSuperset(of: prior.networks[0].parameters))
  }
}
