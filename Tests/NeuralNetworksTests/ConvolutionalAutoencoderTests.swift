import LabAutodiff
import LabNeuralNetworks
import LabTensors
import Testing

/// The convolutional variational autoencoder of “Going further with VAEs”, layer by layer: its counts of parameters are
/// published as 115,568 and 112,321.
@Suite struct ConvolutionalAutoencoderTests {
  static func block(_ channels: Int) -> [any Layer] {
    [Convolution(channels, kernel: 3), BatchNormalization(), Activation.selu]
  }

  static func encoder() throws -> Network {
    try Network(
      "encoder", input: [28, 28, 1], using: Random(seed: 1),
      block(32) + block(32) + [MaxPooling(2)] + block(64) + block(64) + [MaxPooling(2), Flatten(), Dense(16)])
  }

  static func decoder() throws -> Network {
    try Network(
      "decoder", input: [8], using: Random(seed: 1),
      [Dense(3136), Reshape(to: [7, 7, 64]), Upsampling(2)] + block(32) + block(32) + [Upsampling(2)] + block(64)
        + block(64) + [Convolution(1, kernel: 3)])
  }

  @Test func theEncoderHasThePublishedParameters() throws {
    #expect(
      try Self.table(of: Self.encoder()) == [
        "encoder 28×28×1",
        "Convolution 3×3 28×28×32 320", "Batch normalisation 28×28×32 64", "SELU 28×28×32 0",
        "Convolution 3×3 28×28×32 9248", "Batch normalisation 28×28×32 64", "SELU 28×28×32 0",
        "Max-pooling 2×2 14×14×32 0",
        "Convolution 3×3 14×14×64 18496", "Batch normalisation 14×14×64 128", "SELU 14×14×64 0",
        "Convolution 3×3 14×14×64 36928", "Batch normalisation 14×14×64 128", "SELU 14×14×64 0",
        "Max-pooling 2×2 7×7×64 0", "Flatten 3136 0", "Dense 16 50192",
        "115568",
      ])
  }

  @Test func theDecoderHasThePublishedParameters() throws {
    #expect(
      try Self.table(of: Self.decoder()) == [
        "decoder 8",
        "Dense 3136 28224", "Reshape 7×7×64 0", "Upsampling ×2 14×14×64 0",
        "Convolution 3×3 14×14×32 18464", "Batch normalisation 14×14×32 64", "SELU 14×14×32 0",
        "Convolution 3×3 14×14×32 9248", "Batch normalisation 14×14×32 64", "SELU 14×14×32 0",
        "Upsampling ×2 28×28×32 0",
        "Convolution 3×3 28×28×64 18496", "Batch normalisation 28×28×64 128", "SELU 28×28×64 0",
        "Convolution 3×3 28×28×64 36928", "Batch normalisation 28×28×64 128", "SELU 28×28×64 0",
        "Convolution 3×3 28×28×1 577",
        "112321",
      ])
  }

  private static func table(of network: Network) -> [String] {
    let summary = network.summary
    return ["\(summary.name) \(summary.inputShape)"]
      + summary.rows.map { "\($0.layer) \($0.outputShape) \($0.parameterCount)" } + ["\(summary.parameterCount)"]
  }

  @Test func theSummaryCountsWhatTrainingChanges() throws {
    for network in [try Self.encoder(), try Self.decoder()] {
      #expect(network.summary.parameterCount == network.parameters.map(\.value.count).reduce(0, +))
      #expect(network.summary.rows.last?.outputShape == network.outputShape)
    }
  }

  /// Codes made of two images and decoded again: every parameter receives a gradient, of its own shape and finite, and
  /// every array of weights one that is not zero.
  @Test func everyParameterReceivesAGradient() throws {
    let encoder = try Self.encoder(), decoder = try Self.decoder()
    var random = Random(seed: 2)
    let images = Variable(random.uniform([2, 28, 28, 1])), tape = Tape(), pass = Pass(.training, on: tape)
    let codes = encoder(images, pass)
    #expect(codes.shape == [2, 16])
    let logits = decoder(codes.split(2, along: 1)[0] + codes.split(2, along: 1)[1], pass)
    #expect(logits.shape == images.shape)
    let gradients = tape.gradients(of: square(logits - images).mean())
    for parameter in encoder.parameters + decoder.parameters {
      let gradient = try #require(gradients[parameter], "\(parameter.name)")
      #expect(gradient.shape == parameter.value.shape && gradient.firstNonFinite == nil, "\(parameter.name)")
      if parameter.name.hasSuffix("weights") { #expect(gradient.sumOfSquares > 0, "\(parameter.name)") }
    }
  }
}
