import LabAutodiff
import LabNeuralNetworks
import LabTensors
import Testing

/// A training that is taken up from its state goes on as if it had never stopped.
@Suite struct TrainingStateTests {
  /// A small network with batch normalisation, its training, and a step that depends on its number alone.
  private struct Example {
    let network: Network
    var training: Training<Adam>

    init() throws {
      network = try Network(
        "net", input: [3], using: Random(seed: 1), [Dense(4), BatchNormalization(), Activation.selu, Dense(1)])
      training = Training(
        network.parameters, Adam(.cosine(initial: 0.1, final: 0, over: 8)), maximumGradientNorm: 1)
    }

    mutating func step(_ index: Int) throws -> Float {
      var noise = Random(seed: 2)[index]
      let x = Variable(noise.normal([6, 3]))
      return try training.step { [network] in Loss(square(network(x, $0) - 1).sum()) }.loss
    }
  }

  @Test(arguments: [0, 1, 5]) func anotherOneGoesOnFromIt(_ stop: Int) throws {
    var undisturbed = try Example(), first = try Example(), second = try Example()
    let expected = try (0..<8).map { try undisturbed.step($0) }
    var losses = try (0..<stop).map { try first.step($0) }
    // What it holds is not what it began with: the state must bring all of it.
    for parameter in second.network.state { parameter.value = parameter.value * 0.5 }
    try second.training.restore(first.training.state)
    #expect(second.training.state == first.training.state)
    losses += try (stop..<8).map { try second.step($0) }
    #expect(losses == expected)
    #expect(second.network.state.map(\.value) == undisturbed.network.state.map(\.value))
  }

  @Test func itHoldsTheStatisticsBesideTheParameters() throws {
    var example = try Example()
    _ = try example.step(0)
    let state = example.training.state
    #expect(
      state.weights.map(\.name) == [
        "net/1 Dense/weights", "net/1 Dense/bias", "net/2 Batch normalisation/scale",
        "net/2 Batch normalisation/running mean", "net/2 Batch normalisation/running variance",
        "net/2 Batch normalisation/offset", "net/4 Dense/weights", "net/4 Dense/bias",
      ])
    #expect(state.averages.count == 12 && state.averages[0].name == "mean/net/1 Dense/weights")
    #expect(state.stepCount == 1)
    // No state, kept or to come, changes with the training.
    let copy = state
    _ = try example.step(1)
    #expect(state == copy && example.training.state != copy)
  }

  @Test func parametersOfOneNameAreToldApart() throws {
    let twins = [Parameter("w", Tensor([1])), Parameter("w", Tensor([2]))]
    var training = Training(twins, SGD(0.5, momentum: 0.9))
    _ = try training.step { pass in Loss(twins.map { pass[$0].sum() }.reduce(Variable(0)) { $0 + $1 }) }
    let state = training.state
    #expect(state.weights.map(\.name) == ["w", "w (2)"])
    for twin in twins { twin.value = Tensor([0]) }
    try training.restore(state)
    #expect(twins.map(\.value) == [Tensor([0.5]), Tensor([1.5])])
  }

  private typealias Change = @Sendable (TrainingState) -> TrainingState

  private static func changing(
    weights: @escaping @Sendable ([TrainingState.Entry]) -> [TrainingState.Entry] = { $0 },
    averages: @escaping @Sendable ([TrainingState.Entry]) -> [TrainingState.Entry] = { $0 }
  ) -> Change {
    { TrainingState(weights: weights($0.weights), averages: averages($0.averages), stepCount: $0.stepCount) }
  }

  private static let mismatches: [(Change, String)] = [
    (changing(weights: { Array($0.dropFirst()) }), "it has no array “net/1 Dense/weights”"),
    (changing(averages: { Array($0.dropLast()) }), "it has no array “square/net/4 Dense/bias”"),
    (changing(averages: { _ in [] }), "it has no array “mean/net/1 Dense/weights”"),
    (changing(weights: { $0 + [.init("x", Tensor(1))] }), "it has 9 arrays, not 8: “x” is none of this training’s"),
    (
      changing(weights: { [.init($0[0].name, Tensor(1))] + $0.dropFirst() }),
      "its array “net/1 Dense/weights” has the shape scalar, not 3×4"
    ),
    (
      { TrainingState(weights: $0.weights, averages: $0.averages, stepCount: -1) }, "it says that -1 steps are done"
    ),
  ]

  @Test(arguments: mismatches.indices) func aStateOfAnotherTrainingIsRefused(_ index: Int) throws {
    let (change, problem) = Self.mismatches[index]
    var first = try Example(), second = try Example()
    _ = try first.step(0)
    let before = second.training.state
    let state = change(first.training.state)
    #expect(throws: StateMismatch(problem)) { try second.training.restore(state) }
    #expect(second.training.state == before)
  }
}
