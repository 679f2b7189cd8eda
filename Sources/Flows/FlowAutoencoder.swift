import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabRequirements
import LabTensors

/// A variational autoencoder with a flow after its encoder, so that q(z | x) need not be normal (Rezende and Mohamed 2015; Kingma
/// et al. 2016), a flow after its prior, or both.
///
/// ```swift
/// let model = FlowAutoencoder(
///   vae, posterior: .inverseAutoregressive("posterior", size: 2, count: 2, contextSize: 200, using: random["posterior"]),
///   prior: try .couplings("prior", size: 2, count: 4, map: .spline(), using: random["prior"]))
/// var svi = SVI(model, objective: EvidenceLowerBound(), optimizer: Adam(1e-3))
/// ```
///
/// A flow of the posterior that has a context receives what the encoder's trunk makes of each example. Codes must be vectors. A
/// guide runs its flow from the encoder's draws, and a prior backward from the codes: a masked autoregressive flow or a coupling is
/// the prior to choose.
public struct FlowAutoencoder: VariationalModel {
  /// The autoencoder, whose posterior and prior the flows bend.
  public var autoencoder: VariationalAutoencoder
  /// The flow from the encoder's draws to the codes.
  public var posterior: FlowSequence
  /// The flow from the autoencoder's prior to the codes.
  public var prior: FlowSequence

  /// An autoencoder with flows; where one is not given, with what it has.
  public init(
    _ autoencoder: VariationalAutoencoder, posterior: FlowSequence = FlowSequence([]),
    prior: FlowSequence = FlowSequence([])
  ) {
    require(prior.contextSize == 0, "a prior's flow has no context; this one wants \(prior.contextSize) numbers")
    (self.autoencoder, self.posterior, self.prior) = (autoencoder, posterior, prior)
  }

  /// Those of the autoencoder and of the flows.
  public var networks: [Network] { autoencoder.networks + posterior.networks + prior.networks }

  /// Those of the autoencoder and of the flows.
  public var parameters: [Parameter] { autoencoder.parameters + posterior.parameters + prior.parameters }

  /// p(z) and p(x | z).
  public func model(_ trace: Trace, _ examples: Tensor) throws {
    try trace.plate("data", size: examples.shape[0], of: autoencoder.total) {
      let z = try trace.sample("z", distributionOfCodes(trace.pass))
      try trace.observe(
        "x", autoencoder.distribution(of: z, trace.pass), examples,
        checkingSupport: autoencoder.likelihood.checksSupport)
    }
  }

  /// q(z | x).
  public func guide(_ trace: Trace, _ examples: Tensor) throws {
    try trace.plate("data", size: examples.shape[0], of: autoencoder.total) {
      try trace.sample("z", posterior(of: examples, trace.pass))
    }
  }

  /// p(z).
  public func distributionOfCodes(_ pass: Pass = .evaluation) -> any Distribution {
    bent(autoencoder.codes(pass), by: prior, pass, context: nil)
  }

  /// q(z | x) of a batch of examples.
  public func posterior(of examples: Tensor, _ pass: Pass = .evaluation) -> any Distribution {
    let (base, features) = autoencoder.posteriorWithFeatures(of: examples, pass)
    return bent(base.toEvent(1), by: posterior, pass, context: posterior.contextSize > 0 ? features : nil)
  }

  /// Where there is no flow the distribution stays what it is, with its closed forms.
  private func bent(
    _ base: some Distribution, by flow: FlowSequence, _ pass: Pass, context: Variable?
  ) -> any Distribution {
    flow.flows.isEmpty ? base : Transformed(base, flow.bijection(in: pass, context: context))
  }
}
