import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabRequirements
import LabTensors

/// The variational mixture of posteriors as a prior of codes: what the encoder makes of K learned inputs u, one as likely as the
/// other: p(z) = (1/K) Σ q(z | uₖ) (Tomczak and Welling 2018, section 3).
///
/// The prior that is best for a given encoder is the same mixture over all data, its aggregated posterior; K inputs stand for
/// them.
///
/// ```swift
/// var vae = VariationalAutoencoder(encoder: encoder, decoder: decoder, likelihood: .bernoulli)
/// vae.prior = .vampPrior(VampPrior(pseudoInputs: someImages))
/// ```
public struct VampPrior {
  /// Where training moves the inputs u: K × example. What lies outside of the range counts as its end.
  public let pseudoInputs: Parameter
  private let range: ClosedRange<Float>

  /// A prior whose inputs begin as these, K × example, such as some of the data; they remain in the range of the data.
  public init(pseudoInputs: Tensor, in range: ClosedRange<Float> = 0...1) {
    require(
      pseudoInputs.shape.rank >= 2 && pseudoInputs.shape[0] > 0,
      "pseudo-inputs are a batch of examples, at least one, not of shape \(pseudoInputs.shape)")
    self.pseudoInputs = Parameter("prior/pseudo-inputs", pseudoInputs)
    self.range = range
  }

  /// K.
  public var count: Int { pseudoInputs.value.shape[0] }

  /// The inputs as the encoder sees them, K × example.
  public var inputs: Tensor { pseudoInputs.value.clamped(to: range) }

  /// p(z), a code as one event, by an encoder that takes such examples. Both the encoder and the inputs receive gradients.
  public func mixture(of encoder: GaussianEncoder, _ pass: Pass = .evaluation) -> Mixture<Independent<Normal>> {
    let inputs = pass[pseudoInputs].clamped(to: range)
    // No data: they leave no trace in the statistics of layers, and draw for themselves.
    let posteriors = encoder(inputs, pass.inside("pseudo-inputs").withoutStatistics)
    return Mixture(logits: Variable(.zeros([count])), components: posteriors.toEvent(1))
  }
}
