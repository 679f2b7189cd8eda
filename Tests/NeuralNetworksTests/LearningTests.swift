import LabAutodiff
import LabNeuralNetworks
import LabTensors
import LabTestSupport
import Testing

/// Training reaches what it should, and reaches it again.
@Suite struct LearningTests {
  /// Eight examples of three inputs at ±1, all combinations: the columns are orthogonal to each other and to the
  /// constant, so the least-squares weights are the means of input × target, and the bias is the mean of the targets.
  static let inputs: [[Float]] = (0..<8).map { row in (0..<3).map { row >> $0 & 1 == 1 ? 1 : -1 } }
  static let targets: [Float] = [1, -2, 0.5, 4, 3, -1.5, 2, 2.5]
  static let weights = (0..<3).map { column in zip(inputs, targets).map { $0[column] * $1 }.reduce(0, +) / 8 }
  static let bias = targets.reduce(0, +) / 8

  /// An optimiser, and how many steps it needs to come to rest.
  struct Example: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let steps: Int
    let optimizer: @Sendable () -> any Optimizer
  }

  /// With a mean squared error the Hessian is twice the identity here: a rate of ¼ halves plain descent's distance at
  /// every step, down to rounding. The other rates fall to 0, which the optimisers that divide by the gradient's size
  /// need to come to rest.
  @Test(arguments: [
    Example(testDescription: "SGD", steps: 40) { SGD(0.25) },
    Example(testDescription: "SGD with momentum", steps: 200) { SGD(0.1, momentum: 0.7) },
    Example(testDescription: "SGD with Nesterov momentum", steps: 200) { SGD(0.1, momentum: 0.7, nesterov: true) },
    Example(testDescription: "Adam", steps: 500) { Adam(.cosine(initial: 0.2, final: 0, over: 500)) },
    Example(testDescription: "RMSProp", steps: 500) { RMSProp(.cosine(initial: 0.05, final: 0, over: 500)) },
  ]) func aDenseLayerFindsTheLeastSquaresSolution(_ example: Example) throws {
    func train(_ optimizer: some Optimizer) throws -> (Network, Float) {
      let network = try Network("regression", input: [3], using: Random(seed: 1), [Dense(1)])
      let x = Variable(Tensor(Self.inputs.flatMap { $0 }, shape: [8, 3]))
      let y = Variable(Tensor(Self.targets, shape: [8, 1]))
      var training = Training(network.parameters, optimizer), loss: Float = 0
      for _ in 0..<example.steps { loss = try training.step { Loss(square(network(x, $0) - y).mean()) }.loss }
      return (network, loss)
    }
    let (network, loss) = try train(example.optimizer())
    #expect(errorRelativeToLargest(network.parameters[0].value, Self.weights.map(Double.init)) <= 1e-5)
    #expect(errorRelativeToLargest(network.parameters[1].value, [Double(Self.bias)]) <= 1e-5)
    // What is left is the part of the targets that no weights explain.
    let left = Self.targets.map { $0 * $0 }.reduce(0, +) / 8 - (Self.weights + [Self.bias]).map { $0 * $0 }.reduce(0, +)
    #expect(abs(loss - left) <= 1e-5 * left)
  }

  /// Losses of a small convolutional classifier of stripes: bright rows or bright columns under noise.
  private func stripes(seed: UInt64, steps: Int) throws -> (losses: [Float], network: Network) {
    let random = Random(seed: seed)
    let network = try Network(
      "stripes", input: [6, 6, 1], using: random["weights"],
      [Convolution(8, kernel: 3), BatchNormalization(), Activation.selu, MaxPooling(2), Flatten(), Dense(1)])
    var training = Training(network.parameters, Adam(0.01), maximumGradientNorm: 5)
    let losses = try (0..<steps).map { step in
      let (images, signs) = Self.batch(random["data"][step])
      return try training.step { Loss(softplus(network(Variable(images), $0) * Variable(signs)).mean()) }.loss
    }
    return (losses, network)
  }

  /// Sixteen images of 6×6 and the opposite of each one's class, ±1.
  private static func batch(_ random: Random) -> (images: Tensor, signs: Tensor) {
    var noise = random["noise"], choice = random["choice"]
    let classes = choice.integers(in: 0..<2, count: 16), lines = choice.integers(in: 0..<6, count: 16)
    let lit = (0..<16).flatMap { image in
      (0..<36).map { pixel -> Float in (classes[image] == 0 ? pixel / 6 : pixel % 6) == lines[image] ? 1 : 0 }
    }
    return (
      Tensor(lit, shape: [16, 6, 6, 1]) + noise.normal([16, 6, 6, 1]) * 0.2,
      Tensor(classes.map { 1 - 2 * Float($0) }, shape: [16, 1])
    )
  }

  @Test func theSameSeedGivesTheSameBytes() throws {
    let first = try stripes(seed: 1, steps: 12), second = try stripes(seed: 1, steps: 12)
    #expect(first.losses.map(\.bitPattern) == second.losses.map(\.bitPattern))
    #expect(first.network.state.map(\.value) == second.network.state.map(\.value))
    #expect(try stripes(seed: 2, steps: 12).losses != first.losses)
  }

  /// Convolution, normalisation, pooling and activation learn together: log 2 is what guessing costs, and new images
  /// are told apart one by one in evaluation mode.
  @Test func aConvolutionalNetworkLearns() throws {
    let (losses, network) = try stripes(seed: 3, steps: 150)
    #expect(losses[0] > 0.3)
    #expect(losses.suffix(20).reduce(0, +) / 20 < 0.05)
    let (images, signs) = Self.batch(Random(seed: 1234))
    let right = (0..<16).filter { row in
      let answer = network(Variable(images.slice(row..<row + 1, along: 0)), .evaluation).value.element
      return answer * signs.elements[row] < 0
    }
    #expect(right.count == 16)
  }
}
