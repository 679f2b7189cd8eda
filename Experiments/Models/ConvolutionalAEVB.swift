import Laboratory

/// The convolutional encoder and decoder of the AEVB example of PyMC, on 28 × 28 grey images, with its constants: a code of
/// two numbers, and a normal distribution of deviation 0.1 around every pixel of the decoded picture.
struct ConvolutionalAEVB {
  let encoder, decoder: Network
  /// log 0.1.
  static let logPixelDeviation = Foundation.log(Float(0.1))
  /// What a picture that is met exactly would earn, in nats: 784 (−log 0.1 − ½ log 2π).
  static let logDensityAtBest = 784 * (-Foundation.log(0.1) - Foundation.log(2 * Double.pi) / 2)

  /// With new weights, by Glorot and Bengio as in Keras: the same for the same seed.
  ///
  /// - Parameter bottleneck: The units of the decoder's first layer; 2 in the source.
  init(bottleneck: Int = 2, using random: Random) throws {
    func convolution(_ channels: Int, _ kernel: Int, stride: Int = 1) -> Convolution {
      Convolution(channels, kernel: kernel, stride: stride, initializer: .glorotUniform)
    }
    func transposed(_ kernel: Int, stride: Int = 1, padding: Window.Padding = .same) -> TransposedConvolution {
      TransposedConvolution(64, kernel: kernel, stride: stride, padding: padding, initializer: .glorotUniform)
    }
    func dense(_ units: Int) -> Dense { Dense(units, initializer: .glorotUniform) }
    let relu = Activation.relu
    encoder = try Network(
      "encoder", input: [28, 28, 1], using: random,
      [
        convolution(1, 2), relu, convolution(64, 2, stride: 2), relu, convolution(64, 3), relu, convolution(64, 3),
        relu,
        Flatten(), dense(128), relu, dense(4),
      ])
    decoder = try Network(
      "decoder", input: [2], using: random,
      [
        dense(bottleneck), relu, dense(14 * 14 * 64), relu, Reshape(to: [14, 14, 64]), transposed(3), relu,
        transposed(3),
        relu, transposed(2, stride: 2, padding: .valid), relu, convolution(1, 2), Activation.sigmoid,
      ])
  }

  /// The numbers of a summary's layers, as the source prints them: the shape that comes out, and the parameters; an
  /// activation is part of its layer there.
  static func layersAsPrinted(_ summary: ModelSummary) -> [PrintedLayer] {
    summary.rows.filter { !["ReLU", "Sigmoid"].contains($0.layer) }.map {
      PrintedLayer(shape: $0.outputShape, parameters: $0.parameterCount)
    }
  }

  struct PrintedLayer: Equatable {
    let shape: Shape
    let parameters: Int
  }

  /// The same from the output of the source's `summary()`, channels last.
  static let printedEncoder = [
    PrintedLayer(shape: [28, 28, 1], parameters: 5), PrintedLayer(shape: [14, 14, 64], parameters: 320),
    PrintedLayer(shape: [14, 14, 64], parameters: 36_928), PrintedLayer(shape: [14, 14, 64], parameters: 36_928),
    PrintedLayer(shape: [12_544], parameters: 0), PrintedLayer(shape: [128], parameters: 1_605_760),
    PrintedLayer(shape: [4], parameters: 516),
  ]
  /// That of the decoder.
  static let printedDecoder = [
    PrintedLayer(shape: [2], parameters: 6), PrintedLayer(shape: [12_544], parameters: 37_632),
    PrintedLayer(shape: [14, 14, 64], parameters: 0), PrintedLayer(shape: [14, 14, 64], parameters: 36_928),
    PrintedLayer(shape: [14, 14, 64], parameters: 36_928), PrintedLayer(shape: [28, 28, 64], parameters: 16_448),
    PrintedLayer(shape: [28, 28, 1], parameters: 257),
  ]

  /// How many of the units of the decoder's first layer are silent at each of some codes, count × 2.
  func silentUnits(at codes: Tensor) -> [Int] { Self.silentUnits(of: decoder, at: codes) }

  /// How many of the units of a network's first layer, a dense and rectified one, are silent, that is 0 and without a
  /// gradient, at each of some codes, count × 2.
  static func silentUnits(of network: Network, at codes: Tensor) -> [Int] {
    let (weights, bias) = (network.parameters[0].value, network.parameters[1].value)
    let units = Tensor.affine(codes, weights, bias: bias)
    let width = units.shape[1], elements = units.elements
    return (0..<codes.shape[0]).map { row in elements[row * width..<(row + 1) * width].count { $0 <= 0 } }
  }
}
