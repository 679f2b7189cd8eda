import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabTensors

/// yᵢ = f(xᵢ; numbers made of y₁ … yᵢ₋₁): a network sees the image, so that the density of a given value costs one evaluation of it
/// (Papamakarios et al. 2017, section 3). The image takes one for each number of the vector, one after another.
public struct MaskedAutoregressiveBijection: Bijection {
  fileprivate let conditioner: AutoregressiveConditioner

  /// 1.
  public var eventRank: Int { 1 }
  /// Any numbers.
  public var support: Support { .real }
  /// With the axes of the context.
  public func imageShape(of shape: Shape) -> Shape { conditioner.imageShape(of: shape) }
  /// One number after another.
  public func callAsFunction(_ x: Variable) -> Variable { imageWithLogDeterminant(of: x).image }
  /// All numbers at once.
  public func inverse(_ y: Variable) -> Variable { inverseWithLogDeterminant(of: y).argument }
  /// Of the diagonal of a triangular Jacobian.
  public func logDeterminant(_ x: Variable) -> Variable { imageWithLogDeterminant(of: x).logDeterminant }

  /// Both by one evaluation of the network for each number.
  public func imageWithLogDeterminant(of x: Variable) -> (image: Variable, logDeterminant: Variable) {
    let (y, change) = conditioner.oneAfterAnother(x) { $0.imageWithLogDeterminant(of: $1) }
    return (y, change)
  }

  /// Both by one evaluation.
  public func inverseWithLogDeterminant(of y: Variable) -> (argument: Variable, logDeterminant: Variable) {
    let (x, changes) = conditioner.map(given: y).inverseWithLogDeterminant(of: y)
    return (x, changes.sum(along: [-1]))
  }
}

/// A masked autoregressive flow: fast to find the density of data by, and so the flow of a model.
///
/// Several are usually stacked with the order of the numbers reversed between them (`FlowSequence.maskedAutoregressive`).
public struct MaskedAutoregressiveFlow: Flow {
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
  public func bijection(in pass: Pass, context: Variable?) -> MaskedAutoregressiveBijection {
    checkContext(context)
    return MaskedAutoregressiveBijection(conditioner: AutoregressiveConditioner(network, pass, context))
  }
}
