import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabRequirements
import LabTensors

/// A variational autoencoder of two stochastic levels: a code z₂ from N(0, I), from it a code z₁, and from that an example; the
/// guide draws them in the same order, from above: p(x | z₁) p(z₁ | z₂) p(z₂) and q(z₂ | x) q(z₁ | x, z₂) (Tomczak and Welling
/// 2018, section 4, without the path from z₂ to x).
///
/// ```swift
/// let vae = HierarchicalAutoencoder(
///   upper: GaussianEncoder(fromExample), lower: GaussianEncoder(fromExampleAndUpper),
///   lowerPrior: GaussianEncoder(fromUpper), decoder: decoder, likelihood: .bernoulli)
/// let ladder = try BoundLadder(of: vae, on: batches, using: random["ladder"])
/// ```
///
/// Its data are batches of examples, batch × example; the latent sites are called `z2` and `z1`, the observed one `x`.
public struct HierarchicalAutoencoder: VariationalModel {
  /// q(z₂ | x).
  public var upper: GaussianEncoder
  /// q(z₁ | x, z₂): its network takes a vector, the numbers of the example and then those of z₂.
  public var lower: GaussianEncoder
  /// p(z₁ | z₂).
  public var lowerPrior: GaussianEncoder
  /// From z₁ to what the likelihood makes examples of.
  public var decoder: Network
  /// What the decoder's output means.
  public var likelihood: Likelihood
  /// The number of data that a batch stands for; nil where that is all there are.
  public var total: Int?

  /// An autoencoder of these parts; what does not fit together is a mistake.
  public init(
    upper: GaussianEncoder, lower: GaussianEncoder, lowerPrior: GaussianEncoder, decoder: Network,
    likelihood: Likelihood, total: Int? = nil
  ) {
    let joined: Shape = [upper.trunk.inputShape.count + upper.codeShape.count]
    require(
      lower.trunk.inputShape == joined,
      "q(z₁ | x, z₂) takes \(lower.trunk.inputShape), but an example and z₂ are together \(joined)")
    require(
      lowerPrior.trunk.inputShape == upper.codeShape && lowerPrior.codeShape == lower.codeShape,
      "p(z₁ | z₂) is from \(lowerPrior.trunk.inputShape) to \(lowerPrior.codeShape), but z₂ is \(upper.codeShape) and z₁ "
        + "\(lower.codeShape)")
    require(
      decoder.inputShape == lower.codeShape, "the decoder takes \(decoder.inputShape), but z₁ is \(lower.codeShape)")
    (self.upper, self.lower, self.lowerPrior) = (upper, lower, lowerPrior)
    (self.decoder, self.likelihood, self.total) = (decoder, likelihood, total)
  }

  /// The networks of the guide, of the prior and of the decoder.
  public var networks: [Network] { upper.networks + lower.networks + lowerPrior.networks + [decoder] }

  /// Those of the networks and of the likelihood.
  public var parameters: [Parameter] { networks.flatMap(\.parameters) + likelihood.parameters }

  /// p(z₂), p(z₁ | z₂) and p(x | z₁).
  public func model(_ trace: Trace, _ examples: Tensor) throws {
    try trace.plate("data", size: examples.shape[0], of: total) {
      let z2 = try trace.sample("z2", Normal.standard(upper.codeShape).toEvent(1))
      let z1 = try trace.sample("z1", lowerPrior(z2, trace.pass).toEvent(1))
      try trace.observe(
        "x", distribution(of: z1, trace.pass), examples, checkingSupport: likelihood.checksSupport)
    }
  }

  /// q(z₂ | x) and q(z₁ | x, z₂).
  public func guide(_ trace: Trace, _ examples: Tensor) throws {
    try trace.plate("data", size: examples.shape[0], of: total) {
      let z2 = try trace.sample("z2", upper(Variable(examples), trace.pass).toEvent(1))
      let rows = examples.reshaped(to: [examples.shape[0], -1])
      let repeated = Variable(rows.broadcast(to: z2.shape.dropLast() + [rows.shape[1]]))
      let joined = Variable.concatenate([repeated, z2], along: -1)
      try trace.sample("z1", lower(joined, trace.pass).toEvent(1))
    }
  }

  /// p(x | z₁) of lower codes, batch × numbers: an example is one event.
  public func distribution(of codes: Variable, _ pass: Pass = .evaluation) -> any Distribution {
    likelihood(decoder(codes, pass), eventAxes: decoder.outputShape.rank, pass)
  }
}
