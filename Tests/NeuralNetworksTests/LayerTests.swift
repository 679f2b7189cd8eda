import LabAutodiff
import LabNeuralNetworks
import LabTensors
import LabTestSupport
import Testing

/// What every layer keeps to, whatever it computes.
@Suite struct LayerTests {
  /// Where layers that draw do so: the same numbers in every pass.
  private let noise = Random(seed: 31)["layers"]

  @Test(arguments: LayerExample.all) func computesTheShapeItAnnounces(_ example: LayerExample) throws {
    let network = try example.network()
    #expect(try example.layer.outputShape(for: example.input) == example.output)
    #expect(network.outputShape == example.output)
    for size in [0, 1, 3] {
      for mode in [Pass.Mode.training, .evaluation] {
        let result = network(Variable(example.batch(size)), Pass(mode, using: noise)).value
        #expect(result.shape == Shape([size] + example.output.dimensions), "batch of \(size), \(mode)")
        #expect(result.firstNonFinite == nil, "batch of \(size), \(mode)")
      }
    }
  }

  @Test(arguments: LayerExample.all) func namesItsParametersByItsPath(_ example: LayerExample) throws {
    let parameters = example.layer.parameters(for: example.input, path: "some/path", using: Random(seed: 1))
    #expect(Set(parameters.map(\.name)).count == parameters.count)
    #expect(parameters.count == example.layer.parameterTensorCount)
    for parameter in parameters { #expect(parameter.name.hasPrefix("some/path/")) }
  }

  /// In evaluation mode an example is worth the same alone as among others. Libraries may order their sums by the size
  /// of a batch, hence up to a few roundings of difference.
  @Test(arguments: LayerExample.all) func evaluatesAnExampleAloneAsInABatch(_ example: LayerExample) throws {
    let network = try example.network()
    // Running statistics that are neither those of the batch nor the initial ones.
    _ = network(Variable(example.batch(4, seed: 99) * 3 + 1), Pass(.training, using: noise))
    let batch = example.batch(5)
    let together = network(Variable(batch), .evaluation).value
    for row in 0..<5 {
      let alone = network(Variable(batch.slice(row..<row + 1, along: 0)), .evaluation).value
      let among = together.slice(row..<row + 1, along: 0)
      #expect(errorRelativeToLargest(alone, among) <= 1e-6)
    }
  }

  /// Evaluating changes nothing; training changes running statistics alone, and gradients do that to parameters.
  @Test(arguments: LayerExample.all) func movesOnlyRunningStatisticsAndOnlyInTraining(_ example: LayerExample) throws {
    let network = try example.network()
    let batch = Variable(example.batch(3) * 2 + 1), before = network.state.map(\.value)
    _ = network(batch, .evaluation)
    #expect(network.state.map(\.value) == before)
    _ = network(batch, Pass(.training, using: noise))
    for (parameter, before) in zip(network.state, before) {
      #expect((parameter.value == before) == parameter.isTrainable, "\(parameter.name)")
    }
  }

  /// As where a selection of examples turns out to be of none.
  @Test(arguments: LayerExample.all) func anEmptyBatchMovesNothing(_ example: LayerExample) throws {
    let network = try example.network(), before = network.state.map(\.value)
    _ = network(Variable(example.batch(0)), Pass(.training, using: noise))
    #expect(network.state.map(\.value) == before)
    let tape = Tape(), x = tape.variable(example.batch(0))
    let gradients = tape.gradients(of: network(x, Pass(.evaluation, on: tape)).sum())
    #expect(gradients[x]?.shape == x.shape)
    for parameter in network.parameters { #expect(gradients[parameter] == .zeros(parameter.value.shape)) }
  }

  /// A directional derivative, of the sum of the results times random weights, against a central difference.
  ///
  /// Every layer is linear in each of its parameters, so there the difference is exact but for rounding; in its input
  /// the step of 2⁻⁷ leaves an error of its square times a third derivative. Both are measured against the sum of the
  /// absolute terms of the derivative: the sum itself may cancel.
  @Test(arguments: LayerExample.all, [Pass.Mode.training, .evaluation])
  func gradientsPassADirectionalDifference(_ example: LayerExample, _ mode: Pass.Mode) throws {
    let network = try example.network(), batch = example.batch(3)
    if mode == .evaluation { _ = network(Variable(example.batch(4, seed: 99) * 3 + 1), Pass(.training, using: noise)) }
    var random = Random(seed: 21)
    let cotangent = random.uniform(Shape([3] + example.output.dimensions)) * 2 - 1

    let tape = Tape(), x = tape.variable(batch)
    let gradients = tape.gradients(of: (network(x, Pass(mode, on: tape, using: noise)) * Variable(cotangent)).sum())
    let evaluate = { (x: Tensor) -> Double in
      let result = network(Variable(x), Pass(mode, using: noise)).value
      return zip(result.elements, cotangent.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }

    func check(_ name: String, _ gradient: Tensor, _ value: Tensor, _ function: (Tensor) -> Double) {
      #expect(gradient.shape == value.shape, "\(name)")
      let direction = (random.uniform(value.shape) * 2 - 1) * 0x1p-7
      let (ahead, behind) = (value + direction, value - direction)
      let terms = zip(gradient.elements, (ahead - behind).elements).map { Double($0) * Double($1) }
      let difference = abs(function(ahead) - function(behind) - terms.reduce(0, +))
      #expect(difference <= 2e-4 * terms.map(abs).reduce(0, +) + 1e-6, "\(name): \(difference) of \(terms)")
    }
    check("input", try #require(gradients[x]), batch, evaluate)
    for parameter in network.parameters {
      let value = parameter.value
      check(parameter.name, try #require(gradients[parameter], "\(parameter.name)"), value) {
        parameter.value = $0
        defer { parameter.value = value }
        return evaluate(batch)
      }
    }
  }
}
