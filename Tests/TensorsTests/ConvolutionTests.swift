import LabTensors
import LabTestSupport
import Testing

/// Convolutions of the sizes that networks have, for which other code may be chosen than for the small ones of the PyTorch
/// fixtures.
@Suite struct ConvolutionTests {
  struct Layer: Sendable, CustomStringConvertible {
    let images: Shape
    let window: Window
    let channels: Int

    init(_ images: Shape, _ kernel: Int, stride: Int = 1, _ padding: Window.Padding = .same, to channels: Int) {
      (self.images, self.channels) = (images, channels)
      window = Window(
        kernel, kernel, strides: (stride, stride), padding: padding, over: (height: images[1], width: images[2]))
    }

    init(_ images: Shape, _ window: Window, to channels: Int) {
      (self.images, self.window, self.channels) = (images, window, channels)
    }

    var weights: Shape { [window.height, window.width, images[3], channels] }
    var output: Shape {
      let size = window.outputSize(height: images[1], width: images[2])
      return [images[0], size.height, size.width, channels]
    }
    var description: String { "\(window.height)×\(window.width) over \(images) to \(output)" }
  }

  static let layers = [
    Layer([2, 28, 28, 1], 3, to: 32), Layer([2, 28, 28, 32], 3, to: 64), Layer([2, 14, 14, 64], 3, to: 64),
    Layer([2, 7, 7, 64], 3, to: 128), Layer([2, 28, 28, 64], 3, to: 1), Layer([2, 28, 28, 1], 2, to: 1),
    Layer([2, 28, 28, 1], 2, stride: 2, to: 64), Layer([2, 28, 28, 32], 3, stride: 2, to: 64),
    // Large enough for Winograd's algorithm.
    Layer([12, 28, 28, 64], 3, to: 64), Layer([25, 27, 30, 32], 3, to: 64),
    Layer([2, 15, 13, 20], 4, stride: 2, .all(1), to: 24), Layer([2, 14, 14, 64], 1, .valid, to: 64),
  ]

  /// Windows, strides and padding of all kinds, numbers of channels that fill vector registers and that do not; among them one
  /// channel, where other code may be chosen.
  static let kinds =
    [
      ("odd", [3, 7, 9, 32], Window(3, 3, padding: .same, over: (height: 7, width: 9))),
      ("even window", [2, 11, 28, 64], Window(2, 2, padding: .same, over: (height: 11, width: 28))),
      ("one image, one row", [1, 1, 40, 16], Window(1, 5, padding: .same, over: (height: 1, width: 40))),
      ("strides", [2, 12, 13, 48], Window(3, 3, strides: (2, 3), padding: .same, over: (height: 12, width: 13))),
      (
        "stride beyond the window", [2, 9, 8, 16],
        Window(2, 1, strides: (3, 2), padding: .valid, over: (height: 9, width: 8))
      ),
      (
        "uneven padding", [1, 6, 10, 80],
        Window(4, 2, padding: .explicit(top: 2, bottom: 1, left: 0, right: 3), over: (height: 6, width: 10))
      ),
      (
        "padding beyond the window", [2, 3, 12, 16],
        Window(
          2, 3, strides: (2, 1), padding: .explicit(top: 3, bottom: 4, left: 5, right: 0), over: (height: 3, width: 12))
      ),
      (
        "a window that meets padding alone", [2, 3, 1, 16],
        Window(
          2, 2, strides: (1, 4), padding: .explicit(top: 0, bottom: 0, left: 3, right: 0), over: (height: 3, width: 1))
      ),
      (
        "fewer rows than a stride", [2, 2, 9, 16],
        Window(4, 3, strides: (4, 2), padding: .same, over: (height: 2, width: 9))
      ),
      (
        "fewer rows and columns than a stride", [2, 2, 3, 16],
        Window(
          5, 6, strides: (4, 5), padding: .explicit(top: 1, bottom: 2, left: 2, right: 1), over: (height: 2, width: 3))
      ),
      ("several chunks of rows", [1, 40, 35, 16], Window(3, 4, padding: .same, over: (height: 40, width: 35))),
      ("20 channels", [2, 7, 9, 20], Window(3, 3, padding: .same, over: (height: 7, width: 9))),
      ("3 channels", [2, 7, 9, 3], Window(2, 2, strides: (2, 2), padding: .valid, over: (height: 7, width: 9))),
    ].flatMap { (_: String, images: Shape, window: Window) in
      [(images[3], 1), (1, images[3]), (5, 7), (images[3], 24)].map { from, to in
        Layer([images[0], images[1], images[2], from], window, to: to)
      }
    }

  /// Padding that takes pixels away.
  static let cut = [(16, 1), (1, 16), (5, 7)].map { from, to in
    Layer(
      [2, 9, 10, from],
      Window(
        3, 2, strides: (1, 2), padding: .explicit(top: -1, bottom: -2, left: 1, right: -1), over: (height: 9, width: 10)
      ),
      to: to)
  }

  /// Every product of a pixel, a weight and a pixel of the result's gradient goes into each of the sums that it belongs to.
  @Test(arguments: kinds + cut) func isItsDefinition(_ layer: Layer) {
    let x = Tensor.sample(layer.images, seed: 1), w = Tensor.sample(layer.weights, seed: 2)
    let g = Tensor.sample(layer.output, seed: 3), bias = Tensor.sample([layer.channels], seed: 4)
    let (xs, ws, gs) = (x.elements.map(Double.init), w.elements.map(Double.init), g.elements.map(Double.init))
    var y = (0..<g.count).map { Double(bias.elements[$0 % layer.channels]) }
    var dx = [Double](repeating: 0, count: x.count), dw = [Double](repeating: 0, count: w.count)
    for place in indices(of: layer.output) {
      let to = offset(place, in: layer.output)
      for tap in indices(of: [layer.window.height, layer.window.width]) {
        let row = place[1] * layer.window.strideHeight + tap[0] - layer.window.top
        let column = place[2] * layer.window.strideWidth + tap[1] - layer.window.left
        guard 0..<layer.images[1] ~= row, 0..<layer.images[2] ~= column else { continue }
        // A pixel's channels lie side by side, and their weights as many places apart as there are channels of the result.
        var from = offset([place[0], row, column, 0], in: layer.images)
        var by = offset([tap[0], tap[1], 0, place[3]], in: layer.weights)
        for _ in 0..<layer.images[3] {
          y[to] += xs[from] * ws[by]
          dx[from] += gs[to] * ws[by]
          dw[by] += xs[from] * gs[to]
          from += 1
          by += layer.channels
        }
      }
    }
    let geometry = ConvolutionGeometry(of: layer.images, channels: layer.channels, layer.window)
    var gradient = g
    let gradients = geometry.gradients(&gradient, x, w)
    expectClose(geometry.apply(x, w, bias: bias), Tensor(y.map(Float.init), shape: layer.output))
    expectClose(gradients.images!, Tensor(dx.map(Float.init), shape: layer.images))
    expectClose(gradients.weights, Tensor(dw.map(Float.init), shape: layer.weights))
    expectClose(gradients.bias, g.sum(along: [0, 1, 2]))
  }

  /// The sum over the window's places of a matrix product of the pixels under them with their weights.
  @Test(arguments: layers) func isASumOfMatrixProducts(_ layer: Layer) {
    let x = Tensor.sample(layer.images, seed: 1), weights = Tensor.sample(layer.weights, seed: 2)
    let bias = Tensor.sample([layer.channels], seed: 3), window = layer.window, output = layer.output
    // Zeros all around, enough for every place of the window.
    let rows = (output[1] - 1) * window.strideHeight + window.height
    let columns = (output[2] - 1) * window.strideWidth + window.width
    let padded = fitted(fitted(x, along: 1, before: window.top, to: rows), along: 2, before: window.left, to: columns)
    var expected = Tensor.zeros(output) + bias
    for row in 0..<window.height {
      for column in 0..<window.width {
        let under = pixels(
          pixels(padded, along: 1, from: row, step: window.strideHeight, count: output[1]), along: 2, from: column,
          step: window.strideWidth, count: output[2])
        let place = weights.slice(row..<row + 1, along: 0).slice(column..<column + 1, along: 1)
        let product = Tensor.matrixProduct(
          under.reshaped(to: [-1, layer.images[3]]), place.reshaped(to: [layer.images[3], layer.channels]))
        expected = expected + product.reshaped(to: output)
      }
    }
    let geometry = ConvolutionGeometry(of: layer.images, channels: layer.channels, window)
    expectClose(geometry.apply(x, weights, bias: bias), expected)
  }

  /// A convolution is linear in the images and in the weights, so ⟨y, g⟩ = ⟨x, ∂x⟩ = ⟨w, ∂w⟩ for every g; the transposed
  /// convolution is the adjoint, and so is each one's image gradient the other.
  @Test(arguments: layers + kinds) func gradientsAreAdjoint(_ layer: Layer) {
    let x = Tensor.sample(layer.images, seed: 1), weights = Tensor.sample(layer.weights, seed: 2)
    let g = Tensor.sample(layer.output, seed: 3), none = Tensor.zeros([layer.channels]), window = layer.window
    let geometry = ConvolutionGeometry(of: layer.images, channels: layer.channels, window)
    let y = geometry.apply(x, weights, bias: none)
    var gradient = g
    let gradients = geometry.gradients(&gradient, x, weights), imageGradient = gradients.images!
    expectEqual(product(y, g), product(x, imageGradient), y, g)
    expectEqual(product(y, g), product(weights, gradients.weights), y, g)
    expectClose(gradients.bias, g.sum(along: [0, 1, 2]))

    let size = window.transposedOutputSize(height: layer.output[1], width: layer.output[2])
    let extra = (layer.images[1] - size.height, layer.images[2] - size.width)
    let swapped = weights.transposed([0, 1, 3, 2]), noBias = Tensor.zeros([layer.images[3]])
    let transposed = ConvolutionGeometry(
      transposedOf: layer.output, channels: layer.images[3], window, outputPadding: extra)
    expectClose(transposed.apply(g, swapped, bias: noBias), imageGradient)
    var transposedGradient = x
    let transposedGradients = transposed.gradients(&transposedGradient, g, swapped)
    expectClose(transposedGradients.images!, y)
    expectClose(transposedGradients.weights, gradients.weights.transposed([0, 1, 3, 2]))
    expectClose(transposedGradients.bias, x.sum(along: [0, 1, 2]))
  }

  private func offset(_ index: [Int], in shape: Shape) -> Int {
    zip(index, shape.strides).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Moved along an axis and cut or filled with zeros to an extent.
  private func fitted(_ x: Tensor, along axis: Int, before: Int, to extent: Int) -> Tensor {
    let kept = min(x.shape[axis], extent - before)
    var dimensions = x.shape.dimensions
    dimensions[axis] = extent
    return x.slice(0..<kept, along: axis).embedded(in: Shape(dimensions), at: before, along: axis)
  }

  private func pixels(_ x: Tensor, along axis: Int, from start: Int, step: Int, count: Int) -> Tensor {
    Tensor.concatenate(
      (0..<count).map { x.slice(start + $0 * step..<start + $0 * step + 1, along: axis) }, along: axis)
  }

  private func product(_ a: Tensor, _ b: Tensor) -> Double {
    zip(a.elements, b.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  /// To 1e-6 of the product of the lengths, some ten roundings.
  private func expectEqual(_ left: Double, _ right: Double, _ a: Tensor, _ b: Tensor) {
    #expect(abs(left - right) <= 1e-6 * (a.sumOfSquares * b.sumOfSquares).squareRoot())
  }

  /// To 1e-5 of the largest magnitude.
  private func expectClose(_ a: Tensor, _ b: Tensor) {
    #expect(errorRelativeToLargest(a, b) <= 1e-5)
  }
}
