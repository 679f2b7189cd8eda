import OperationContracts
import Tensors
import Testing

/// Results of the library's own loops are the same to the last bit for any number of threads.
@Suite struct ThreadCountTests {
  // Large enough to be shared out, with extents that no number of threads divides.
  static let image: Shape = [3, 31, 29, 37]
  static let works = [
    ThreadedWork("elementwise functions") {
      [.exp, .log1p, .softplus, .tanh, .gelu, .selu, .normalCDF].flatMap { (function: ElementwiseFunction) in
        let x = Tensor.sample(image), y = x.mapped(function)
        return [
          y, Tensor.pullback(function, saved: function.saved == .argument ? x : y, Tensor.sample(image, seed: 2)),
        ]
      }
    },
    ThreadedWork("gamma functions") {
      let x = Tensor.sample(image).mapped(.exp)
      return [
        x.mapped(.logGamma), x.mapped(.digamma), Tensor.pullback(.digamma, saved: x, x), x.mapped(.logSoftplus),
      ]
    },
    ThreadedWork("arithmetic") {
      let x = Tensor.sample(image)
      return [
        x + Tensor.sample(image, seed: 2), x * Tensor.sample([29, 1], seed: 2), Tensor.sample([37]) / x,
        x - Tensor.sample([3, 1, 1, 37]), x.scaled(by: 0.1, offset: 3), x.clamped(to: -1...1),
        Tensor.clampPullback(x, to: -1...1, x),
      ]
    },
    ThreadedWork("sums") {
      let x = Tensor.sample(image), long = Tensor.sample([3, 70_001])
      return [
        x.sum(), x.sum(along: [0, 1, 2]), x.sum(along: [3]), x.sum(along: [0, 2]), x.sum(along: [1]), x.mean(),
        long.sum(along: [1]), long.sum(along: [0]), Tensor(Float(x.sumOfSquares)),
        Tensor(Float(Tensor.norm(of: [x, long, .sample([37])]))),
        x.summed(to: [31, 1, 37]),
      ]
    },
    ThreadedWork("maximum and log-sum-exp") {
      let x = Tensor.sample(image)
      return (0..<4).flatMap { axis in
        let y = x.logSumExp(along: axis, keepingAxis: true)
        return [x.maximum(along: [axis]), y, Tensor.logSumExpPullback(x, y, along: axis, y)]
      }
    },
    ThreadedWork("batch normalisation") {
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
    ThreadedWork("biases with activations") {
      [.relu, .selu, .sigmoid, .tanh].flatMap { (activation: ElementwiseFunction) in
        [image, [97, 1001], [70_001, 1]].flatMap { (shape: Shape) in
          var y = Tensor.sample(shape), gradient = Tensor.sample(shape, seed: 2)
          y.addBias(.sample([shape[-1]]), activation: activation)
          let bias = gradient.pullBackBias(through: activation, result: y)
          return [y, gradient, bias]
        }
      }
    },
    ThreadedWork("cross entropy") {
      let x = Tensor.sample(image), labels: [Int] = .integers(in: 0..<37, count: 3 * 31 * 29, using: Random(seed: 2))
      let y = Tensor.crossEntropy(logits: x, labels: labels)
      return [y, Tensor.crossEntropyPullback(logits: x, labels: labels, y)]
    },
    ThreadedWork("narrow matrix products") {
      let wide = Tensor.sample([301, 517]), few = Tensor.sample([301, 3], seed: 2),
        code = Tensor.sample([3, 517], seed: 3)
      return [
        .matrixProduct(few, code), .matrixProduct(wide, code, transposingSecond: true),
        .matrixProduct(wide, few, transposingFirst: true), .matrixProduct(few, wide, transposingFirst: true),
      ]
    },
    ThreadedWork("rearrangement") {
      let x = Tensor.sample(image)
      return [
        x.transposed([3, 1, 0, 2]), x.slice(1..<28, along: 2), x.embedded(in: [3, 31, 50, 37], at: 7, along: 2),
        Tensor.concatenate([x, x], along: 1), x.broadcast(to: [2, 3, 31, 29, 37]), x.upsampled(by: 2),
        Tensor.upsamplePullback(x.upsampled(by: 2), factor: 2),
      ]
    },
  ]

  /// Between one channel and many, the library computes itself what oneDNN is slow at.
  static let singleChannelConvolutions = [
    (name: "from one channel", from: 1, to: 48), (name: "to one channel", from: 48, to: 1),
  ].map { name, from, to in
    ThreadedWork("convolution \(name)") {
      let window = Window(3, 3, padding: .same, over: (height: 31, width: 41))
      let x = Tensor.sample([5, 31, 41, from]), weights = Tensor.sample([3, 3, from, to], seed: 2)
      let geometry = ConvolutionGeometry(of: x.shape, channels: to, window)
      var g = Tensor.sample(geometry.output, seed: 3)
      let gradients = geometry.gradients(&g, x, weights)
      let sum = to == 1 ? geometry.apply(x, weights, bias: .sample([1])) : gradients.images!
      return [sum, gradients.weights, gradients.bias]
    }
  }

  @Test(arguments: works + singleChannelConvolutions) func oneTwoAndThreeThreadsAgree(_ work: ThreadedWork) {
    #expect(work.resultsThatDependOnThreads() == [])
  }

  /// oneDNN may add up in another order, and so do threads that share out the terms of a product: equal to rounding.
  @Test(arguments: [2, 3]) func matrixProductsAndConvolutionsAgreeToRounding(_ threads: Int) {
    func run() -> [Tensor] {
      let x = Tensor.sample([4, 28, 28, 8]), weights = Tensor.sample([3, 3, 8, 16], seed: 2)
      let window = Window(3, 3, padding: .same, over: (height: 28, width: 28))
      let geometry = ConvolutionGeometry(of: x.shape, channels: 16, window)
      let y = geometry.apply(x, weights, bias: .sample([16]))
      var gradient = y
      let gradients = geometry.gradients(&gradient, x, weights)
      return [
        y, gradients.weights, gradients.bias, gradients.images!,
        Tensor.matrixProduct(x.reshaped(to: [4, -1]), .sample([6272, 50])),
        Tensor.matrixProduct(x.reshaped(to: [64, -1]), .sample([77, 392]), transposingSecond: true),
        Tensor.matrixProduct(x.reshaped(to: [64, -1]), .sample([64, 77]), transposingFirst: true),
        Tensor.matrixProduct(.sample([16, 256]), .sample([512, 256]), transposingSecond: true),
        Tensor.affine(x.reshaped(to: [16, -1]), .sample([1568, 50]), bias: .sample([50])),
      ]
    }
    // Sums of up to 6272 terms, each rounded to 6e-8 of a partial sum, in two orders.
    for (a, b) in zip(withThreads(1, run), withThreads(threads, run)) {
      let scale = a.elements.map(abs).max()!
      #expect(zip(a.elements, b.elements).allSatisfy { abs($0 - $1) <= 1e-5 * scale })
    }
    for (a, b) in zip(withThreads(threads, run), withThreads(threads, run)) { #expect(identical(a, b)) }
  }

  @Test func theNumberOfThreadsIsWhatWasAskedFor() {
    for count in [1, 2, 3] { #expect(withThreads(count) { Machine.threadCount } == count) }
  }
}
