import LabTestSupport
import Testing

@testable import LabTensors

/// Convolutions of 3×3 windows, stride 1 and a pixel of padding all around, also of upsampled images, against their definition in
/// double precision.
@Suite struct WinogradConvolutionTests {
  struct Layer: Sendable, CustomStringConvertible {
    let images: Shape
    let channels: Int
    var isTransposed = false
    /// How many times each pixel of the images counts along either axis.
    var upsampling = 1

    init(_ images: Shape, to channels: Int, isTransposed: Bool = false, upsampling: Int = 1) {
      (self.images, self.channels, self.isTransposed, self.upsampling) = (images, channels, isTransposed, upsampling)
    }

    var geometry: ConvolutionGeometry {
      let window = Window(3, 3, padding: .same, over: (height: upsampling * images[1], width: upsampling * images[2]))
      if upsampling > 1 { return ConvolutionGeometry(ofUpsampled: images, channels: channels, window)! }
      return isTransposed
        ? ConvolutionGeometry(transposedOf: images, channels: channels, window)
        : ConvolutionGeometry(of: images, channels: channels, window)
    }
    var description: String {
      "\(isTransposed ? "transposed, " : upsampling > 1 ? "upsampled, " : "")\(images) to \(channels)"
    }
  }

  /// Extents that whole tiles of 4×4 fill and that they do not, all remainders; one image and many; channels that fill the
  /// registers of a product and that do not; enough tiles for several chunks of the sums over them.
  static let layers = [
    Layer([2, 16, 16, 16], to: 16), Layer([1, 17, 14, 32], to: 48), Layer([1, 15, 13, 48], to: 32),
    Layer([1, 40, 3, 64], to: 16), Layer([1, 3, 70, 16], to: 64), Layer([9, 28, 28, 16], to: 16),
    Layer([1, 14, 14, 64], to: 64), Layer([1, 10, 11, 96], to: 80), Layer([2, 15, 18, 32], to: 16, isTransposed: true),
    Layer([1, 14, 14, 64], to: 32, isTransposed: true), Layer([2, 7, 7, 64], to: 32, upsampling: 2),
    Layer([1, 14, 14, 32], to: 64, upsampling: 2), Layer([3, 9, 6, 16], to: 48, upsampling: 2),
    Layer([1, 2, 70, 16], to: 16, upsampling: 2), Layer([20, 14, 15, 16], to: 16, upsampling: 2),
  ]

  /// On normal numbers the errors were measured as up to 1e-6 of the root mean square of the result, in the root mean square,
  /// and up to 1.1e-5 in the worst element: rounding alone gives 1e-7 to 2e-7, and the transforms, whose rows have magnitudes
  /// of up to 6, amplify it.
  @Test(arguments: layers) func isItsDefinition(_ layer: Layer) {
    var random = Random(seed: 1)
    let geometry = layer.geometry
    let x = random.normal(layer.images), weights = random.normal(geometry.weights)
    let g = random.normal(geometry.output), bias = random.normal([layer.channels])
    let exact = Definition(layer, x, weights, g)
    let sums = zip(exact.result, 0...).map { $0 + Double(bias.elements[$1 % layer.channels]) }
    expectAccurate(geometry.apply(x, weights, bias: bias), sums)
    expectAccurate(geometry.apply(x, weights, bias: bias, activation: .relu), sums.map { max($0, 0) })
    var gradient = g
    let gradients = geometry.gradients(&gradient, x, weights)
    expectAccurate(gradients.images!, exact.images)
    expectAccurate(gradients.weights, exact.weights)
    expectAccurate(
      gradients.bias,
      (0..<layer.channels).map { channel in
        stride(from: channel, to: g.count, by: layer.channels).reduce(0) { $0 + Double(g.elements[$1]) }
      })
  }

  @Test func itIsChosenWhereItPays() {
    for layer in Self.layers { #expect(WinogradConvolution(layer.geometry) != nil, "\(layer)") }
    // Tiles that are mostly outside of the images; few tiles; channels that fill no vectors.
    for layer in [
      Layer([32, 5, 5, 64], to: 64), Layer([1, 8, 7, 64], to: 64), Layer([4, 28, 28, 20], to: 32),
      Layer([4, 28, 28, 32], to: 1), Layer([0, 28, 28, 32], to: 32),
    ] { #expect(WinogradConvolution(layer.geometry) == nil, "\(layer)") }
    // Other windows, strides and padding.
    for window in [
      Window(5, 5, padding: .same, over: (height: 28, width: 28)),
      Window(3, 3, strides: (1, 2), padding: .same, over: (height: 28, width: 28)),
      Window(3, 3, padding: .valid, over: (height: 28, width: 28)),
      Window(3, 3, padding: .explicit(top: 2, bottom: 0, left: 1, right: 1), over: (height: 28, width: 28)),
    ] {
      #expect(WinogradConvolution(ConvolutionGeometry(of: [4, 28, 28, 32], channels: 32, window)) == nil)
      #expect(ConvolutionGeometry(ofUpsampled: [4, 14, 14, 32], channels: 32, window) == nil)
    }
  }

  /// An activation is applied to the sum with the bias, and the gradient goes through it.
  @Test(arguments: [.relu, .selu, .sigmoid] as [ElementwiseFunction]) func activations(
    _ activation: ElementwiseFunction
  ) {
    let geometry = Layer([2, 16, 16, 16], to: 32).geometry
    let x = Tensor.sample(geometry.images), weights = Tensor.sample(geometry.weights, seed: 2)
    let bias = Tensor.sample([32], seed: 3), g = Tensor.sample(geometry.output, seed: 4)
    let y = geometry.apply(x, weights, bias: bias, activation: activation)
    #expect(identical(y, geometry.apply(x, weights, bias: bias).mapped(activation)))
    var gradient = g, pulledBack = Tensor.pullback(activation, saved: y, g)
    let through = geometry.gradients(&gradient, x, weights, through: (activation, y))
    let direct = geometry.gradients(&pulledBack, x, weights)
    #expect(identical(through.images!, direct.images!) && identical(through.weights, direct.weights))
  }

  /// The gradient of the weights is the same to the bit whether that of the images is wanted too.
  @Test func theImagesNeedNotBeWanted() {
    let geometry = Layer([5, 15, 18, 32], to: 48).geometry
    let x = Tensor.sample(geometry.images), weights = Tensor.sample(geometry.weights, seed: 2)
    var g = Tensor.sample(geometry.output, seed: 3)
    let all = geometry.gradients(&g, x, weights), some = geometry.gradients(&g, x, weights, wantsImages: false)
    #expect(some.images == nil && identical(some.weights, all.weights) && identical(some.bias, all.bias))
  }

  @Test(arguments: [
    Layer([7, 29, 18, 32], to: 48), Layer([3, 17, 31, 64], to: 64, isTransposed: true),
    Layer([7, 15, 18, 32], to: 48, upsampling: 2),
  ])
  func theNumberOfThreadsChangesNoBit(_ layer: Layer) {
    let geometry = layer.geometry
    let x = Tensor.sample(geometry.images), weights = Tensor.sample(geometry.weights, seed: 2)
    let g = Tensor.sample(geometry.output, seed: 3), bias = Tensor.sample([layer.channels])
    func run() -> [Tensor] {
      var gradient = g
      let gradients = geometry.gradients(&gradient, x, weights)
      return [geometry.apply(x, weights, bias: bias), gradients.images!, gradients.weights]
    }
    let one = withThreads(1, run)
    for threads in [2, 3, 4] {
      #expect(zip(one, withThreads(threads, run)).allSatisfy { identical($0, $1) })
    }
  }

  private func expectAccurate(_ value: Tensor, _ exact: [Double]) {
    #expect(value.count == exact.count)
    let scale = (exact.reduce(0) { $0 + $1 * $1 } / Double(exact.count)).squareRoot()
    let errors = zip(value.elements, exact).map { abs(Double($0) - $1) / scale }
    #expect((errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)).squareRoot() < 1.5e-6)
    #expect(errors.max()! < 1.5e-5)
  }
}

/// Every product of a pixel, a weight and a pixel of the result's gradient, in each of the sums that it belongs to.
private struct Definition {
  var result, images, weights: [Double]

  init(_ layer: WinogradConvolutionTests.Layer, _ x: Tensor, _ w: Tensor, _ g: Tensor) {
    let x = x.upsampled(by: layer.upsampling)
    let (count, height, width, inputs) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
    let outputs = layer.channels
    let (xs, ws, gs) = (x.elements.map(Double.init), w.elements.map(Double.init), g.elements.map(Double.init))
    var result = [Double](repeating: 0, count: gs.count), images = [Double](repeating: 0, count: xs.count)
    var weights = [Double](repeating: 0, count: ws.count)
    for (place, tap) in (0..<count * height * width).lazy.flatMap({ place in (0..<9).lazy.map { (place, $0) } }) {
      let shift = layer.isTransposed ? (1 - tap / 3, 1 - tap % 3) : (tap / 3 - 1, tap % 3 - 1)
      let row = place / width % height + shift.0, column = place % width + shift.1
      guard 0..<height ~= row, 0..<width ~= column else { continue }
      let other = place + shift.0 * width + shift.1
      for i in 0..<inputs {
        let from = other * inputs + i, pixel = xs[from]
        var sum = 0.0
        for o in 0..<outputs {
          let by = (tap * inputs + i) * outputs + o, to = place * outputs + o
          result[to] += pixel * ws[by]
          sum += gs[to] * ws[by]
          weights[by] += pixel * gs[to]
        }
        images[from] += sum
      }
    }
    if layer.upsampling > 1 {
      // A pixel receives the gradients of all its repetitions.
      var sums = [Double](repeating: 0, count: images.count / 4)
      for (index, value) in images.enumerated() {
        let channel = index % inputs, column = index / inputs % width, line = index / inputs / width
        let row = line % height, image = line / height
        sums[((image * height / 2 + row / 2) * width / 2 + column / 2) * inputs + channel] += value
      }
      images = sums
    }
    (self.result, self.images, self.weights) = (result, images, weights)
  }
}
