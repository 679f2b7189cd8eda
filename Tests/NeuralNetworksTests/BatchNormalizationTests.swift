import LabAutodiff
import LabNeuralNetworks
import LabTensors
import LabTestSupport
import Testing

@Suite struct BatchNormalizationTests {
  /// Values, gradients and running statistics by PyTorch in double precision, in both modes. PyTorch's running variance
  /// follows the unbiased variance of the batch.
  @Test(arguments: try fixtureCases("batch-normalization", of: "AutodiffTests"))
  func agreesWithPyTorch(_ example: FixtureCase) throws {
    let epsilon = try #require(example.attributes["epsilon"]?.number)
    let momentum = try #require(example.attributes["momentum"]?.number)
    let isTraining = try #require(example.attributes["training"]?.flag as Bool?)
    let images = try example.input("x")
    let network = try Network(
      "net", input: Shape(Array(images.shape.dimensions.dropFirst())), using: Random(seed: 1),
      [BatchNormalization(momentum: momentum, epsilon: epsilon)])
    let names = ["scale", "offset", "runningMean", "runningVariance"]
    for (parameter, name) in zip(network.state, names) { parameter.value = try example.input(name) }

    let tape = Tape(), x = tape.variable(images)
    let y = network(x, Pass(isTraining ? .training : .evaluation, on: tape))
    let gradients = tape.gradients(of: (y * Variable(try example.input("cotangent"))).sum())
    #expect(errorRelativeToLargest(y.value, try example.output("y")) <= 1e-6)
    // The parts of the gradient that pass through the statistics take most of it back where the batch is small: between
    // two vectors all but ε/variance. The error is measured against the part that passes directly.
    let variance = example.outputs["variance"]?.tensor ?? network.state[3].value
    let direct = try example.input("cotangent") * (try example.input("scale") / (variance + epsilon).mapped(.sqrt))
    let scale = direct.elements.map { Double(abs($0)) }.max() ?? 0
    #expect(errorRelativeToLargest(try #require(gradients[x]), try example.gradient("x"), terms: scale) <= 1e-6)
    for (parameter, name) in zip(network.parameters, names) {
      let gradient = try #require(gradients[parameter])
      #expect(errorRelativeToLargest(gradient, try example.gradient(name)) <= 1e-6, "\(name)")
    }
    let expected =
      isTraining
      ? [example.outputs["runningMean"], example.outputs["runningVarianceUnbiased"]]
      : [example.inputs["runningMean"], example.inputs["runningVariance"]]
    for (parameter, expected) in zip(network.state[2...], expected) {
      #expect(errorRelativeToLargest(parameter.value, try #require(expected).values) <= 1e-6, "\(parameter.name)")
    }
  }

  /// Gathered over batches of one distribution, the running statistics approach the distribution's: the average of the
  /// last 1/0.1 batches or so, 10 × 4,000 numbers a channel, hence standard errors of about 2/√40,000 = 0.01 of the
  /// mean and √2 · 4/√40,000 = 0.03 of the variance, of which four are allowed. What the initial values leave is 0.9⁶⁰.
  @Test func runningStatisticsApproachThoseOfTheData() throws {
    let network = try Network("net", input: [2], using: Random(seed: 1), [BatchNormalization()])
    var noise = Random(seed: 4)
    for _ in 0..<60 {
      _ = network(Variable(noise.normal([4_000, 2]) * Tensor([2, 0.5]) + Tensor([3, -1])), Pass(.training))
    }
    let mean = network.state[2].value.elements, variance = network.state[3].value.elements
    #expect(abs(mean[0] - 3) <= 0.04 && abs(mean[1] + 1) <= 0.01)
    #expect(abs(variance[0] - 4) <= 0.12 && abs(variance[1] - 0.25) <= 0.0075)
    // A network so prepared normalises the data in evaluation, one example at a time.
    let result = network(Variable(Tensor([5, -1], shape: [1, 2])), .evaluation).value.elements
    #expect(abs(result[0] - 1) <= 0.04 && abs(result[1]) <= 0.03)
  }

  /// Why the modes differ: in training the same example is worth something else among other neighbours.
  @Test func inTrainingAnExampleDependsOnItsNeighbours() throws {
    let network = try Network("net", input: [1], using: Random(seed: 1), [BatchNormalization()])
    func first(_ elements: [Float], _ mode: Pass.Mode) -> Float {
      network(Variable(Tensor(elements, shape: [elements.count, 1])), Pass(mode)).value.elements[0]
    }
    #expect(abs(first([1, 0], .training) - first([1, 2], .training)) > 1.9)
    #expect(first([1, 0], .evaluation) == first([1, 2], .evaluation))
  }

  /// One vector has no variance: nothing but ε divides, and what comes out is the offset, not NaN.
  @Test func aBatchOfOneVectorGivesTheOffset() throws {
    let network = try Network("net", input: [3], using: Random(seed: 1), [BatchNormalization()])
    network.parameters[1].value = Tensor([1, -2, 3])
    let result = network(Variable(Tensor([10, 20, 30], shape: [1, 3])), Pass(.training)).value
    #expect(result == Tensor([1, -2, 3], shape: [1, 3]))
    #expect(network.state[3].value == Tensor(repeating: 0.9, shape: [3]))
  }

  /// With one value of each channel nothing could be learned, and the running variance would fall to 0.
  @Test func trainingOnOneValueOfEachChannelIsAnError() throws {
    let network = try Network("net", input: [3], using: Random(seed: 1), [BatchNormalization()])
    var training = Training(network.parameters, SGD(0.1))
    let error = #expect(throws: TrainingError.self) {
      try training.step { Loss(square(network(Variable(Tensor([1, 2, 3], shape: [1, 3])), $0)).sum()) }
    }
    #expect(
      error?.description
        == "at step 1 batch normalisation of a batch of shape 1×3 has one value of each channel, makes 0 of it and learns "
        + "nothing; give it larger batches")
    #expect(network.parameters[0].value == .ones([3]) && training.stepCount == 0)
  }

  /// A mean over none is no number, and would stay in the running statistics.
  @Test func trainingOnAnEmptyBatchIsAnError() throws {
    let network = try Network("net", input: [3], using: Random(seed: 1), [BatchNormalization()])
    var training = Training(network.parameters, SGD(0.1))
    let error = #expect(throws: TrainingError.self) {
      try training.step { Loss(square(network(Variable(.zeros([0, 3])), $0)).sum()) }
    }
    #expect(
      error?.description
        == "at step 1 batch normalisation of a batch of shape 0×3 has no value of any channel and learns nothing; give it larger "
        + "batches")
    #expect(network.state.map(\.value) == [.ones([3]), .zeros([3]), .zeros([3]), .ones([3])])
  }

  /// (1e20)² is beyond single precision, though the numbers are not: what they are divided by is infinite then, the loss finite,
  /// and the running variance would be infinite for ever.
  @Test func aVarianceBeyondAllNumbersIsAnError() throws {
    let network = try Network("net", input: [1], using: Random(seed: 1), [BatchNormalization()])
    var training = Training(network.parameters, SGD(0.1))
    let error = #expect(throws: TrainingError.self) {
      try training.step { Loss(square(network(Variable(Tensor([1e20, -1e20], shape: [2, 1])), $0) - 1).sum()) }
    }
    #expect(
      error?.description
        == "at step 1 the variance of what batch normalisation gets, a batch of shape 2×1, is beyond all numbers; try a lower "
        + "learning rate or gradient clipping")
    #expect(network.state.map(\.value) == [.ones([1]), .zeros([1]), .zeros([1]), .ones([1])])
  }

  /// One image of several pixels has several values of each channel.
  @Test func trainingOnOneImageIsNot() throws {
    let network = try Network("net", input: [2, 1, 1], using: Random(seed: 1), [BatchNormalization()])
    var training = Training(network.parameters, SGD(0.1))
    _ = try training.step { Loss(square(network(Variable(Tensor([1, 3], shape: [1, 2, 1, 1])), $0)).sum()) }
    #expect(abs(network.state[3].value.element - (0.9 + 0.1 * 2)) <= 1e-6)
  }
}
