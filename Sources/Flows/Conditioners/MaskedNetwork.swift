import LabAutodiff
import LabNeuralNetworks
import LabRequirements
import LabTensors

/// A network that gives each number of a vector a map which depends on the numbers before it alone, and on a context: MADE
/// (Germain et al. 2015, section 4). It is all that an autoregressive flow has, in whichever direction.
///
/// Number i has degree i, the context degree 0, and units have degrees in turn; of fewer units than degrees, some spread evenly from
/// the lowest to the highest, so that the context reaches the first number, and all numbers the last. A weight stands where the
/// degree does not fall, and to what is given to number i only from degrees below i.
struct MaskedNetwork {
  let network: Network
  let contextSize: Int
  let map: ElementMap
  private let size: Int

  /// A network whose last layer begins at zeros, so that all maps begin as the identity.
  init(
    _ name: String, size: Int, map: ElementMap, hidden: [Int], activation: Activation, contextSize: Int,
    using random: Random
  ) {
    require(
      size > 0 && contextSize >= 0 && hidden.allSatisfy { $0 > 0 },
      "a masked network of vectors of \(size), hidden layers of \(hidden) and a context of \(contextSize)")
    (self.size, self.map, self.contextSize) = (size, map, contextSize)
    // Units of degree 0 see the context alone; those of degree D would be seen by no one.
    let first = contextSize > 0 || size == 1 ? 0 : 1, count = size - first
    require(
      contextSize == 0 || size == 1 || hidden.allSatisfy { $0 > 1 },
      "a masked network with hidden layers of \(hidden): one unit cannot see what the last number depends on and hand the context "
        + "to the first")
    var degrees = Array(1...size) + Array(repeating: 0, count: contextSize), layers: [any Layer] = []
    for units in hidden {
      let next = (0..<units).map { unit in
        units >= count ? first + unit % count : units == 1 ? size - 1 : first + unit * (count - 1) / (units - 1)
      }
      layers.append(MaskedDense(Self.mask(degrees, next) { $0 <= $1 }))
      layers.append(activation)
      degrees = next
    }
    let outputs = (0..<size * map.numberCount).map { 1 + $0 / map.numberCount }
    layers.append(MaskedDense(Self.mask(degrees, outputs) { $0 < $1 }))
    do {
      network = try Network(name, input: [size + contextSize], using: random, layers)
    } catch {
      brokenRule("\(error)")
    }
    network.beginLastLayerAtZero()
  }

  /// Inputs × outputs: 1 where a weight may stand.
  private static func mask(_ inputs: [Int], _ outputs: [Int], _ allows: (Int, Int) -> Bool) -> Tensor {
    Tensor(inputs.flatMap { i in outputs.map { allows(i, $0) ? 1 : 0 } }, shape: [inputs.count, outputs.count])
  }

  /// Of vectors, … × size, the numbers that their maps are made of: … × size × so many.
  func callAsFunction(_ x: Variable, _ pass: Pass, _ context: Variable?) -> Variable {
    require(x.shape.rank > 0 && x.shape[-1] == size, "a flow of vectors of \(size) numbers was given \(x.shape)")
    return network(x.joined(context), pass).reshaped(to: x.shape + [map.numberCount])
  }
}

extension Network {
  /// Makes the last layer's weights and bias zeros, so that what the network is to change is not changed at first.
  func beginLastLayerAtZero() {
    for parameter in state.suffix(2) { parameter.value = .zeros(parameter.value.shape) }
  }
}

extension Variable {
  /// Vectors with the context, repeated along what axes they have more, at their ends.
  func joined(_ context: Variable?) -> Variable {
    guard let context else { return self }
    let batch = shape.dropLast()
    require(
      Shape.broadcast(batch, context.shape.dropLast()) == batch,
      "a context of shape \(context.shape) does not broadcast to vectors of shape \(shape)")
    return .concatenate([self, context.broadcast(to: batch + [context.shape[-1]])], along: -1)
  }
}
