import LabAutodiff
import LabNeuralNetworks
import LabTensors
import LabTestSupport
import Testing

@Suite struct NetworkTests {
  /// Two dense layers by PyTorch in double precision, with the gradients of everything.
  @Test func agreesWithPyTorch() throws {
    let example = try fixtureCase("optimizers", "dense, relu, dense")
    func input(_ name: String) throws -> Tensor { try #require(example.inputs[name]).tensor }
    let network = try Network("net", input: [5], using: Random(seed: 1), [Dense(6), Activation.relu, Dense(3)])
    let names = ["weights1", "bias1", "weights2", "bias2"]
    for (parameter, name) in zip(network.parameters, names) { parameter.value = try input(name) }

    let tape = Tape(), x = tape.variable(try input("x"))
    let y = network(x, Pass(.training, on: tape))
    let gradients = tape.gradients(of: (y * Variable(try input("cotangent"))).sum())
    #expect(errorRelativeToLargest(y.value, try example.output("y")) <= 1e-6)
    #expect(errorRelativeToLargest(try #require(gradients[x]), try example.gradient("x")) <= 1e-6)
    for (parameter, name) in zip(network.parameters, names) {
      let gradient = try #require(gradients[parameter])
      #expect(errorRelativeToLargest(gradient, try example.gradient(name)) <= 1e-6, "\(name)")
    }
  }

  @Test func namesItsParametersByItsNameAndTheLayers() throws {
    let network = try Network(
      "classifier", input: [4, 4, 1], using: Random(seed: 1),
      [Convolution(2, kernel: 3), BatchNormalization(), Flatten(), Dense(3), Dense(3)])
    #expect(
      network.state.map(\.name) == [
        "classifier/1 Convolution 3×3/weights", "classifier/1 Convolution 3×3/bias",
        "classifier/2 Batch normalisation/scale", "classifier/2 Batch normalisation/offset",
        "classifier/2 Batch normalisation/running mean", "classifier/2 Batch normalisation/running variance",
        "classifier/4 Dense/weights", "classifier/4 Dense/bias", "classifier/5 Dense/weights",
        "classifier/5 Dense/bias",
      ])
    #expect(network.parameters.map(\.name) == network.state.map(\.name).filter { !$0.contains("running") })
  }

  @Test func withoutLayersIsTheIdentity() throws {
    let network = try Network("nothing", input: [2, 3], using: Random(seed: 1), [])
    let batch = Tensor([1, 2, 3, 4, 5, 6], shape: [1, 2, 3])
    #expect(network.outputShape == [2, 3] && network.state.isEmpty && network.summary.parameterCount == 0)
    #expect(network(Variable(batch), .evaluation).value == batch)
  }

  /// A network used twice in one evaluation has the same parameters both times, and their gradients add.
  @Test func gradientsOfTwoUsesAdd() throws {
    let network = try Network("net", input: [2], using: Random(seed: 1), [Dense(1)])
    let (a, b) = (Tensor([1, 2], shape: [1, 2]), Tensor([-3, 5], shape: [1, 2]))
    let tape = Tape(), pass = Pass(.training, on: tape)
    let gradients = tape.gradients(of: (network(Variable(a), pass) + network(Variable(b), pass) * 10).sum())
    #expect(gradients[network.parameters[0]] == Tensor([-29, 52], shape: [2, 1]))
    #expect(gradients[network.parameters[1]] == Tensor([11]))
  }
}
