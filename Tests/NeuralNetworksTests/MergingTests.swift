import LabAutodiff
import LabNeuralNetworks
import LabTensors
import LabTestSupport
import Testing

/// A network computes some layers together; nothing but rounding may show it.
@Suite struct MergingTests {
  struct Pair: Sendable, CustomTestStringConvertible {
    let layer, next: any Layer
    let input: Shape
    var testDescription: String { "\(layer.description), \(next.description), \(input)" }
  }

  static let pairs =
    [Activation.relu, .selu, .sigmoid, .tanh].flatMap { activation in
      [
        Pair(layer: Dense(5), next: activation, input: [7]),
        Pair(layer: Dense(40), next: activation, input: [3]),
        Pair(layer: Convolution(6, kernel: 3), next: activation, input: [5, 7, 3]),
        Pair(layer: Convolution(1, kernel: 2, stride: 2), next: activation, input: [6, 4, 16]),
        Pair(layer: TransposedConvolution(4, kernel: 3, stride: 2), next: activation, input: [3, 2, 5]),
        Pair(layer: BatchNormalization(), next: activation, input: [4]),
        Pair(layer: BatchNormalization(momentum: 0.25, epsilon: 1e-3), next: activation, input: [5, 3, 19]),
      ]
    } + [
      // By an algorithm that does without the enlarged images, and where there is none.
      Pair(layer: Upsampling(2), next: Convolution(32, kernel: 3), input: [6, 7, 16]),
      Pair(layer: Upsampling(2), next: Convolution(3, kernel: 3), input: [4, 2, 5]),
      Pair(layer: Upsampling(3), next: Convolution(2, kernel: 2, stride: 2), input: [2, 3, 2]),
    ]

  /// A network of the pair, and the two layers one after the other with the same parameters.
  @Test(arguments: pairs, [Pass.Mode.training, .evaluation])
  func togetherOrOneAfterTheOther(_ pair: Pair, _ mode: Pass.Mode) throws {
    for size in [1, 6] {
      let network = try Network("net", input: pair.input, using: Random(seed: 1), [pair.layer, pair.next])
      var random = Random(seed: 2)
      for parameter in network.state { parameter.value = random.uniform(parameter.value.shape) + 0.5 }
      let copies = network.state.map { Parameter($0.name, $0.value, isTrainable: $0.isTrainable) }
      let batch = random.normal(Shape([size] + pair.input.dimensions)) * 2 + 1
      let cotangent = Variable(random.normal(Shape([size] + network.outputShape.dimensions)))

      let (tape, otherTape) = (Tape(), Tape())
      let x = tape.variable(batch), otherX = otherTape.variable(batch)
      let pass = Pass(mode, on: otherTape)
      let together = network(x, Pass(mode, on: tape))
      let count = pair.layer.parameterTensorCount
      let halfWay = pair.layer.apply(otherX, Array(copies[..<count]), pass)
      let apart = pair.next.apply(halfWay, Array(copies[count...]), pass)
      #expect(errorRelativeToLargest(together.value, apart.value) <= 1e-6)

      let gradients = tape.gradients(of: (together * cotangent).sum())
      let others = otherTape.gradients(of: (apart * cotangent).sum())
      func expectEqual(_ actual: Tensor?, _ expected: Tensor?, _ name: String) throws {
        let expected = try #require(expected).elements.map(Double.init)
        // A sum over the batch may cancel: the terms are of the order of 1.
        #expect(errorRelativeToLargest(try #require(actual), expected, terms: 1) <= 1e-5, "\(name)")
      }
      try expectEqual(gradients[x], others[otherX], "x")
      for (parameter, copy) in zip(network.state, copies) {
        if parameter.isTrainable {
          try expectEqual(gradients[parameter], others[copy], parameter.name)
        } else {
          #expect(parameter.value == copy.value, "\(parameter.name)")
        }
      }
    }
  }

  /// Names, initial values, order and summary are those of the layers as they were written down.
  @Test func aNetworkIsDescribedLayerByLayer() throws {
    let layers: [any Layer] = [
      Convolution(2, kernel: 3), BatchNormalization(), Activation.selu, Flatten(), Dense(6), Activation.relu, Dense(3),
      Activation.gelu,
    ]
    let network = try Network("net", input: [4, 4, 1], using: Random(seed: 5), layers)
    let names = [
      "1 Convolution 3×3/weights", "1 Convolution 3×3/bias", "2 Batch normalisation/scale",
      "2 Batch normalisation/offset", "2 Batch normalisation/running mean", "2 Batch normalisation/running variance",
      "5 Dense/weights", "5 Dense/bias", "7 Dense/weights", "7 Dense/bias",
    ]
    #expect(network.state.map(\.name) == names.map { "net/\($0)" })
    #expect(network.summary.rows.map(\.layer) == layers.map(\.description))
    #expect(network.summary.rows.map(\.parameterCount) == [20, 4, 0, 0, 198, 0, 21, 0])
    let weights = layers[4].parameters(for: [32], path: "net/5 Dense", using: Random(seed: 5)["net/5 Dense"])
    #expect(network.state[6].value == weights[0].value)
  }

  /// That layers are computed together shows in a profile: the activation has no call of its own.
  @Test func anActivationHasNoCallOfItsOwn() throws {
    let network = try Network(
      "net", input: [4], using: Random(seed: 1),
      [Dense(3), Activation.relu, BatchNormalization(), Activation.selu, Activation.tanh])
    let profile = Profile()
    let tape = Tape()
    profile.record {
      _ = tape.gradients(of: network(Variable(.ones([2, 4])), Pass(.training, on: tape)).sum())
    }
    let names = Set(profile.tallies.keys.map(\.name))
    #expect(names.isSuperset(of: ["bias, ReLU", "batch normalisation, SELU", "tanh", "tanh pullback"]))
    #expect(names.isDisjoint(with: ["ReLU", "SELU", "ReLU pullback", "SELU pullback"]))
  }

  /// Three layers that are one computation.
  @Test func anUpsamplingIsNotCarriedOut() throws {
    let network = try Network(
      "net", input: [6, 6, 16], using: Random(seed: 1), [Upsampling(2), Convolution(16, kernel: 3), Activation.relu])
    let profile = Profile()
    let tape = Tape()
    profile.record {
      _ = tape.gradients(of: network(tape.variable(.ones([2, 6, 6, 16])), Pass(.training, on: tape)).sum())
    }
    let names = Set(profile.tallies.keys.map(\.name))
    #expect(names.isSuperset(of: ["upsampled convolution forward, ReLU", "upsampled convolution gradients"]))
    #expect(names.isDisjoint(with: ["upsample", "upsample pullback", "ReLU"]))
  }

  /// A layer that has its activation already takes no second one; one whose derivative is not written in the result
  /// stays alone, and so does what is no activation.
  @Test func whatDoesNotMerge() throws {
    for layer in [Dense(2) as any Layer, BatchNormalization()] {
      let merged = try #require(layer.merged(with: Activation.relu))
      #expect(merged.merged(with: Activation.relu) == nil)
      for next in [Activation.gelu, Activation.softplus, Dense(2), BatchNormalization()] as [any Layer] {
        #expect(layer.merged(with: next) == nil, "\(layer.description), \(next.description)")
      }
    }
    #expect(Flatten().merged(with: Activation.relu) == nil)
    #expect(Activation.relu.merged(with: Activation.relu) == nil)
  }
}
