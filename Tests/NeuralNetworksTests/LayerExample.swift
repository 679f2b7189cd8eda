import Foundation
import LabNeuralNetworks
import LabTensors
import Testing

/// A layer on one example of some shape, and the shape that comes out, worked out by hand.
struct LayerExample: Sendable, CustomTestStringConvertible {
  let layer: any Layer
  let input, output: Shape

  init(_ layer: any Layer, _ input: Shape, _ output: Shape) {
    (self.layer, self.input, self.output) = (layer, input, output)
  }

  var testDescription: String { "\(layer.description), \(input) → \(output)" }

  /// A network of this layer alone.
  func network(seed: UInt64 = 3) throws -> Network {
    try Network("net", input: input, using: Random(seed: seed), [layer])
  }

  /// A batch whose elements are all different, evenly spaced in [−2, 2] and none of them 0, in a random order: small
  /// moves change neither the largest of a window nor the side of a kink. Rectangular images and odd sizes are among
  /// the shapes, so that a confusion of axes shows.
  func batch(_ size: Int, seed: UInt64 = 7) -> Tensor {
    let shape = Shape([size] + input.dimensions)
    var random = Random(seed: seed)
    let spacing = 4 / Float(shape.count)
    // Off by a third of the spacing rather than a half, so that 0 is met by neither an even nor an odd number.
    return Tensor(random.permutation(shape.count).map { (Float($0) + 1 / 3) * spacing - 2 }, shape: shape)
  }

  /// Every layer, with every kind of padding.
  static let all: [LayerExample] =
    [
      LayerExample(Dense(5), [7], [5]),
      LayerExample(Dense(1, initializer: .leCunUniform), [1], [1]),
      LayerExample(GatedDense(4), [6], [4]),
      LayerExample(GatedDense(1, initializer: .heNormal), [2], [1]),

      LayerExample(Convolution(4, kernel: 3), [6, 5, 2], [6, 5, 4]),
      LayerExample(Convolution(3, kernel: 2, stride: 2), [7, 6, 1], [4, 3, 3]),
      LayerExample(Convolution(2, kernel: 3, padding: .valid), [6, 5, 2], [4, 3, 2]),
      LayerExample(Convolution(2, kernel: 5), [3, 2, 1], [3, 2, 2]),
      LayerExample(
        Convolution(2, kernel: (2, 3), strides: (1, 2), padding: .explicit(top: 1, bottom: 0, left: 2, right: 1)),
        [5, 6, 3], [5, 4, 2]),

      LayerExample(TransposedConvolution(3, kernel: 3), [4, 5, 2], [4, 5, 3]),
      LayerExample(TransposedConvolution(3, kernel: 2, stride: 2, padding: .valid), [4, 3, 2], [8, 6, 3]),
      LayerExample(TransposedConvolution(2, kernel: 3, stride: 2), [4, 3, 2], [8, 6, 2]),
      LayerExample(TransposedConvolution(1, kernel: 4, stride: 2), [3, 2, 2], [6, 4, 1]),
      LayerExample(TransposedConvolution(1, kernel: 2, stride: 3), [3, 2, 1], [9, 6, 1]),
      LayerExample(
        TransposedConvolution(2, kernel: 3, stride: 2, padding: .all(1), outputPadding: 1), [4, 3, 2], [8, 6, 2]),
      LayerExample(
        TransposedConvolution(2, kernel: 2, stride: 2, padding: .valid, outputPadding: 1), [3, 2, 2], [7, 5, 2]),

      LayerExample(MaxPooling(2), [6, 4, 3], [3, 2, 3]),
      LayerExample(MaxPooling(2), [5, 3, 1], [2, 1, 1]),
      LayerExample(MaxPooling(3, stride: 2, padding: .same), [6, 5, 2], [3, 3, 2]),
      LayerExample(MaxPooling(3, stride: 1, padding: .all(1)), [3, 4, 2], [3, 4, 2]),
      LayerExample(Upsampling(2), [3, 2, 4], [6, 4, 4]),
      LayerExample(Upsampling(3), [1, 2, 1], [3, 6, 1]),
      LayerExample(Upsampling(1), [2, 3, 2], [2, 3, 2]),

      LayerExample(BatchNormalization(), [4], [4]),
      LayerExample(BatchNormalization(momentum: 0.25, epsilon: 1e-3), [3, 5, 2], [3, 5, 2]),

      LayerExample(Reshape(to: [2, 3, 4]), [24], [2, 3, 4]),
      LayerExample(Reshape(to: [6]), [2, 3], [6]),
      LayerExample(Flatten(), [3, 2, 4], [24]),
      LayerExample(Flatten(), [5], [5]),

      LayerExample(Sequential([]), [3], [3]),
      LayerExample(Sequential([Dense(3), Activation.tanh, Sequential([BatchNormalization()])]), [4], [3]),
      LayerExample(Residual([Dense(6), BatchNormalization(), Activation.tanh, Dense(4)]), [4], [4]),
      LayerExample(
        Residual([Convolution(3, kernel: 3, stride: 2)], shortcut: [Convolution(3, kernel: 1, stride: 2)]), [4, 6, 2],
        [2, 3, 3]),
      LayerExample(Dropout(0), [5], [5]), LayerExample(Dropout(0.4), [2, 3, 2], [2, 3, 2]),
      LayerExample(Residual([Dense(3), Dropout(0.25)]), [3], [3]),
      LayerExample(
        Activation(ElementwiseFunction("Snake", value: { $0 + sin($0) * sin($0) }, derivative: { 1 + sin(2 * $0) })),
        [5], [5]),
    ]
    + activations.flatMap { [LayerExample($0.value, [5], [5]), LayerExample($0.value, [2, 3, 2], [2, 3, 2])] } + merged

  static let activations: KeyValuePairs<String, Activation> = [
    "relu": .relu, "selu": .selu, "gelu": .gelu, "geluTanh": .geluTanh, "geluSigmoid": .geluSigmoid,
    "sigmoid": .sigmoid, "tanh": .tanh, "softplus": .softplus,
  ]

  /// Layers that one computation does together, with the smooth activations: what comes out of a layer may be moved past
  /// a kink. MergingTests compares all of them with the layers one after the other.
  static let merged = [Activation.sigmoid, .tanh].flatMap { activation in
    [
      (Dense(5) as any Layer, [7], [5]), (BatchNormalization(), [4], [4]),
      (BatchNormalization(), [3, 5, 2], [3, 5, 2]), (Convolution(3, kernel: 3), [4, 5, 2], [4, 5, 3]),
      (TransposedConvolution(3, kernel: 2, stride: 2), [2, 3, 2], [4, 6, 3]),
    ].map { (layer: any Layer, input: Shape, output: Shape) in
      LayerExample(layer.merged(with: activation)!, input, output)
    }
  }
}
