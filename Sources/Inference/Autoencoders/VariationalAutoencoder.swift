import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabRequirements
import LabTensors

/// A variational autoencoder (Kingma and Welling 2014): codes from a prior, a decoder network that says what an example of a
/// code is like, and an encoder network that guesses the code of an example.
///
/// ```swift
/// let vae = VariationalAutoencoder(
///   encoder: GaussianEncoder(encoder), decoder: decoder, likelihood: .continuousBernoulli())
/// var svi = SVI(vae, objective: EvidenceLowerBound(), optimizer: Adam(1e-3))
/// ```
///
/// Its data are batches of examples, batch × example; the latent site is called `z`, the observed one `x`.
public struct VariationalAutoencoder: VariationalModel {
  /// From examples to codes.
  public var encoder: GaussianEncoder
  /// From codes to what the likelihood makes examples of.
  public var decoder: Network
  /// What the decoder's output means.
  public var likelihood: Likelihood
  /// Where codes come from.
  public var prior: Prior
  /// The number of data that a batch stands for; nil where that is all there are.
  public var total: Int?
  /// Numbers beside each example, batch × numbers, which the encoder receives at the end of the example's last axis and the
  /// decoder at the end of the code: what this VAE is conditional on (Sohn et al. 2015).
  public var condition: Tensor?

  /// Where codes come from.
  public enum Prior {
    /// N(0, I).
    case standardNormal
    /// A normal distribution of each number of the code that a network makes of the condition.
    case conditional(GaussianEncoder)
    /// The mixture of what the encoder makes of inputs that are learned.
    case vampPrior(VampPrior)
    /// Any distribution whose draws are codes, such as a flow's, with the parameters that it asks the pass for.
    case learned([Parameter], (Pass) -> any Distribution)
  }

  /// A VAE of these parts.
  public init(
    encoder: GaussianEncoder, decoder: Network, likelihood: Likelihood, prior: Prior = .standardNormal,
    total: Int? = nil
  ) {
    (self.encoder, self.decoder, self.likelihood) = (encoder, decoder, likelihood)
    (self.prior, self.total) = (prior, total)
  }

  /// The networks of the encoder, the decoder and the prior.
  public var networks: [Network] { encoder.networks + [decoder] + prior.networks }

  /// Those of the networks, of the prior and of the likelihood.
  public var parameters: [Parameter] { networks.flatMap(\.parameters) + prior.parameters + likelihood.parameters }

  /// p(z) and p(x | z).
  public func model(_ trace: Trace, _ examples: Tensor) throws {
    try trace.plate("data", size: examples.shape[0], of: total) {
      let z = try trace.sample("z", codes(trace.pass))
      try trace.observe(
        "x", distribution(of: z, trace.pass), examples, checkingSupport: likelihood.checksSupport)
    }
  }

  /// q(z | x).
  public func guide(_ trace: Trace, _ examples: Tensor) throws {
    try trace.plate("data", size: examples.shape[0], of: total) {
      try trace.sample("z", posterior(of: examples, trace.pass).toEvent(1))
    }
  }

  /// q(z | x) of a batch of examples: batch × numbers of the code, each number for itself.
  public func posterior(of examples: Tensor, _ pass: Pass = .evaluation) -> Normal {
    posteriorWithFeatures(of: examples, pass).posterior
  }

  /// The same beside what the encoder's trunk makes of each example.
  public func posteriorWithFeatures(
    of examples: Tensor, _ pass: Pass = .evaluation
  ) -> (posterior: Normal, features: Variable) {
    encoder.withFeatures(joined(Variable(examples), eventAxes: examples.shape.rank - 1), pass)
  }

  /// p(x | z) of codes, batch × numbers: an example is one event.
  public func distribution(of codes: Variable, _ pass: Pass = .evaluation) -> any Distribution {
    likelihood(decoder(joined(codes, eventAxes: 1), pass), eventAxes: decoder.outputShape.rank, pass)
  }

  /// The mean example of each of a batch of codes.
  public func decoded(_ codes: Tensor) -> Tensor { distribution(of: Variable(codes)).mean.value }

  /// What becomes of examples on the way through the mean of their code's distribution and back to a mean.
  public func reconstructions(of examples: Tensor) -> Tensor { decoded(posterior(of: examples).mean.value) }

  /// p(z), a code as one event: a distribution for each datum where the prior is conditional, else one for all.
  public func codes(_ pass: Pass = .evaluation) -> any Distribution {
    switch prior {
    case .standardNormal: return Normal.standard(encoder.codeShape).toEvent(1)
    case .conditional(let network):
      guard let condition else { brokenRule("a VAE whose prior is conditional needs a condition: set it") }
      return network(Variable(condition), pass).toEvent(1)
    case .vampPrior(let prior):
      require(condition == nil, "a VAE with a condition has no VampPrior: its pseudo-inputs have no condition")
      return prior.mixture(of: encoder, pass)
    case .learned(_, let distribution): return distribution(pass)
    }
  }

  /// A batch of examples or codes, of so many axes each, with the condition, if there is one, at the end of the last axis.
  private func joined(_ batch: Variable, eventAxes: Int) -> Variable {
    guard let condition else { return batch }
    let count = condition.shape[-1], inner = Shape(Array(repeating: 1, count: eventAxes - 1))
    let spread = condition.reshaped(to: condition.shape.dropLast() + inner + [count])
    return Variable.concatenate([batch, Variable(spread.broadcast(to: batch.shape.dropLast() + [count]))], along: -1)
  }
}

extension VariationalAutoencoder.Prior {
  fileprivate var networks: [Network] {
    switch self {
    case .standardNormal, .vampPrior, .learned: []
    case .conditional(let encoder): encoder.networks
    }
  }

  /// Those that no network of the autoencoder has.
  fileprivate var parameters: [Parameter] {
    switch self {
    case .standardNormal, .conditional: []
    case .vampPrior(let prior): [prior.pseudoInputs]
    case .learned(let parameters, _): parameters
    }
  }
}
