import LabAutodiff
import LabTensors
import LabTestSupport
import Testing

/// `Window(padding: .same)` is the padding that Keras computes, of which the fixtures hold examples.
@Suite struct SamePaddingTests {
  static var cases: [FixtureCase] {
    get throws {
      try fixtureCases("convolution").filter { $0.name.contains("Keras same") || $0.name.hasPrefix("3x3 same") }
    }
  }

  @Test(arguments: try cases) func agreesWithTheFixture(_ fixture: FixtureCase) throws {
    let x = try fixture.input("x"), explicit = try fixture.window(over: x.shape)
    let window = Window(
      explicit.height, explicit.width, strides: (explicit.strideHeight, explicit.strideWidth), padding: .same,
      over: (height: x.shape[1], width: x.shape[2]))
    #expect(window == explicit)
    let weights = try fixture.input("weights"), bias = try fixture.input("bias")
    let geometry = ConvolutionGeometry(of: x.shape, channels: weights.shape[3], window)
    try expectClose(geometry.apply(x, weights, bias: bias), fixture.outputs["y"], "y")
  }

  @Test func theFixturesHoldOddAndEvenKernelsAndStrides() throws {
    let kernels = try Self.cases.map {
      [$0.attributes["kernel"]?.integers?[0], $0.attributes["strides"]?.integers?[0]]
    }
    #expect(Set(kernels) == [[3, 1], [2, 1], [3, 2]])
  }
}
