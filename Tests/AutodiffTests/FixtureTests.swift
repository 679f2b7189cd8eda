import LabAutodiff
import LabTensors
import Testing

/// Values and gradients against PyTorch in double precision, to 1e-5 of the largest magnitude of each array.
@Suite struct FixtureTests {
  @Test(arguments: try fixtures("convolution")) func convolution(_ fixture: FixtureCase) throws {
    let window = try fixture.window(over: #require(fixture.inputs["x"]).tensor.shape)
    try check(fixture, ["x", "weights", "bias"]) { $0[0].convolved($0[1], bias: $0[2], window) }
  }

  @Test(arguments: try fixtures("transposed-convolution"))
  func transposedConvolution(_ fixture: FixtureCase) throws {
    let window = try fixture.window(over: #require(fixture.inputs["x"]).tensor.shape)
    let extra = try #require(fixture.attributes.outputPadding)
    try check(fixture, ["x", "weights", "bias"]) {
      $0[0].convolvedTransposed($0[1], bias: $0[2], window, outputPadding: (extra[0], extra[1]))
    }
  }

  @Test(arguments: try fixtures("pooling").filter { $0.attributes.operation == "max-pool" })
  func maxPooling(_ fixture: FixtureCase) throws {
    let window = try fixture.window(over: #require(fixture.inputs["x"]).tensor.shape)
    try check(fixture, ["x"]) { $0[0].maxPooled(window) }
  }

  /// The same factor along both axes, as the operation has it; unequal ones are a repeat along one axis and the other.
  @Test(arguments: try fixtures("pooling").filter { $0.attributes.operation == "nearest-upsampling" })
  func upsampling(_ fixture: FixtureCase) throws {
    let factors = try #require(fixture.attributes.factors)
    try check(fixture, ["x"]) { x in
      if factors[0] == factors[1] { return x[0].upsampled(by: factors[0]) }
      let s = x[0].shape
      return x[0].reshaped(to: [s[0], s[1], 1, s[2], 1, s[3]])
        .broadcast(to: [s[0], s[1], factors[0], s[2], factors[1], s[3]])
        .reshaped(to: [s[0], s[1] * factors[0], s[2] * factors[1], s[3]])
    }
  }

  @Test(arguments: try fixtures("batch-normalization")) func batchNormalization(_ fixture: FixtureCase) throws {
    let epsilon = try #require(fixture.attributes.epsilon)
    guard fixture.attributes.training == true else {
      let mean = try #require(fixture.inputs["runningMean"]).tensor
      let variance = try #require(fixture.inputs["runningVariance"]).tensor
      return try check(fixture, ["x", "scale", "offset"]) {
        $0[0].batchNormalized(scale: $0[1], offset: $0[2], mean: mean, variance: variance, epsilon: epsilon)
      }
    }
    // The gradient passes through the statistics as well, which takes back most of what goes straight to x: of a batch
    // of two, which is ±1 whatever it holds, all but ε's share.
    let scale = try #require(fixture.inputs["scale"]).values,
      variances = try #require(fixture.outputs["variance"]).values
    let slope = zip(scale, variances).map { abs($0) / ($1 + Double(epsilon)).squareRoot() }.max()!
    let terms = slope * (try #require(fixture.inputs["cotangent"]).values.map(abs).max()!)
    try check(fixture, ["x", "scale", "offset"], terms: ["x": terms]) {
      $0[0].batchNormalized(scale: $0[1], offset: $0[2], epsilon: epsilon).value
    }
    let x = Variable(try #require(fixture.inputs["x"]).tensor)
    let ones = Variable(Tensor.ones([x.shape[-1]]))
    let (_, mean, variance) = x.batchNormalized(scale: ones, offset: ones, epsilon: epsilon)
    try expectClose(mean, fixture.outputs["mean"], "mean")
    try expectClose(variance, fixture.outputs["variance"], "variance")
  }

  @Test(arguments: try fixtures("operations").filter { $0.attributes.operation == "matrix-product" })
  func matrixProduct(_ fixture: FixtureCase) throws {
    let left = fixture.attributes.transposeLeft == true, right = fixture.attributes.transposeRight == true
    try check(fixture, ["left", "right"]) {
      (left ? $0[0].transposed([1, 0]) : $0[0]).matrixProduct(right ? $0[1].transposed([1, 0]) : $0[1])
    }
    let a = try #require(fixture.inputs["left"]).tensor, b = try #require(fixture.inputs["right"]).tensor
    let product = Tensor.matrixProduct(a, b, transposingFirst: left, transposingSecond: right)
    try expectClose(product, fixture.outputs["y"], "y")
  }

  @Test(arguments: try fixtures("operations").filter { ["sum", "mean"].contains($0.attributes.operation) })
  func reduction(_ fixture: FixtureCase) throws {
    let axes = try #require(fixture.attributes.axes), isSum = fixture.attributes.operation == "sum"
    try check(fixture, ["x"]) { isSum ? $0[0].sum(along: axes) : $0[0].mean(along: axes) }
  }

  /// Over several axes, one after the other from the last.
  @Test(arguments: try fixtures("operations").filter { $0.attributes.operation == "log-sum-exp" })
  func logSumExp(_ fixture: FixtureCase) throws {
    let axes = try #require(fixture.attributes.axes)
    try check(fixture, ["x"]) { axes.sorted().reversed().reduce($0[0]) { $0.logSumExp(along: $1) } }
  }

  @Test(arguments: try fixtures("operations").filter { $0.attributes.operation == "softmax" })
  func softmax(_ fixture: FixtureCase) throws {
    let axis = try #require(fixture.attributes.axis)
    try check(fixture, ["x"]) { $0[0].softmax(along: axis) }
  }

  private func check(
    _ fixture: FixtureCase, _ arguments: [String], terms: [String: Double] = [:],
    _ operation: ([Variable]) -> Variable
  ) throws {
    let tape = Tape()
    let variables = try arguments.map { tape.variable(try #require(fixture.inputs[$0]).tensor) }
    let result = operation(variables)
    try expectClose(result.value, fixture.outputs["y"], "y")
    let cotangent = Variable(try #require(fixture.inputs["cotangent"]).tensor)
    let gradients = tape.gradients(of: (result * cotangent).sum())
    for (name, variable) in zip(arguments, variables) {
      try expectClose(gradients[variable], fixture.gradients[name], terms: terms[name] ?? 0, "gradient of \(name)")
    }
  }
}
