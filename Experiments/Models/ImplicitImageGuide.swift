import Laboratory

extension AdversarialModel {
  /// The model of a VAE of binary images, with a guide that is a network of the image and of noise, and a discriminator.
  ///
  /// - Parameters:
  ///   - vae: The VAE, whose decoder it takes.
  ///   - units: The units of each hidden layer of guide and discriminator.
  ///   - noiseSize: The number of numbers of noise.
  ///   - contrast: What the guide is told from.
  ///   - random: Where the weights are from.
  static func ofImages(
    _ vae: VariationalAutoencoder, units: Int, noiseSize: Int, contrast: Contrast, using random: Random
  ) throws -> AdversarialModel {
    let codeSize = vae.encoder.codeShape[0]
    let encoder = ImplicitEncoder(
      trunk: try Network("guide trunk", input: [784], using: random, [Dense(units), Activation.tanh]),
      head: try Network(
        "guide head", input: [units + noiseSize], using: random,
        [Dense(units), Activation.tanh, Dense(codeSize)]))
    return try AdversarialModel(vae, guide: encoder, units: units, contrast: contrast, using: random)
  }

  /// The model of a VAE with its own guide, as if that had no density, and a discriminator of new weights.
  static func ofGaussianGuide(
    _ vae: VariationalAutoencoder, units: Int, contrast: Contrast, using random: Random
  ) throws -> AdversarialModel {
    try AdversarialModel(
      vae, guide: ImplicitEncoder(vae.encoder), units: units, contrast: contrast, using: random)
  }

  private init(
    _ vae: VariationalAutoencoder, guide: ImplicitEncoder, units: Int, contrast: Contrast, using random: Random
  ) throws {
    let discriminator = Discriminator(
      trunk: try Network("discriminator trunk", input: [784], using: random, [Dense(units), Activation.selu]),
      head: try Network(
        "discriminator head", input: [units + guide.codeSize], using: random,
        [Dense(units), Activation.selu, Dense(units), Activation.selu, Dense(1)]))
    self.init(
      parameters: vae.decoder.parameters, encoder: guide, discriminator: discriminator, contrast: contrast, vae.model)
  }
}

/// What a training of an implicit guide of images came to, on held-out ones.
struct ImplicitFit {
  let log: TrainingLog
  /// As the discriminator of the training has it, and one that was trained on while model and guide stood still.
  let asTrained, trainedOn: AdversarialEvaluation
  /// Bounds that no discriminator enters.
  let ladder: BoundLadder

  /// −log p(x) by the bound of most draws, in nats an image.
  var cost: Double { ladder.tightest.cost.mean }
  /// How far the bound by the discriminator lies below log p(x), in nats an image.
  func gap(of evaluation: AdversarialEvaluation) -> Double {
    Summary(of: ladder.tightest.bounds, less: evaluation.bounds).mean
  }
}

/// What a contrast and its discriminator make of a logarithm, beside what it is, on the codes of a guide whose density is known.
struct KnownRatio {
  let name: String
  /// log q(z | x) − log p(z) as it is, and as contrast and discriminator have it, code by code.
  let exact, found: [Double]
  /// The part of the latter that is T; the rest is the contrast's.
  let byDiscriminator: [Double]

  /// On draws of the guide of a VAE for images.
  init(
    _ name: String, _ model: AdversarialModel, of vae: VariationalAutoencoder, on batches: [Tensor],
    using random: Random
  ) throws {
    self.name = name
    let evaluation = try AdversarialEvaluation(of: model, on: batches, using: random)
    let posterior = vae.posterior(of: Tensor.concatenate(batches, along: 0)).toEvent(1)
    let codes = Variable(evaluation.codes), prior = vae.codes()
    exact = (posterior.logDensity(codes) - prior.logDensity(codes)).value.doubles
    found = evaluation.logRatios.doubles
    // One draw of each datum: its mean is the code's.
    byDiscriminator = evaluation.discriminatorRates
  }

  /// The part of what was found that no discriminator enters, code by code.
  var byContrast: [Double] { zip(found, byDiscriminator).map { $0 - $1 } }
  /// What was found less what is right, code by code.
  var errors: [Double] { zip(found, exact).map { $0 - $1 } }
  /// The root of the mean square of these, in nats.
  var deviation: Double { Summary(of: errors.map { $0 * $0 }).mean.squareRoot() }

  /// A row of a table.
  var cells: [Table.Cell] {
    [
      .text(name), .number(Summary(of: exact), .fixed(2)), .number(Summary(of: found), .fixed(2)),
      .number(Summary(of: byContrast), .fixed(2)), .number(Summary(of: byDiscriminator), .fixed(2)),
      .number(Summary(of: errors), .fixed(2)), .number(deviation, .fixed(2)),
    ]
  }

  /// One against the other.
  var figure: Figure {
    let shown = 0..<min(exact.count, 1_000)
    return Figure(
      [.points(Array(exact[shown]), Array(found[shown]), size: 1.6, opacity: 0.6), .diagonal()],
      x: Axis("log q(z | x) − log p(z)", unit: "nats"), y: Axis("found", unit: "nats"), title: name)
  }
}

extension Table {
  /// What a Gaussian and an implicit guide come to on test images.
  init(_ vaes: Repeated<VariationalAutoencoder>, _ implicits: [ImplicitFit]) {
    func cell(_ values: [Double]) -> Cell { .number(Summary(of: values), .fixed(1)) }
    self.init(
      columns: ["guide", "bound", "distortion", "rate", "by the discriminator", "−log p(x)", "gap"],
      rows: [
        [
          .text(vaes.name), cell(vaes.values { -$0.looseCost }), cell(vaes.values(\.evaluation.distortion.mean)),
          cell(vaes.values(\.evaluation.rate.mean)), "", cell(vaes.costs), cell(vaes.values { $0.looseCost - $0.cost }),
        ]
      ]
        + [("implicit guide", \ImplicitFit.asTrained), ("implicit guide, discriminator trained on", \.trainedOn)].map {
          (name: String, evaluation: KeyPath<ImplicitFit, AdversarialEvaluation>) -> [Cell] in
          [
            .text(name), cell(implicits.map { $0[keyPath: evaluation].bound.mean }),
            cell(implicits.map { $0[keyPath: evaluation].distortion.mean }),
            cell(implicits.map { $0[keyPath: evaluation].rate.mean }),
            cell(implicits.map { Summary(of: $0[keyPath: evaluation].discriminatorRates).mean }),
            cell(implicits.map(\.cost)),
            cell(implicits.map { $0.gap(of: $0[keyPath: evaluation]) }),
          ]
        })
  }
}
