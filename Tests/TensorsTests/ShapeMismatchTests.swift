import LabTensors
import Testing

/// A shape that does not fit stops the program with a message that names the shapes.
@Suite struct ShapeMismatchTests {
  private func expectMessage(_ result: ExitTest.Result?, _ parts: String...) {
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    for part in parts { #expect(message.contains(part), "\(message)") }
  }

  @Test func reshapingToAnotherNumberOfElements() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.zeros([2, 3]).reshaped(to: [4, -1])
    }
    expectMessage(result, "2×3", "[4, -1]")
  }

  @Test func aTensorLargerThanTheMemory() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      _ = Tensor.zeros([1 << 30, 1 << 20])
    }
    expectMessage(result, "4503600 GB", "Make what is computed at once smaller")
  }

  @Test func moreElementsThanCanBeCounted() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      _ = Tensor.zeros([1 << 30, 1 << 30, 1 << 30])
    }
    expectMessage(result, "1073741824×1073741824×1073741824", "more elements than can be counted")
  }

  @Test func moreThreadsThanASystemLetsAProcessStart() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      Machine.threadCount = 3_000_000_000
    }
    expectMessage(result, "3000000000 threads", "1 to 1024")
  }

  @Test func fillingAShapeWithTooFewElements() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor([1, 2, 3], shape: [2, 2])
    }
    expectMessage(result, "3 elements", "2×2")
  }

  @Test func moreAxesThanATensorCanHave() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Shape(Array(repeating: 2, count: 5)) + Shape([1, 2, 3, 4])
    }
    expectMessage(result, "9 axes", "at most 8")
  }

  @Test func anExtentBeyondItsRange() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Shape([1 << 31])
    }
    expectMessage(result, "2147483648", "2147483647")
  }

  @Test func arithmeticOnShapesThatDoNotBroadcast() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.zeros([2, 3]) + Tensor.zeros([2])
    }
    expectMessage(result, "2×3", "and 2")
  }

  @Test func aMatrixProductWhoseInnerExtentsDiffer() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.matrixProduct(.zeros([2, 3]), .zeros([2, 3]))
    }
    expectMessage(result, "2×3")
  }

  @Test func matrixProductsOfBatchesThatDiffer() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.matrixProduct(.zeros([2, 2, 3]), .zeros([3, 3, 2]))
    }
    expectMessage(result, "2×2×3", "3×3×2")
  }

  @Test func aLabelThatNoLogitIsFor() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.crossEntropy(logits: .zeros([2, 3]), labels: [0, 3])
    }
    expectMessage(result, "a label of 3", "2×3")
  }

  @Test func moreLabelsThanVectorsOfLogits() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.crossEntropy(logits: .zeros([2, 3]), labels: [0, 1, 2])
    }
    expectMessage(result, "3 labels", "2×3")
  }

  @Test func aFractionThatIsNone() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.zeros([3]).quantiles([0.5, 1.5], along: 0)
    }
    expectMessage(result, "1.5")
  }

  @Test func aConvolutionWhoseWeightsDoNotFitTheImages() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let window = Window(3, 3, padding: .same, over: (height: 8, width: 8))
      let geometry = ConvolutionGeometry(of: [1, 8, 8, 2], channels: 5, window)
      _ = geometry.apply(.zeros([1, 8, 8, 2]), .zeros([3, 3, 4, 5]), bias: .zeros([5]))
    }
    expectMessage(result, "1×8×8×2", "3×3×2×5", "3×3×4×5")
  }

  /// The first axes of more than four would be taken for those of images, and the rest of the numbers be left out.
  @Test func imagesOfFiveAxes() async {
    let pooling = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      _ = Tensor.zeros([1, 4, 4, 2, 3]).maxPooled(Window(2, 2, padding: .valid, over: (height: 4, width: 4)))
    }
    expectMessage(pooling, "1×4×4×2×3", "N×H×W×C")
    let convolution = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      let window = Window(3, 3, padding: .same, over: (height: 4, width: 4))
      _ = ConvolutionGeometry(of: [1, 4, 4, 2, 3], channels: 5, window)
    }
    expectMessage(convolution, "1×4×4×2×3", "N×H×W×C")
  }

  /// A kernel would read beyond them.
  @Test func gradientsThatAreTooSmall() async {
    let pooling = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      let images = Tensor.zeros([1, 4, 4, 2])
      let choice = images.maxPooled(Window(2, 2, strides: (2, 2), padding: .valid, over: (height: 4, width: 4))).choice
      _ = Tensor.maxPoolPullback(.zeros([1, 1, 2, 2]), choice)
    }
    expectMessage(pooling, "1×1×2×2", "1×2×2×2")
    let upsampling = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      _ = Tensor.upsamplePullback(.zeros([1, 4, 5, 2]), factor: 2)
    }
    expectMessage(upsampling, "1×4×5×2", "by 2")
    let clamp = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      _ = Tensor.clampPullback(.zeros([4]), to: 0...1, .zeros([3]))
    }
    expectMessage(clamp, "3", "4")
    let logSumExp = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      let x = Tensor.zeros([4, 2])
      _ = Tensor.logSumExpPullback(x, x.logSumExp(along: 1), along: 1, .zeros([3]))
    }
    expectMessage(logSumExp, "a gradient of shape 3", "4×2")
    let crossEntropy = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      _ = Tensor.crossEntropyPullback(logits: .zeros([4, 2]), labels: [0, 1, 0, 1], .zeros([3]))
    }
    expectMessage(crossEntropy, "a gradient of shape 3", "4 labels")
  }

  @Test func batchNormalisationWithScalesForOtherChannels() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.zeros([4, 3]).batchNormalized(scale: .ones([5]), offset: .zeros([5]), epsilon: 1e-5)
    }
    expectMessage(result, "4×3", "5")
  }

  @Test func aBiasForOtherColumns() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var x = Tensor.zeros([2, 3])
      x.addBias(.zeros([4]))
    }
    expectMessage(result, "a bias of 4 for 3 columns")
  }

  @Test func aFunctionWhoseDerivativeNeedsTheArgumentIsNotAppliedOnTheWay() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var x = Tensor.zeros([2, 3])
      x.addBias(.zeros([3]), activation: .gelu)
    }
    expectMessage(result, "GELU")
  }
}
