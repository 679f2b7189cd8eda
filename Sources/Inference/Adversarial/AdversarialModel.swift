import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabRequirements
import LabTensors

/// A model whose guide has no density, and the discriminator that stands for it.
///
/// The model is a program as any other, with one latent site inside one plate around all sites, whose repeats are the data:
///
/// ```swift
/// let model = AdversarialModel(parameters: decoder.parameters, encoder: encoder, discriminator: discriminator) { trace, x in
///   try trace.plate("data", size: x.shape[0]) {
///     let z = try trace.sample("z", Normal.standard([8]).toEvent(1))
///     try trace.observe("x", Bernoulli(logits: decoder(z, trace.pass)).toEvent(1), x)
///   }
/// }
/// ```
public struct AdversarialModel {
  /// The guide.
  public let encoder: ImplicitEncoder
  /// T.
  public let discriminator: Discriminator
  /// What the guide is contrasted with.
  public let contrast: Contrast
  /// What the guide's objective moves: the parameters of the model and of the guide.
  public let parameters: [Parameter]
  private let site: String
  private let program: Program<Tensor>

  /// A model with these parts.
  ///
  /// - Parameters:
  ///   - parameters: The parameters of the model alone.
  ///   - encoder: The guide of the model's latent site, a vector for each datum.
  ///   - discriminator: T(x, z).
  ///   - contrast: What the guide is contrasted with. The prior cannot have parameters then, unless it is adaptive.
  ///   - site: The name of the latent site.
  ///   - program: The model.
  public init(
    parameters: [Parameter], encoder: ImplicitEncoder, discriminator: Discriminator, contrast: Contrast = .prior,
    site: String = "z", _ program: @escaping Program<Tensor>
  ) {
    if case .adaptive(let draws) = contrast {
      require(draws >= 2, "adaptive contrast estimates variances from at least 2 draws, not \(draws)")
    }
    (self.encoder, self.discriminator, self.contrast) = (encoder, discriminator, contrast)
    self.parameters = parameters + encoder.parameters
    (self.site, self.program) = (site, program)
  }

  /// The model with a guide that has a density: the normal distributions that have the moments of the implicit one. Its
  /// importance weights bound log p(x) whatever the discriminator says: `BoundLadder(of: model.withNormalGuide(…), on: batches,
  /// …)`. Where the implicit guide is far from normal, or the decoder was trained for another, that bound may be loose by many
  /// nats even of hundreds of draws; a guide that is trained for the decoder is a better proposal.
  ///
  /// - Parameters:
  ///   - draws: How many draws estimate the moments.
  ///   - random: Where these are from.
  public func withNormalGuide(moments draws: Int, using random: Random) -> ModelAndGuide<Tensor> {
    ModelAndGuide(
      model: program,
      guide: { trace, examples in
        let plates = try prior(of: examples, draws: nil, trace.pass.withConstantParameters, using: random).plates
        let moments = try encoder.moments(of: examples, draws: draws, trace.pass, using: random["moments"])
        try trace.inside(plates) { try trace.sample(site, moments.toEvent(1)) }
      }, parameters: parameters)
  }
}

extension AdversarialModel {
  /// The latent site of a run of the model that draws from its prior, with that draw.
  func prior(of examples: Tensor, draws: Int?, _ pass: Pass, using random: Random) throws -> Site {
    let particles = draws.map { Particles(count: $0, plateNesting: 1) } ?? .one
    let trace = Trace(.model, pass.drawing(from: random["layers"]), particles: particles, using: random)
    try program(trace, examples)
    return try latent(of: trace, examples)
  }

  /// A run of the guide, and of the model along its draws.
  func run(on examples: Tensor, draws: Int, _ pass: Pass, using random: Random) throws -> AdversarialRun {
    let pass = pass.drawing(from: random["layers"])
    let codes = encoder.codes(of: examples, draws: draws, pass.inside("guide"), using: random[site])
    let trace = Trace(
      .model, pass, particles: Particles(count: draws, plateNesting: 1), using: random, replaying: [site: codes])
    try program(trace, examples)
    let latent = try latent(of: trace, examples)
    let terms = try TracePair.summedOut(
      trace.sites.filter { $0.kind == .enumerated }, [latent], trace.sites.filter { $0.kind == .observed },
      along: trace.enumeratedAxes, trace.particles)
    func sum(_ terms: [LogTerm]) -> Variable? {
      terms.first.map { first in terms.dropFirst().reduce(first.logDensity) { $0 + $1.logDensity } }
    }
    guard let logLikelihood = sum(terms.logLikelihoods) else { brokenRule("a model that observes nothing was checked") }
    let logPrior = sum(terms.priors) ?? latent.logDensity
    let contrasted = try contrasted(codes, of: examples, pass, using: random)
    // T is fixed here, and so are its layers' statistics; the gradient goes through the codes.
    let judgement = discriminator(
      examples, contrasted.coordinates, pass.withConstantParameters.inside("discriminator"))
    return AdversarialRun(
      codes: codes, discriminator: judgement,
      logRatio: contrasted.logContrast.map { judgement + ($0 - logPrior) } ?? judgement,
      logLikelihood: logLikelihood)
  }

  /// The discriminator's loss on draws of the guide and of its contrast.
  func discrimination(on examples: Tensor, draws: Int, _ pass: Pass, using random: Random) throws -> Loss {
    let pass = pass.drawing(from: random["layers"]), constant = pass.withConstantParameters
    let codes = encoder.codes(of: examples, draws: draws, constant.inside("guide"), using: random[site])
    let contrasted = try contrasted(codes, of: examples, constant, using: random)
    let others =
      switch contrast {
      case .prior: try prior(of: examples, draws: draws, constant, using: random["prior"]).value.value
      case .adaptive: Tensor.normal(codes.shape, using: random["contrast"])
      }
    require(
      others.shape == codes.shape,
      "site “\(site)” of the model has values of shape \(others.shape), but the implicit guide makes codes of \(codes.shape)"
    )
    return discriminator.loss(
      guide: contrasted.coordinates.value, contrast: others, beside: examples, pass.inside("discriminator"))
  }

  private func contrasted(
    _ codes: Variable, of examples: Tensor, _ pass: Pass, using random: Random
  ) throws -> ContrastedCodes {
    try ContrastedCodes(
      codes, of: examples, by: encoder, contrast, pass.inside("moments"), using: random["moments"])
  }

  /// The one latent site of a run, checked to stand in the one plate of the data with all others.
  private func latent(of trace: Trace, _ examples: Tensor) throws -> Site {
    guard let latent = trace[site], latent.kind == .latent else {
      throw ModelError(site, "the model has no latent site “\(site)”, which the implicit guide draws; sample it there")
    }
    if let other = trace.sites.first(where: { $0.kind == .latent && $0.name != site }) {
      throw ModelError(
        other.name, "site “\(other.name)” of the model is missing in the guide: an implicit guide draws “\(site)” alone"
      )
    }
    guard trace.sites.contains(where: { $0.kind == .observed }) else {
      throw ModelError(site, "the model observes nothing; adversarial variational Bayes wants the data of “\(site)”")
    }
    guard let plate = latent.plates.first, plate.size == examples.shape[0] else {
      throw ModelError(
        site,
        "site “\(site)” stands in no plate of the \(examples.shape[0]) data; an implicit guide draws one code for each")
    }
    if let odd = trace.sites.first(where: { $0.plates != [plate] }) {
      throw ModelError(
        odd.name,
        "site “\(odd.name)” does not stand in plate “\(plate.name)” alone, as adversarial variational Bayes wants it")
    }
    return latent
  }
}

/// What a run of an implicit guide, and of the model along its draws, found: each draws × batch.
struct AdversarialRun {
  /// z, draws × batch × code.
  let codes: Variable
  /// T.
  let discriminator: Variable
  /// What T makes of log q(z | x) − log p(z).
  let logRatio: Variable
  /// log p(x | z).
  let logLikelihood: Variable
}
