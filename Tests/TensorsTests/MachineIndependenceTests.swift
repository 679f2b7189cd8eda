import Dispatch
import LabTensors
import LabTestSupport
import Testing

/// Every result is the same to the last bit for any number of threads, and with AVX2 as with AVX-512.
@Suite struct MachineIndependenceTests {
  // Large enough to be shared out, with extents that no number of threads divides.
  static let image: Shape = [3, 31, 29, 37]
  static let works = [
    PortableWork("elementwise functions") {
      SpecialValueTests.limits.map(\.function).flatMap { function in
        let x = Tensor.sample(image), y = x.mapped(function)
        return [
          y, Tensor.pullback(function, saved: function.saved == .argument ? x : y, Tensor.sample(image, seed: 2)),
        ]
      }
    },
    PortableWork("gamma functions") {
      let x = Tensor.sample(image).mapped(.exp)
      return [
        x.mapped(.logGamma), x.mapped(.digamma), Tensor.pullback(.digamma, saved: x, x), x.mapped(.logSoftplus),
      ]
    },
    PortableWork("arithmetic") {
      let x = Tensor.sample(image)
      return [
        x + Tensor.sample(image, seed: 2), x * Tensor.sample([29, 1], seed: 2), Tensor.sample([37]) / x,
        x - Tensor.sample([3, 1, 1, 37]), x.scaled(by: 0.1, offset: 3), x.clamped(to: -1...1),
        Tensor.clampPullback(x, to: -1...1, x),
      ]
    },
    PortableWork("sums") {
      let x = Tensor.sample(image), long = Tensor.sample([3, 70_001])
      return [
        x.sum(), x.sum(along: [0, 1, 2]), x.sum(along: [3]), x.sum(along: [0, 2]), x.sum(along: [1]), x.mean(),
        long.sum(along: [1]), long.sum(along: [0]), Tensor(Float(x.sumOfSquares)),
        Tensor(Float(Tensor.norm(of: [x, long, .sample([37])]))),
        x.summed(to: [31, 1, 37]),
      ]
    },
    PortableWork("maximum and log-sum-exp") {
      let x = Tensor.sample(image)
      return (0..<4).flatMap { axis in
        let y = x.logSumExp(along: axis, keepingAxis: true)
        return [x.maximum(along: [axis]), y, Tensor.logSumExpPullback(x, y, along: axis, y)]
      }
    },
    PortableWork("batch normalisation") {
      let x = Tensor.sample(image), scale = Tensor.sample([37]), offset = Tensor.sample([37], seed: 2)
      return [nil, .relu, .selu, .sigmoid, .tanh].flatMap { (activation: ElementwiseFunction?) in
        let y = x.batchNormalized(scale: scale, offset: offset, epsilon: 1e-3, activation: activation)
        var gradient = Tensor.sample(image, seed: 3)
        let parameters = gradient.pullBackBatchNormalization(
          of: x, result: y.value, mean: y.mean, variance: y.variance, scale: scale, epsilon: 1e-3,
          activation: activation, givenStatistics: false)
        return [y.value, y.mean, y.variance, gradient, parameters.scale, parameters.offset]
      }
    },
    PortableWork("biases with activations") {
      [.relu, .selu, .sigmoid, .tanh].flatMap { (activation: ElementwiseFunction) in
        [image, [97, 1001], [70_001, 1]].flatMap { (shape: Shape) in
          var y = Tensor.sample(shape), gradient = Tensor.sample(shape, seed: 2)
          y.addBias(.sample([shape[-1]]), activation: activation)
          let bias = gradient.pullBackBias(through: activation, result: y)
          return [y, gradient, bias]
        }
      }
    },
    PortableWork("cross entropy") {
      let x = Tensor.sample(image), labels: [Int] = .integers(in: 0..<37, count: 3 * 31 * 29, using: Random(seed: 2))
      let y = Tensor.crossEntropy(logits: x, labels: labels)
      return [y, Tensor.crossEntropyPullback(logits: x, labels: labels, y)]
    },
    PortableWork("narrow matrix products") {
      let wide = Tensor.sample([301, 517]), few = Tensor.sample([301, 3], seed: 2),
        code = Tensor.sample([3, 517], seed: 3)
      return [
        .matrixProduct(few, code), .matrixProduct(wide, code, transposingSecond: true),
        .matrixProduct(wide, few, transposingFirst: true), .matrixProduct(few, wide, transposingFirst: true),
      ]
    },
    PortableWork("matrix products") {
      let x = Tensor.sample([131, 257]), y = Tensor.sample([257, 403], seed: 2), wide = Tensor.sample([37, 2_001])
      return [
        .matrixProduct(x, y), .matrixProduct(x, x, transposingSecond: true),
        .matrixProduct(x, x, transposingFirst: true),
        .matrixProduct(y, x, transposingFirst: true, transposingSecond: true),
        .matrixProduct(.sample([700, 131]), x), .matrixProduct(wide, .sample([403, 2_001]), transposingSecond: true),
        .affine(wide, .sample([2_001, 53], seed: 3), bias: .sample([53]), activation: .selu),
      ]
    },
    PortableWork("max-pooling") {
      let x = Tensor.sample(image),
        window = Window(3, 2, strides: (2, 1), padding: .same, over: (height: 31, width: 29))
      let (y, choice) = x.maxPooled(window)
      return [y, Tensor.maxPoolPullback(y, choice)]
    },
    PortableWork("rearrangement") {
      let x = Tensor.sample(image)
      return [
        x.transposed([3, 1, 0, 2]), x.slice(1..<28, along: 2), x.embedded(in: [3, 31, 50, 37], at: 7, along: 2),
        Tensor.concatenate([x, x], along: 1), x.broadcast(to: [2, 3, 31, 29, 37]), x.upsampled(by: 2),
        Tensor.upsamplePullback(x.upsampled(by: 2), factor: 2),
      ]
    },
  ]

  /// Each algorithm that the library has, on more images than threads, and on one.
  static let convolutions = [
    (name: "from one channel", from: 1, to: 48, stride: 1), (name: "to one channel", from: 48, to: 1, stride: 1),
    (name: "of 32 channels", from: 32, to: 48, stride: 1), (name: "of odd channels", from: 7, to: 19, stride: 1),
    (name: "with a stride", from: 16, to: 21, stride: 2),
  ].flatMap { name, from, to, stride in
    [11, 1].flatMap { (images: Int) in
      [false, true].map { isTransposed in
        PortableWork("\(isTransposed ? "transposed " : "")convolution \(name), \(images) images") {
          let window = Window(3, 3, strides: (stride, stride), padding: .same, over: (height: 31, width: 41))
          let shape: Shape = [images, 31, 41, from]
          let geometry =
            isTransposed
            ? ConvolutionGeometry(transposedOf: shape, channels: to, window)
            : ConvolutionGeometry(of: shape, channels: to, window)
          let x = Tensor.sample(shape), weights = Tensor.sample(geometry.weights, seed: 2)
          var g = Tensor.sample(geometry.output, seed: 3)
          let gradients = geometry.gradients(&g, x, weights)
          return [
            geometry.apply(x, weights, bias: .sample([to])),
            geometry.apply(x, weights, bias: .sample([to]), activation: .relu), gradients.images!, gradients.weights,
            gradients.bias,
          ]
        }
      }
    }
  }

  static let upsampledConvolution = PortableWork("convolution of upsampled images") {
    let window = Window(3, 3, padding: .same, over: (height: 30, width: 42)), shape: Shape = [11, 15, 21, 32]
    guard let geometry = ConvolutionGeometry(ofUpsampled: shape, channels: 48, window) else { return [] }
    let x = Tensor.sample(shape), weights = Tensor.sample(geometry.weights, seed: 2)
    var g = Tensor.sample(geometry.output, seed: 3)
    let gradients = geometry.gradients(&g, x, weights)
    return [geometry.apply(x, weights, bias: .sample([48])), gradients.images!, gradients.weights, gradients.bias]
  }

  @Test(arguments: works + convolutions + [upsampledConvolution]) func noResultDependsOnThreadsOrInstructions(
    _ work: PortableWork
  ) {
    #expect(work.resultsThatDependOnTheMachine() == [])
  }

  /// Threads of the program that share loops out at the same time, with different numbers of threads, or find that another one
  /// does and compute alone: a few microseconds a loop, so that loops end while others begin.
  @Test func loopsOfSeveralThreadsOfTheProgramDoNotMeet() {
    let x = Tensor.sample([2, 20_001]), expected = x.mapped(.exp), total = x.sum(along: [1])
    DispatchQueue.concurrentPerform(iterations: 4) { caller in
      withThreads(1 + caller) {
        for _ in 0..<100 {
          let (values, sums) = (x.mapped(.exp), x.sum(along: [1]))
          #expect(identical(values, expected) && identical(sums, total))
        }
      }
    }
  }

  @Test func theNumberOfThreadsIsWhatWasAskedFor() {
    for count in [1, 2, 3] { #expect(withThreads(count) { Machine.threadCount } == count) }
  }
}
