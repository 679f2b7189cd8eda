import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabRequirements
import LabTensors

/// Flows one after another, from the base to the data. Those that have a context receive the same.
public struct FlowSequence: Flow {
  /// The flows, the one that the base's draws meet first at the front.
  public let flows: [any Flow]

  /// The flows, the one that the base's draws meet first at the front.
  public init(_ flows: [any Flow]) {
    let sizes = flows.map { $0.contextSize }.filter { $0 > 0 }
    require(
      sizes.allSatisfy { $0 == sizes[0] }, "flows with contexts of \(sizes) numbers; in a sequence they share one")
    self.flows = flows
  }

  /// Those of all flows.
  public var parameters: [Parameter] { flows.flatMap { $0.parameters } }
  /// Those of all flows.
  public var networks: [Network] { flows.flatMap { $0.networks } }
  /// That of the flows that have one.
  public var contextSize: Int { flows.map { $0.contextSize }.max() ?? 0 }

  /// The flows' maps one after another.
  public func bijection(in pass: Pass, context: Variable?) -> ComposedBijection {
    checkContext(context)
    return ComposedBijection(
      flows.map { flow in
        let map: any Bijection = flow.bijection(in: pass, context: flow.contextSize > 0 ? context : nil)
        return map
      })
  }
}

// The usual stacks. All of them begin as the identity, but for the order of the numbers.

extension FlowSequence {
  /// Planar maps.
  ///
  /// - Parameters:
  ///   - name: What the parameters' names begin with; a number and the kind follow.
  ///   - size: The length of the vectors.
  ///   - count: The number of maps.
  ///   - contextSize: The length of the context; 0 for none.
  ///   - random: Where the planes' directions are drawn from.
  public static func planar(
    _ name: String, size: Int, count: Int, contextSize: Int = 0, using random: Random
  ) -> FlowSequence {
    FlowSequence(
      (0..<count).map {
        PlanarFlow("\(name)/\($0 + 1) planar", size: size, contextSize: contextSize, using: random[$0])
      })
  }

  /// Couplings in which half of the numbers stay, the other half in each second of them; the numbers of longer vectors are put into
  /// another random order between each pair.
  ///
  /// - Parameters:
  ///   - name: What the parameters' names begin with; a number and the kind follow.
  ///   - size: The length of the vectors, at least 2.
  ///   - count: The number of couplings.
  ///   - map: What becomes of each number that changes.
  ///   - layers: The hidden layers of each network, from a vector to a vector.
  ///   - contextSize: The length of the context; 0 for none.
  ///   - random: Where the initial weights and the orders are drawn from.
  public static func couplings(
    _ name: String, size: Int, count: Int, map: ElementMap = .affine(),
    layers: [any Layer] = CouplingFlow.defaultLayers,
    contextSize: Int = 0, using random: Random
  ) throws(ShapeMismatch) -> FlowSequence {
    var flows: [any Flow] = []
    for index in 0..<count {
      if size > 2, index > 0, index % 2 == 0 {
        flows.append(FixedFlow(PermutationBijection.random(of: size, using: random["order"][index])))
      }
      flows.append(
        try CouplingFlow(
          "\(name)/\(index + 1) coupling", mask: .half(of: size, second: index % 2 == 1), map: map, layers: layers,
          contextSize: contextSize, using: random[index]))
    }
    return FlowSequence(flows)
  }

  /// Inverse autoregressive flows, with the order of the numbers reversed between them.
  ///
  /// - Parameters:
  ///   - name: What the parameters' names begin with; a number and the kind follow.
  ///   - size: The length of the vectors.
  ///   - count: The number of flows.
  ///   - map: What becomes of each number.
  ///   - hidden: The numbers of units of each masked network's hidden layers.
  ///   - activation: What follows each of them.
  ///   - contextSize: The length of the context; 0 for none.
  ///   - random: Where the initial weights are drawn from.
  public static func inverseAutoregressive(
    _ name: String, size: Int, count: Int, map: ElementMap = .affine(), hidden: [Int] = [64, 64],
    activation: Activation = .relu, contextSize: Int = 0, using random: Random
  ) -> FlowSequence {
    reversing(size, count) {
      InverseAutoregressiveFlow(
        "\(name)/\($0 + 1) inverse autoregressive", size: size, map: map, hidden: hidden, activation: activation,
        contextSize: contextSize, using: random[$0])
    }
  }

  /// Masked autoregressive flows, with the order of the numbers reversed between them.
  ///
  /// - Parameters:
  ///   - name: What the parameters' names begin with; a number and the kind follow.
  ///   - size: The length of the vectors.
  ///   - count: The number of flows.
  ///   - map: What becomes of each number.
  ///   - hidden: The numbers of units of each masked network's hidden layers.
  ///   - activation: What follows each of them.
  ///   - contextSize: The length of the context; 0 for none.
  ///   - random: Where the initial weights are drawn from.
  public static func maskedAutoregressive(
    _ name: String, size: Int, count: Int, map: ElementMap = .affine(), hidden: [Int] = [64, 64],
    activation: Activation = .relu, contextSize: Int = 0, using random: Random
  ) -> FlowSequence {
    reversing(size, count) {
      MaskedAutoregressiveFlow(
        "\(name)/\($0 + 1) masked autoregressive", size: size, map: map, hidden: hidden, activation: activation,
        contextSize: contextSize, using: random[$0])
    }
  }

  private static func reversing(_ size: Int, _ count: Int, _ flow: (Int) -> any Flow) -> FlowSequence {
    let reversal = FixedFlow(PermutationBijection.reversal(of: size))
    return FlowSequence(
      (0..<count).flatMap { index -> [any Flow] in index == 0 ? [flow(0)] : [reversal, flow(index)] })
  }
}
