import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabTensors

/// The guide of a variational autoencoder: from an example to a normal distribution of each number of its code, q(z | x)
/// (Kingma and Welling 2014, section 3).
public struct GaussianEncoder {
  /// What the second half of the output stands for.
  public enum Spread: Sendable {
    /// log σ².
    case logVariance
    /// log σ.
    case logStandardDeviation
    /// Any number ρ with σ = log(1 + e^ρ).
    case softplus
  }

  /// The one network whose output's last axis is the means and then the spreads, or what both heads share.
  public var trunk: Network
  private let heads: (mean: Network, spread: Network)?
  private let spread: Spread

  /// One network, whose output's last axis is halved.
  public init(_ network: Network, spread: Spread = .logVariance) {
    (trunk, heads, self.spread) = (network, nil, spread)
  }

  /// A network and two more on top of it.
  public init(_ trunk: Network, mean: Network, spread head: Network, as spread: Spread = .logVariance) {
    (self.trunk, heads, self.spread) = (trunk, (mean, head), spread)
  }

  /// The networks, in the order of their parameters.
  public var networks: [Network] { [trunk] + (heads.map { [$0.mean, $0.spread] } ?? []) }

  /// The shape of a code.
  public var codeShape: Shape { heads?.mean.outputShape ?? [trunk.outputShape[-1] / 2] }

  /// q(z | x) of a batch of examples: batch × numbers of the code, each number for itself.
  public func callAsFunction(_ x: Variable, _ pass: Pass) -> Normal { withFeatures(x, pass).posterior }

  /// The same beside what the trunk makes of each example, which a flow can take as its context.
  public func withFeatures(_ x: Variable, _ pass: Pass) -> (posterior: Normal, features: Variable) {
    let output = trunk(x, pass)
    return (posterior(output, pass), output)
  }

  private func posterior(_ output: Variable, _ pass: Pass) -> Normal {
    let halves = heads.map { [$0.mean(output, pass), $0.spread(output, pass)] } ?? output.split(2, along: -1)
    return switch spread {
    case .logVariance: Normal(mean: halves[0], logVariance: halves[1])
    case .logStandardDeviation: Normal(mean: halves[0], logStandardDeviation: halves[1])
    case .softplus: Normal(mean: halves[0], softplus: halves[1])
    }
  }
}
