import LabAutodiff
import LabNeuralNetworks
import LabTensors
import Testing

/// What layers draw is a function of the pass's stream and of their place, and dropout is made of that.
@Suite struct DropoutTests {
  private func network(_ layers: [any Layer], input: Shape = [1000]) throws -> Network {
    try Network("net", input: input, using: Random(seed: 1), layers)
  }

  private func pass(_ step: Int = 0) -> Pass { Pass(.training, using: Random(seed: 5)["layers"][step]) }

  /// Numbers are 0 or scaled by 1/(1 − rate), and as many are 0 as should be: within four standard errors of a binomial
  /// share, √(rate (1 − rate)/100,000).
  @Test(arguments: [0.1, 0.5, 0.9] as [Float]) func numbersAreDroppedOrScaled(_ rate: Float) throws {
    let result = try network([Dropout(rate)])(Variable(.ones([100, 1000])), pass()).value.elements
    let kept = 1 / (1 - rate)
    #expect(Set(result) == [0, kept])
    let share = Double(result.count { $0 == 0 }) / 100_000, expected = Double(rate)
    #expect(abs(share - expected) <= 4 * (expected * (1 - expected) / 100_000).squareRoot())
  }

  /// The mask is the gradient, and its mean is 1.
  @Test func theGradientIsTheMask() throws {
    let tape = Tape(), x = tape.variable(.ones([10, 1000])), dropout = try network([Dropout(0.25)])
    let y = dropout(x, Pass(.training, on: tape, using: Random(seed: 2)))
    let value = y.value
    #expect(tape.gradients(of: y.sum())[x] == value)
    // A number's deviation is √(rate/(1 − rate)).
    #expect(abs(Double(value.sum(along: [0, 1]).element) / 10_000 - 1) <= 4 * (1.0 / 3 / 10_000).squareRoot())
  }

  @Test func anEvaluationLeavesAllAsItIs() throws {
    let x = Variable(Tensor.normal([3, 1000], using: Random(seed: 3)))
    var network = try network([Dropout(0.5)])
    #expect(network(x, .evaluation).value == x.value)
    network.normalizesByBatch = true
    #expect(network(x, .evaluation).value == x.value)
  }

  /// The same stream and place, the same numbers; another step or place, others. Layers beside it change nothing, nor does
  /// the number of threads.
  @Test func aMaskIsAFunctionOfStreamAndPlace() throws {
    let x = Variable(Tensor.ones([200, 1000])), alone = try network([Dropout(0.5)])
    let mask = alone(x, pass()).value
    #expect(alone(x, pass()).value == mask)
    #expect(alone(x, pass(1)).value != mask)
    #expect(alone(x, pass().inside("second use")).value != mask)
    let beside = try network([Dropout(0.5), Dropout(0.1), Dense(3), Dropout(0.5)])
    let first = try network([Dropout(0.5), Dropout(0)])(x, pass()).value
    #expect(first == mask)
    #expect(beside.outputShape == [3])
    let twice = try network([Dropout(0.5), Dropout(0.5)])(x, pass()).value
    #expect(zip(twice.elements, mask.elements).contains { $0 == 0 && $1 != 0 }, "the second drops others")
    let threads = Machine.threadCount
    defer { Machine.threadCount = threads }
    for count in [1, 2, 3] {
      Machine.threadCount = count
      #expect(alone(x, pass()).value == mask)
    }
  }

  /// Each has a place of its own within the layer that holds it, however deep.
  @Test func layersInsideLayersDrawApart() throws {
    let x = Variable(Tensor.ones([20, 1000]))
    let nested = try network([Sequential([Dropout(0.5), Residual([Dropout(0.5)], shortcut: [Dropout(0.5)])])])
    let result = nested(x, pass()).value
    #expect(nested(x, pass()).value == result)
    // 0, twice 2 where one of the two ways drops, and twice 4 where none does: 4 occurs only where they drop apart.
    #expect(Set(result.elements) == [0, 4, 8])
  }

  /// A second evaluation of the same step, as of a guide whose parameters are held fixed, drops the same.
  @Test func furtherPassesOfAStepDropTheSame() throws {
    let x = Variable(Tensor.ones([20, 1000])), network = try network([Dropout(0.5)])
    let mask = network(x, pass()).value
    #expect(network(x, pass().withConstantParameters).value == mask)
    #expect(network(x, pass().withoutStatistics).value == mask)
    #expect(network(x, pass().drawing(from: Random(seed: 99))).value == mask)
    #expect(network(x, Pass(.training).drawing(from: Random(seed: 5)["layers"][0])).value == mask)
  }

  @Test func aPassWithoutRandomNumbersSaysWhatToDo() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      let network = try Network("net", input: [3], using: Random(seed: 1), [Dropout(0.5)])
      _ = network(Variable(.ones([2, 3])), Pass(.training))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("net/1 Dropout 0.5") && message.contains("training.step(using: random)"))
  }

  @Test(arguments: [-0.1, 1, 1.5] as [Float]) func aRateIsAProbabilityBelowOne(_ rate: Float) async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) { [rate] in
      _ = Dropout(rate)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("below 1"))
  }

  /// A training that is taken up draws at each step what it would have drawn.
  @Test func aTrainingGoesOnToTheSameBytes() throws {
    func make() throws -> (Network, Training<Adam>) {
      let network = try network(
        [Residual([Dense(4), BatchNormalization(), Activation.relu, Dropout(0.5), Dense(6)]), Dense(1)], input: [6])
      return (network, Training(network.parameters, Adam(0.01)))
    }
    func step(_ index: Int, _ network: Network, _ training: inout Training<Adam>) throws {
      let noise = Random(seed: 4)[index], x = Variable(Tensor.normal([8, 6], using: noise["x"]))
      _ = try training.step(using: noise["layers"]) { Loss(square(network(x, $0) - 1).sum()) }
    }
    var (whole, undisturbed) = try make(), (first, begun) = try make(), (second, resumed) = try make()
    for index in 0..<6 { try step(index, whole, &undisturbed) }
    for index in 0..<3 { try step(index, first, &begun) }
    try resumed.restore(begun.state)
    for index in 3..<6 { try step(index, second, &resumed) }
    #expect(resumed.state == undisturbed.state)
    #expect(second.state.map(\.value) == whole.state.map(\.value))
  }
}
