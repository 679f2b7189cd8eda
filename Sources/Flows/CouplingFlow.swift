import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabRequirements
import LabTensors

/// Which numbers of a vector a coupling leaves as they are; these say what becomes of the others.
public struct CouplingMask: Hashable, Sendable {
  /// For each number, whether it stays.
  public let stays: [Bool]

  /// For each number, whether it stays: some do, and some do not.
  public init(_ stays: [Bool]) {
    require(
      stays.contains(true) && stays.contains(false), "a coupling where some numbers stay and some change, not \(stays)")
    self.stays = stays
  }

  /// Numbers stay and change in turn: those at even positions stay, or in a second layer those at odd ones.
  public static func everyOther(of size: Int, odd: Bool = false) -> CouplingMask {
    CouplingMask((0..<size).map { ($0 % 2 == 1) == odd })
  }

  /// The first half stays, without the number in the middle, or in a second layer all the rest.
  public static func half(of size: Int, second: Bool = false) -> CouplingMask {
    CouplingMask((0..<size).map { ($0 >= size / 2) == second })
  }
}

/// Some numbers of a vector stay; the others are mapped each for itself, by numbers that a network makes of those that stay
/// (Dinh et al. 2017, section 3.2). Both directions cost one evaluation of it.
public struct CouplingBijection: Bijection {
  private let staying, changing, order: [Int]
  /// From the numbers that stay to the map of the others.
  private let map: (Variable) -> any Bijection
  private let contextShape: Shape?

  fileprivate init(_ mask: CouplingMask, contextShape: Shape?, map: @escaping (Variable) -> any Bijection) {
    staying = mask.positions(where: true)
    changing = mask.positions(where: false)
    order = (staying + changing).inverseOrder
    (self.map, self.contextShape) = (map, contextShape)
  }

  /// 1.
  public var eventRank: Int { 1 }
  /// Any numbers.
  public var support: Support { .real }
  /// With the axes of the context.
  public func imageShape(of shape: Shape) -> Shape { shape.widened(byContext: contextShape) }
  /// Staying and changed numbers in their places.
  public func callAsFunction(_ x: Variable) -> Variable { imageWithLogDeterminant(of: x).image }
  /// Staying and restored numbers in their places.
  public func inverse(_ y: Variable) -> Variable { inverseWithLogDeterminant(of: y).argument }
  /// The sum over the changing numbers.
  public func logDeterminant(_ x: Variable) -> Variable { imageWithLogDeterminant(of: x).logDeterminant }

  /// Both by one evaluation of the network.
  public func imageWithLogDeterminant(of x: Variable) -> (image: Variable, logDeterminant: Variable) {
    coupled(x) { $0.imageWithLogDeterminant(of: $1) }
  }

  /// Both by one evaluation of the network.
  public func inverseWithLogDeterminant(of y: Variable) -> (argument: Variable, logDeterminant: Variable) {
    coupled(y) { $0.inverseWithLogDeterminant(of: $1) }
  }

  private func coupled(
    _ vectors: Variable, _ become: (any Bijection, Variable) -> (Variable, Variable)
  ) -> (Variable, Variable) {
    require(
      vectors.shape.rank > 0 && vectors.shape[-1] == order.count,
      "a coupling of vectors of \(order.count) numbers was given \(vectors.shape)")
    let stay = vectors.columns(staying), (changed, changes) = become(map(stay), vectors.columns(changing))
    return (Variable.concatenate([stay, changed], along: -1).columns(order), changes.sum(along: [-1]))
  }
}

extension CouplingMask {
  fileprivate func positions(where value: Bool) -> [Int] { stays.indices.filter { stays[$0] == value } }
}

/// A coupling: as fast in both directions. Several are stacked with other numbers staying in each (`FlowSequence.couplings`).
public struct CouplingFlow: Flow {
  private let mask: CouplingMask
  private let map: ElementMap
  private let network: Network
  /// As given.
  public let contextSize: Int

  /// A coupling that begins as the identity.
  ///
  /// - Parameters:
  ///   - name: The network's name, with which those of its parameters begin.
  ///   - mask: Which numbers stay.
  ///   - map: What becomes of each of the others.
  ///   - layers: The hidden layers of the network, from a vector to a vector; a last one, which begins at zeros, is added.
  ///   - contextSize: The length of the context, which the network receives after the numbers that stay; 0 for none.
  ///   - random: Where the initial weights are drawn from.
  public init(
    _ name: String, mask: CouplingMask, map: ElementMap = .affine(), layers: [any Layer] = CouplingFlow.defaultLayers,
    contextSize: Int = 0, using random: Random
  ) throws(ShapeMismatch) {
    require(contextSize >= 0, "a context of \(contextSize) numbers")
    (self.mask, self.map, self.contextSize) = (mask, map, contextSize)
    let outputs = mask.positions(where: false).count * map.numberCount
    network = try Network(
      name, input: [mask.positions(where: true).count + contextSize], using: random, layers + [Dense(outputs)])
    network.beginLastLayerAtZero()
  }

  /// Two layers of 64 rectified units.
  public static var defaultLayers: [any Layer] { [Dense(64), Activation.relu, Dense(64), Activation.relu] }

  /// The network.
  public var networks: [Network] { [network] }
  /// Those of the network.
  public var parameters: [Parameter] { network.parameters }

  /// The map by the network's weights.
  public func bijection(in pass: Pass, context: Variable?) -> CouplingBijection {
    checkContext(context)
    return CouplingBijection(mask, contextShape: context?.shape) { [map, network, numberCount = map.numberCount] stay in
      let numbers = network(stay.joined(context), pass)
      return map.bijection(
        numbers.reshaped(to: numbers.shape.dropLast() + [numbers.shape[-1] / numberCount, numberCount]))
    }
  }
}
