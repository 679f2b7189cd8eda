import LabAutodiff
import LabNeuralNetworks
import LabTensors
import Testing

/// Layers that hold layers: what is written down once more inside is computed as it is outside.
@Suite struct NestedLayerTests {
  private static let inner: [any Layer] = [
    Dense(5), BatchNormalization(), Activation.selu, Dense(4), Activation.gelu, Dense(4), Activation.tanh,
  ]

  private func network(_ layers: [any Layer]) throws -> Network {
    try Network("net", input: [4], using: Random(seed: 1), layers)
  }

  /// The same layers in one row and as layers of a layer, with the same parameters: the same value, gradients and statistics.
  @Test(arguments: [Pass.Mode.training, .evaluation]) func aSequenceIsItsLayers(_ mode: Pass.Mode) throws {
    let flat = try network(Self.inner), nested = try network([Sequential([Sequential(Self.inner)])])
    for (own, other) in zip(nested.state, flat.state) { own.value = other.value }
    let x = Tensor.normal([6, 4], using: Random(seed: 2)), tapes = [Tape(), Tape()]
    let results = zip([flat, nested], tapes).map { $0(Variable(x), Pass(mode, on: $1)) }
    #expect(results[0].value == results[1].value)
    let gradients = zip(results, tapes).map { $1.gradients(of: square($0).sum()) }
    for (own, other) in zip(nested.parameters, flat.parameters) { #expect(gradients[1][own] == gradients[0][other]) }
    #expect(nested.state.map(\.value) == flat.state.map(\.value))
  }

  /// x + F(x), with a shortcut G(x) + F(x).
  @Test func aResidualBlockAddsItsInput() throws {
    let x = Variable(Tensor.normal([6, 4], using: Random(seed: 2)))
    let block = try network([Residual(Self.inner)]), flat = try network(Self.inner)
    for (own, other) in zip(flat.state, block.state) { own.value = other.value }
    #expect(block(x, .evaluation).value == (x + flat(x, .evaluation)).value)

    let shortened = try network([Residual(Self.inner + [Dense(3)], shortcut: [Dense(3)])])
    let (long, short) = (try network(Self.inner + [Dense(3)]), try network([Dense(3)]))
    for (own, other) in zip(long.state + short.state, shortened.state) { own.value = other.value }
    #expect(shortened(x, .evaluation).value == (short(x, .evaluation) + long(x, .evaluation)).value)
  }

  /// Names say where a parameter is, none occurs twice, and statistics are among the state but not among what is trained.
  @Test func namesKeepTheirPaths() throws {
    let block = Residual([Dense(4), BatchNormalization()], shortcut: [Dense(4)])
    let names = try network([Activation.relu, Sequential([block])]).state.map(\.name)
    let path = "net/2 Sequential (\(block.description))/1 \(block.description)"
    #expect(block.description == "Residual (Dense, Batch normalisation; shortcut: Dense)")
    #expect(
      names
        == [
          "1 Dense/weights", "1 Dense/bias", "2 Batch normalisation/scale", "2 Batch normalisation/offset",
          "2 Batch normalisation/running mean", "2 Batch normalisation/running variance", "shortcut/1 Dense/weights",
          "shortcut/1 Dense/bias",
        ].map { "\(path)/\($0)" })
    #expect(try network([block]).parameters.count == 6)
  }

  /// A block of a row counts all that training moves inside of it.
  @Test func theSummaryCountsWhatIsInside() throws {
    let summary = try network([Residual([Dense(5), BatchNormalization(), Dense(4)]), Dense(2)]).summary
    #expect(summary.rows.map(\.layer) == ["Residual (Dense, Batch normalisation, Dense)", "Dense"])
    #expect(summary.rows.map(\.parameterCount) == [25 + 10 + 24, 10])
    #expect(summary.rows.map(\.outputShape) == [[4], [2]])
  }

  /// An activation inside is computed with the layer before it, as a profile shows.
  @Test func layersMergeInside() throws {
    let network = try network([Residual([Dense(4), Activation.relu])]), profile = Profile()
    profile.record { _ = network(Variable(.ones([2, 4])), Pass(.training)) }
    let names = Set(profile.tallies.keys.map(\.name))
    #expect(names.contains("bias, ReLU") && !names.contains("ReLU"))
  }

  /// A layer that miscounts its parameters would take another's.
  @Test func aWrongCountIsNamed() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      struct Scale: Layer {
        var description: String { "Scale" }
        func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape { input }
        func parameters(for input: Shape, path: String, using random: Random) -> [Parameter] {
          [Parameter("\(path)/scale", .ones(input))]
        }
        func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable { x * pass[parameters[0]] }
      }
      _ = try Network("net", input: [4], using: Random(seed: 1), [Dense(4), Scale()])
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("“net/2 Scale” makes 1 parameters") && message.contains("parameterTensorCount"))
  }
}
