import Laboratory

// The networks of the VAE that pyro-vae trains on 28 × 28 grey images. Weights begin uniform on ±1/√n, n being a unit's
// number of inputs, as PyTorch's do; biases begin at 0 and are drawn, as PyTorch's are, by a call of its own.

/// A layer as source 003 declares it, with the shape that its comments give one example and the number of parameters that
/// PyTorch makes: outputs × (inputs + 1).
struct SourceLayer {
  let declaration: String
  let output: Shape
  let parameters: Int

  /// The layers with parameters, in the order of the networks below.
  static let all = [
    SourceLayer(declaration: "Conv2d(1, 16, 3)", output: [28, 28, 16], parameters: 16 * (1 * 9 + 1)),
    SourceLayer(declaration: "Conv2d(16, 32, 3, 2)", output: [14, 14, 32], parameters: 32 * (16 * 9 + 1)),
    SourceLayer(declaration: "Conv2d(32, 32, 3)", output: [14, 14, 32], parameters: 32 * (32 * 9 + 1)),
    SourceLayer(declaration: "Linear(6272, 32)", output: [32], parameters: 32 * (6_272 + 1)),
    SourceLayer(declaration: "Linear(32, 2)", output: [2], parameters: 2 * (32 + 1)),
    SourceLayer(declaration: "Linear(32, 2)", output: [2], parameters: 2 * (32 + 1)),
    SourceLayer(declaration: "Linear(2, 6272)", output: [6_272], parameters: 6_272 * (2 + 1)),
    SourceLayer(declaration: "ConvTranspose2d(32, 32, 3, 2)", output: [28, 28, 32], parameters: 32 * (32 * 9 + 1)),
    SourceLayer(declaration: "Conv2d(32, 1, 3)", output: [28, 28, 1], parameters: 1 * (32 * 9 + 1)),
  ]

  /// All of them, each beside a layer of this library.
  static func table(beside layers: [ModelSummary.Row]) -> Table {
    Table(
      columns: ["in the source", "here", "output", "parameters"],
      rows: zip(all, layers).map { source, layer in
        [
          .text("`\(source.declaration)`"), .text(layer.layer), .text(layer.outputShape.description),
          .number(layer.parameterCount),
        ]
      })
  }
}

extension GaussianEncoder {
  /// Three convolutions, the second of which halves the image, a dense layer of 32 units, and on it two heads: the means of
  /// two numbers and the logarithms of their standard deviations.
  static func stridedConvolutions(using random: Random) throws -> GaussianEncoder {
    let trunk = try Network(
      "encoder", input: [28, 28, 1], using: random,
      [
        convolution(16), Activation.relu, convolution(32, stride: 2), Activation.relu, convolution(32), Activation.relu,
        Flatten(), dense(32), Activation.relu,
      ])
    return GaussianEncoder(
      trunk, mean: try Network("mean", input: [32], using: random, [dense(2)]),
      spread: try Network("log σ", input: [32], using: random, [dense(2)]), as: .logStandardDeviation)
  }
}

extension Network {
  /// From two numbers to an image of logits, through one transposed convolution that doubles it.
  static func stridedDecoder(using random: Random) throws -> Network {
    let doubling = TransposedConvolution(
      32, kernel: 3, stride: 2, padding: .all(1), outputPadding: 1, initializer: .fanInUniform)
    return try Network(
      "decoder", input: [2], using: random,
      [dense(14 * 14 * 32), Reshape(to: [14, 14, 32]), doubling, Activation.relu, convolution(1)])
  }
}

extension Network {
  /// Draws every bias anew, uniform on ±1/√n, n being the number of inputs of its unit, where each layer with parameters has
  /// weights and then a bias.
  func drawBiases(using random: Random) {
    for (weights, bias) in zip(parameters, parameters.dropFirst()) where bias.name.hasSuffix("/bias") {
      let bound = 1 / Float(weights.value.count / bias.value.count).squareRoot()
      bias.value = Tensor.uniform(bias.value.shape, using: random[bias.name]).scaled(by: 2 * bound, offset: -bound)
    }
  }
}

private func convolution(_ channels: Int, stride: Int = 1) -> Convolution {
  Convolution(channels, kernel: 3, stride: stride, padding: .all(1), initializer: .fanInUniform)
}

private func dense(_ units: Int) -> Dense { Dense(units, initializer: .fanInUniform) }
