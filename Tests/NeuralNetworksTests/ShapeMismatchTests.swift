import LabNeuralNetworks
import LabTensors
import Testing

/// A shape that does not fit is an error that says what is wanted and what was given.
@Suite struct ShapeMismatchTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let layer: any Layer
    let input: Shape
    let message: String

    init(_ layer: any Layer, _ input: Shape, _ message: String) {
      (self.layer, self.input, self.message) = (layer, input, message)
    }

    var testDescription: String { "\(layer.description) of \(input)" }
  }

  static let examples = [
    Example(Dense(3), [28, 28, 1], "wants a vector, not 28×28×1; put Flatten before it"),
    Example(Dense(3), [], "wants a vector, not scalar; put Flatten before it"),
    Example(Convolution(3, kernel: 3), [784], "wants images of height × width × channels, not 784"),
    Example(Convolution(3, kernel: 3), [2, 28, 28, 1], "wants images of height × width × channels, not 2×28×28×1"),
    Example(
      Convolution(3, kernel: 5, padding: .valid), [4, 9, 1], "its 5×5 window does not fit into an image of 4×9×1"),
    Example(
      Convolution(3, kernel: (1, 4), strides: (1, 1), padding: .explicit(top: 0, bottom: 0, left: 1, right: 0)),
      [4, 2, 1], "its 1×4 window does not fit into an image of 4×2×1"),
    Example(TransposedConvolution(3, kernel: 3), [784], "wants images of height × width × channels, not 784"),
    Example(
      TransposedConvolution(3, kernel: 2, padding: .all(2)), [3, 3, 1],
      "its padding leaves nothing of an image of 3×3×1"),
    Example(MaxPooling(2), [784], "wants images of height × width × channels, not 784"),
    Example(MaxPooling(3), [2, 5, 1], "its 3×3 window does not fit into an image of 2×5×1"),
    Example(Upsampling(2), [784], "wants images of height × width × channels, not 784"),
    Example(
      BatchNormalization(), [4, 5], "wants vectors, or images of height × width × channels, not 4×5"),
    Example(Reshape(to: [7, 7, 64]), [3000], "the 3000 elements of 3000 do not fill 7×7×64"),
    Example(Reshape(to: [7]), [2, 4], "the 8 elements of 2×4 do not fill 7"),
    Example(
      Sequential([Dense(3), Convolution(1, kernel: 3)]), [4],
      "layer 2, Convolution 3×3: wants images of height × width × channels, not 3"),
    Example(
      Residual([Dense(3)]), [4],
      "its layers make 3 of 4, which cannot be added to 4; let them keep the shape, or give a shortcut that makes 3"),
    Example(
      Residual([Dense(3)], shortcut: [Dense(2)]), [4],
      "its layers make 3 of 4, which cannot be added to 2; let them keep the shape, or give a shortcut that makes 3"),
  ]

  @Test(arguments: examples) func theLayerSaysWhatItWants(_ example: Example) {
    let error = #expect(throws: ShapeMismatch.self) { try example.layer.outputShape(for: example.input) }
    #expect(error?.description == example.message)
  }

  /// The number and the description tell the layer apart from its like.
  @Test(arguments: examples) func theNetworkSaysWhichLayer(_ example: Example) {
    let error = #expect(throws: ShapeMismatch.self) {
      try Network("encoder", input: example.input, using: Random(seed: 1), [Activation.relu, example.layer, Flatten()])
    }
    #expect(error?.description == "encoder, layer 2, \(example.layer.description): \(example.message)")
  }

  @Test func theMismatchMayLieFarFromTheInput() {
    let error = #expect(throws: ShapeMismatch.self) {
      try Network(
        "decoder", input: [8], using: Random(seed: 1),
        [Dense(3136), Reshape(to: [7, 7, 64]), Upsampling(2), Convolution(1, kernel: 3), Dense(10)])
    }
    #expect(error?.description == "decoder, layer 5, Dense: wants a vector, not 14×14×1; put Flatten before it")
  }
}
