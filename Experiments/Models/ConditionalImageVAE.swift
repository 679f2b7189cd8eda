import Laboratory

/// A VAE of binary images that is told something of each (Sohn et al. 2015): given the condition, it is a VAE like another.
///
/// The networks are those of `VariationalAutoencoder.ofBinaryImages`, with the condition beside what they receive.
struct ConditionalVAE: VariationalModel {
  /// What is told the condition.
  enum Place: CaseIterable {
    /// Nothing: the VAE is unconditional.
    case nowhere
    /// The encoder and the decoder; codes come from N(0, I) (Kingma et al. 2014, M2).
    case networks
    /// The prior too: p(z | y) is a normal distribution of every number of the code.
    case everywhere
  }

  private let autoencoder: VariationalAutoencoder
  private let place: Place
  /// Whether the condition is pixels of the image itself, as `VisibleQuadrants` codes them.
  private let showsPixels: Bool

  /// Told one of so many classes, as a vector with one 1. The prior is one layer: a mean and a deviation for every class.
  static func ofClasses(
    _ count: Int, told place: Place, latentSize: Int, hiddenUnits: Int, using random: Random
  ) throws -> ConditionalVAE {
    try ConditionalVAE(
      place, conditionSize: count, priorLayers: [], latentSize: latentSize, hiddenUnits: hiddenUnits, using: random)
  }

  /// Told a part of the 784 pixels: those that it sees cost it nothing, and its bounds are on log p(hidden | visible).
  static func ofVisiblePixels(latentSize: Int, hiddenUnits: Int, using random: Random) throws -> ConditionalVAE {
    try ConditionalVAE(
      .everywhere, conditionSize: 784, priorLayers: [Dense(hiddenUnits), Activation.tanh], showsPixels: true,
      latentSize: latentSize, hiddenUnits: hiddenUnits, using: random)
  }

  private init(
    _ place: Place, conditionSize: Int, priorLayers: [any Layer], showsPixels: Bool = false, latentSize: Int,
    hiddenUnits: Int, using random: Random
  ) throws {
    let told = place == .nowhere ? 0 : conditionSize
    func network(_ name: String, inputs: Int, outputs: Int) throws -> Network {
      try Network(
        name, input: [inputs + told], using: random,
        [Dense(hiddenUnits), Activation.tanh, Dense(hiddenUnits), Activation.tanh, Dense(outputs)])
    }
    (self.place, self.showsPixels) = (place, showsPixels)
    autoencoder = VariationalAutoencoder(
      encoder: GaussianEncoder(try network("encoder", inputs: 784, outputs: 2 * latentSize)),
      decoder: try network("decoder", inputs: latentSize, outputs: 784), likelihood: .bernoulli,
      prior: place == .everywhere
        ? .conditional(
          GaussianEncoder(
            try Network("prior", input: [conditionSize], using: random, priorLayers + [Dense(2 * latentSize)])))
        : .standardNormal)
  }

  /// The networks of the encoder, the decoder and the prior.
  var networks: [Network] { autoencoder.networks }

  /// Those of the networks.
  var parameters: [Parameter] { autoencoder.parameters }

  /// The VAE of images of which this is known, batch × numbers.
  func given(_ condition: Tensor) -> VariationalAutoencoder {
    var vae = autoencoder
    if place != .nowhere { vae.condition = condition }
    if showsPixels { vae.likelihood = .bernoulli(knowing: condition) }
    return vae
  }

  /// p(z | y) and p(x | z, y).
  func model(_ trace: Trace, _ data: ConditionedImages) throws { try given(data.condition).model(trace, data.images) }

  /// q(z | x, y).
  func guide(_ trace: Trace, _ data: ConditionedImages) throws { try given(data.condition).guide(trace, data.images) }

  /// E[z | x, y]: batch × numbers of the code.
  func codes(of data: ConditionedImages) -> Tensor { given(data.condition).posterior(of: data.images).mean.value }

  /// Where the codes lie in their own prior, by its deviations from its mean: ε = (z − μ(y))/σ(y).
  func styles(of data: ConditionedImages) -> Tensor {
    let prior = prior(given: data.condition)
    return (codes(of: data) - prior.mean.value) / prior.standardDeviation.value
  }

  /// The mean images of these styles under these conditions, those of the codes z = μ(y) + σ(y) ε.
  func decoded(_ styles: Tensor, given condition: Tensor) -> Tensor {
    let prior = prior(given: condition)
    return given(condition).decoded(prior.mean.value + prior.standardDeviation.value * styles)
  }

  /// The mean images of these styles as the first of so many classes, then as the second, and so on.
  func decodedInEveryClass(_ styles: Tensor, of classes: Int) -> Tensor {
    let rows = 0..<classes * styles.shape[0]
    return decoded(
      styles.gathered(rows.map { $0 % styles.shape[0] }),
      given: .oneHot(rows.map { $0 / styles.shape[0] }, of: classes))
  }

  /// p(z | y).
  private func prior(given condition: Tensor) -> Normal {
    guard case .conditional(let network) = autoencoder.prior else {
      return .standard(condition.shape.dropLast() + autoencoder.encoder.codeShape)
    }
    return network(Variable(condition), .evaluation)
  }
}
