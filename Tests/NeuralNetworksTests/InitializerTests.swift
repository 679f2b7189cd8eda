import LabNeuralNetworks
import LabTensors
import Testing

@Suite struct InitializerTests {
  /// An initialiser in a layer, and the variance that its source gives for the layer's inputs and outputs.
  struct Example: Sendable, CustomTestStringConvertible {
    let initializer: Initializer
    let isUniform: Bool
    let layer: any Layer
    let input: Shape
    let variance: Double
    var testDescription: String { "\(initializer), \(layer.description)" }
  }

  private static var variances: [(Initializer, isUniform: Bool, (_ inputs: Double, _ outputs: Double) -> Double)] {
    [
      (.glorotUniform, true, { 2 / ($0 + $1) }), (.glorotNormal, false, { 2 / ($0 + $1) }),
      (.heUniform, true, { inputs, _ in 2 / inputs }), (.heNormal, false, { inputs, _ in 2 / inputs }),
      (.leCunUniform, true, { inputs, _ in 1 / inputs }), (.leCunNormal, false, { inputs, _ in 1 / inputs }),
      (.fanInUniform, true, { inputs, _ in 1 / (3 * inputs) }),
    ]
  }

  /// Layers with as many inputs as outputs hide a confusion of the two; these have not. A window counts in both.
  static let examples = variances.flatMap { initializer, isUniform, variance in
    let layers: [(any Layer, input: Shape, variance: Double)] = [
      (Dense(300, initializer: initializer), [100], variance(100, 300)),
      (Convolution(96, kernel: 3, initializer: initializer), [8, 8, 32], variance(9 * 32, 9 * 96)),
      (
        TransposedConvolution(32, kernel: 3, stride: 2, initializer: initializer), [8, 8, 96], variance(9 * 96, 9 * 32)
      ),
    ]
    return layers.map {
      Example(initializer: initializer, isUniform: isUniform, layer: $0.0, input: $0.input, variance: $0.variance)
    }
  }

  /// Of n independent numbers with variance σ², the mean has standard error σ/√n and the variance σ²√(2/n) where they
  /// are normal, σ²√(0.8/n) where uniform. The seed is fixed; a comparison within four
  /// standard errors would fail for one seed in 16,000.
  @Test(arguments: examples) func hasZeroMeanAndThePublishedVariance(_ example: Example) throws {
    let network = try Network("n", input: example.input, using: Random(seed: 11), [example.layer])
    let weights = network.parameters[0].value.elements.map(Double.init), n = Double(weights.count)
    let mean = weights.reduce(0, +) / n
    let variance = weights.reduce(0) { $0 + $1 * $1 } / n
    #expect(n > 25_000)
    #expect(abs(mean) <= 4 * (example.variance / n).squareRoot())
    #expect(abs(variance / example.variance - 1) <= 4 * ((example.isUniform ? 0.8 : 2) / n).squareRoot())
    // A uniform distribution of that variance ends at σ√3, and of so many numbers some come close to the ends; of as
    // many normal ones some come beyond 3.5 σ, and none beyond the generator's 6.7.
    let extent = (weights.map(abs).max() ?? 0) / example.variance.squareRoot()
    #expect(example.isUniform ? (1.731...1.7321).contains(extent) : (3.5...6.7).contains(extent))
    #expect(network.parameters[1].value == .zeros(network.parameters[1].value.shape), "the bias begins at 0")
  }

  @Test func weightsAreAFunctionOfTheSeedAndThePath() throws {
    func weights(seed: UInt64, name: String = "n") throws -> [Tensor] {
      try Network(name, input: [6], using: Random(seed: seed), [Dense(6), Dense(6)])
        .parameters.filter { $0.name.hasSuffix("weights") }.map(\.value)
    }
    let first = try weights(seed: 1)
    #expect(try weights(seed: 1) == first)
    let others = try [first[1]] + weights(seed: 2) + weights(seed: 1, name: "m")
    for other in others { #expect(other != first[0]) }
  }

  /// What a network is given to draw from is not used up: its weights do not depend on what was drawn before.
  @Test func weightsDoNotDependOnEarlierDraws() throws {
    var used = Random(seed: 1)
    _ = used.normal([100])
    let fresh = try Network("n", input: [4], using: Random(seed: 1), [Dense(3)])
    let later = try Network("n", input: [4], using: used, [Dense(3)])
    #expect(fresh.parameters.map(\.value) == later.parameters.map(\.value))
  }
}
