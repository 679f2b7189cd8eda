import LabAutodiff
import LabTensors
import LabTestSupport
import Testing

/// Values and gradients against PyTorch in double precision, to 1e-5 of the largest magnitude of each array.
@Suite struct FixtureTests {
  @Test(arguments: try fixtureCases("convolution")) func convolution(_ fixture: FixtureCase) throws {
    let window = try fixture.window(over: fixture.input("x").shape)
    try check(fixture, ["x", "weights", "bias"]) { $0[0].convolved($0[1], bias: $0[2], window) }
  }

  @Test(arguments: try fixtureCases("transposed-convolution"))
  func transposedConvolution(_ fixture: FixtureCase) throws {
    let window = try fixture.window(over: fixture.input("x").shape)
    let extra = try #require(fixture.attributes["outputPadding"]?.integers)
    try check(fixture, ["x", "weights", "bias"]) {
      $0[0].convolvedTransposed($0[1], bias: $0[2], window, outputPadding: (extra[0], extra[1]))
    }
  }

  @Test(arguments: try fixtureCases("pooling").filter { $0.operation == "max-pool" })
  func maxPooling(_ fixture: FixtureCase) throws {
    let window = try fixture.window(over: fixture.input("x").shape)
    try check(fixture, ["x"]) { $0[0].maxPooled(window) }
  }

  /// The same factor along both axes, as the operation has it; unequal ones are a repeat along one axis and the other.
  @Test(arguments: try fixtureCases("pooling").filter { $0.operation == "nearest-upsampling" })
  func upsampling(_ fixture: FixtureCase) throws {
    let factors = try #require(fixture.attributes["factors"]?.integers)
    try check(fixture, ["x"]) { x in
      if factors[0] == factors[1] { return x[0].upsampled(by: factors[0]) }
      let s = x[0].shape
      return x[0].reshaped(to: [s[0], s[1], 1, s[2], 1, s[3]])
        .broadcast(to: [s[0], s[1], factors[0], s[2], factors[1], s[3]])
        .reshaped(to: [s[0], s[1] * factors[0], s[2] * factors[1], s[3]])
    }
  }

  @Test(arguments: try fixtureCases("batch-normalization")) func batchNormalization(_ fixture: FixtureCase) throws {
    let epsilon = try #require(fixture.attributes["epsilon"]?.number)
    guard fixture.attributes["training"]?.flag == true else {
      let mean = try fixture.input("runningMean")
      let variance = try fixture.input("runningVariance")
      return try check(fixture, ["x", "scale", "offset"]) {
        $0[0].batchNormalized(scale: $0[1], offset: $0[2], mean: mean, variance: variance, epsilon: epsilon)
      }
    }
    // The gradient passes through the statistics as well, which takes back most of what goes straight to x: of a batch
    // of two, which is ±1 whatever it holds, all but ε's share.
    let scale = try #require(fixture.inputs["scale"]).values,
      variances = try fixture.output("variance")
    let slope = zip(scale, variances).map { abs($0) / ($1 + Double(epsilon)).squareRoot() }.max()!
    let terms = slope * (try #require(fixture.inputs["cotangent"]).values.map(abs).max()!)
    try check(fixture, ["x", "scale", "offset"], terms: ["x": terms]) {
      $0[0].batchNormalized(scale: $0[1], offset: $0[2], epsilon: epsilon).value
    }
    let x = Variable(try fixture.input("x"))
    let ones = Variable(Tensor.ones([x.shape[-1]]))
    let (_, mean, variance) = x.batchNormalized(scale: ones, offset: ones, epsilon: epsilon)
    try expectClose(mean, fixture.outputs["mean"], "mean")
    try expectClose(variance, fixture.outputs["variance"], "variance")
  }

  @Test(arguments: try fixtureCases("operations").filter { $0.operation == "matrix-product" })
  func matrixProduct(_ fixture: FixtureCase) throws {
    let left = fixture.attributes["transposeLeft"]?.flag == true
    let right = fixture.attributes["transposeRight"]?.flag == true
    try check(fixture, ["left", "right"]) {
      (left ? $0[0].transposed([1, 0]) : $0[0]).matrixProduct(right ? $0[1].transposed([1, 0]) : $0[1])
    }
    let a = try fixture.input("left"), b = try fixture.input("right")
    let product = Tensor.matrixProduct(a, b, transposingFirst: left, transposingSecond: right)
    try expectClose(product, fixture.outputs["y"], "y")
  }

  @Test(arguments: try fixtureCases("operations").filter { ["sum", "mean"].contains($0.operation) })
  func reduction(_ fixture: FixtureCase) throws {
    let axes = try #require(fixture.attributes["axes"]?.integers), isSum = fixture.operation == "sum"
    try check(fixture, ["x"]) { isSum ? $0[0].sum(along: axes) : $0[0].mean(along: axes) }
  }

  /// Over several axes, one after the other from the last.
  @Test(arguments: try fixtureCases("operations").filter { $0.operation == "log-sum-exp" })
  func logSumExp(_ fixture: FixtureCase) throws {
    let axes = try #require(fixture.attributes["axes"]?.integers)
    try check(fixture, ["x"]) { axes.sorted().reversed().reduce($0[0]) { $0.logSumExp(along: $1) } }
  }

  @Test(arguments: try fixtureCases("operations").filter { $0.operation == "softmax" })
  func softmax(_ fixture: FixtureCase) throws {
    let axis = try #require(fixture.attributes["axis"]?.integer)
    try check(fixture, ["x"]) { $0[0].softmax(along: axis) }
  }

  private func check(
    _ fixture: FixtureCase, _ arguments: [String], terms: [String: Double] = [:],
    _ operation: ([Variable]) -> Variable
  ) throws {
    let tape = Tape()
    let variables = try arguments.map { tape.variable(try fixture.input($0)) }
    let result = operation(variables)
    try expectClose(result.value, fixture.outputs["y"], "y")
    let cotangent = Variable(try fixture.input("cotangent"))
    let gradients = tape.gradients(of: (result * cotangent).sum())
    for (name, variable) in zip(arguments, variables) {
      try expectClose(gradients[variable], fixture.gradients[name], terms: terms[name] ?? 0, "gradient of \(name)")
    }
  }
}

extension FixtureCase {
  var operation: String? { attributes["operation"]?.text }

  /// The window of a convolution or pooling over the given images.
  func window(over images: Shape) throws -> Window {
    let kernel = try #require(attributes["kernel"]?.integers), strides = try #require(attributes["strides"]?.integers)
    let padding = try #require(attributes["padding"]?.rows)
    return Window(
      kernel[0], kernel[1], strides: (strides[0], strides[1]),
      padding: .explicit(top: padding[0][0], bottom: padding[0][1], left: padding[1][0], right: padding[1][1]),
      over: (height: images[1], width: images[2]))
  }
}

/// Expects agreement to 1e-5 of the reference's largest magnitude, or of the terms that cancel in it.
func expectClose(
  _ tensor: Tensor?, _ reference: FixtureArray?, terms: Double = 0, _ name: String,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let tensor = try #require(tensor, "no \(name)", sourceLocation: sourceLocation)
  let reference = try #require(reference, sourceLocation: sourceLocation)
  #expect(errorRelativeToLargest(tensor, reference, terms: terms) <= 1e-5, "\(name)", sourceLocation: sourceLocation)
}
