import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabTensors

/// yᵢ = f(xᵢ; numbers made of x₁ … xᵢ₋₁): a network sees what is mapped, so that a draw and its density cost one evaluation of it
/// (Kingma et al. 2016, section 3). The inverse takes one for each number of the vector, one after another.
public struct InverseAutoregressiveBijection: Bijection {
  fileprivate let conditioner: AutoregressiveConditioner

  /// 1.
  public var eventRank: Int { 1 }
  /// Any numbers.
  public var support: Support { .real }
  /// With the axes of the context.
  public func imageShape(of shape: Shape) -> Shape { conditioner.imageShape(of: shape) }
  /// All numbers at once.
  public func callAsFunction(_ x: Variable) -> Variable { imageWithLogDeterminant(of: x).image }
  /// One number after another.
  public func inverse(_ y: Variable) -> Variable { inverseWithLogDeterminant(of: y).argument }
  /// Of the diagonal of a triangular Jacobian.
  public func logDeterminant(_ x: Variable) -> Variable { imageWithLogDeterminant(of: x).logDeterminant }

  /// Both by one evaluation of the network.
  public func imageWithLogDeterminant(of x: Variable) -> (image: Variable, logDeterminant: Variable) {
    let (y, changes) = conditioner.map(given: x).imageWithLogDeterminant(of: x)
    return (y, changes.sum(along: [-1]))
  }

  /// Both by one evaluation for each number.
  public func inverseWithLogDeterminant(of y: Variable) -> (argument: Variable, logDeterminant: Variable) {
    let (x, change) = conditioner.oneAfterAnother(y) { $0.inverseWithLogDeterminant(of: $1) }
    return (x, change)
  }
}

/// An inverse autoregressive flow: fast to draw from, and so the flow of a guide.
///
/// Several are usually stacked with the order of the numbers reversed between them (`FlowSequence.inverseAutoregressive`).
public struct InverseAutoregressiveFlow: Flow {
  private let network: MaskedNetwork

  /// A flow of vectors of so many numbers that begins as the identity.
  ///
  /// - Parameters:
  ///   - name: The network's name, with which those of its parameters begin.
  ///   - size: The length of the vectors.
  ///   - map: What becomes of each number.
  ///   - hidden: The numbers of units of the masked network's hidden layers.
  ///   - activation: What follows each of them.
  ///   - contextSize: The length of the context; 0 for none.
  ///   - random: Where the initial weights are drawn from.
  public init(
    _ name: String, size: Int, map: ElementMap = .affine(), hidden: [Int] = [64, 64], activation: Activation = .relu,
    contextSize: Int = 0, using random: Random
  ) {
    network = MaskedNetwork(
      name, size: size, map: map, hidden: hidden, activation: activation, contextSize: contextSize, using: random)
  }

  /// The masked network.
  public var networks: [Network] { [network.network] }
  /// Those of the network.
  public var parameters: [Parameter] { network.network.parameters }
  /// As given.
  public var contextSize: Int { network.contextSize }

  /// The map by the network's weights.
  public func bijection(in pass: Pass, context: Variable?) -> InverseAutoregressiveBijection {
    checkContext(context)
    return InverseAutoregressiveBijection(conditioner: AutoregressiveConditioner(network, pass, context))
  }
}
