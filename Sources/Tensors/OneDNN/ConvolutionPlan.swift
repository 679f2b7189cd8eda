import COneDNN
import Requirements

/// The three computations of one convolution, compiled.
///
/// A transposed convolution is the image gradient of a convolution from its result to its images, and the other way round:
/// so it runs on the same three, and not on oneDNN's deconvolutions, whose bias costs as much as all the rest.
final class ConvolutionPlan {
  /// What oneDNN does to the result on its way, and what is left to a pass of its own.
  enum Ending: Hashable {
    /// Nothing: neither the bias is added, nor is its gradient computed.
    case none
    /// The bias is added, and its gradient computed.
    case bias
    /// The bias is added, and what is negative becomes 0; the gradient is that of a result without bias.
    case biasAndReLU
  }

  private let isTransposed: Bool
  private let ending: Ending
  private let forward, backwardData, backwardWeights: RearrangingPrimitive
  /// Whether both gradients want that of the result in one arrangement.
  private let sharesGradient: Bool

  init(_ geometry: ConvolutionGeometry, ending: Ending) {
    (isTransposed, self.ending) = (geometry.isTransposed, ending)
    let convolution = ConvolutionDescription(geometry, ending)
    // Where the machine or the shapes do not allow Winograd's algorithm, oneDNN says so.
    guard
      let computations = convolution.suitsWinograd
        ? convolution.computations(dnnl_convolution_winograd) ?? convolution.computations(dnnl_convolution_direct)
        : convolution.computations(dnnl_convolution_direct)
    else { brokenRule("oneDNN could not describe a convolution of \(geometry.images) with \(geometry.weights)") }
    (forward, backwardData, backwardWeights) = computations
    sharesGradient =
      isTransposed ? forward.wants(0, as: backwardWeights, 0) : backwardData.wants(0, as: backwardWeights, 1)
  }

  typealias Pointer = UnsafeMutablePointer<Float>

  func apply(_ images: Pointer, _ weights: Pointer, _ bias: Pointer, _ result: Pointer) {
    if isTransposed {
      backwardData.run([images, weights, result])
    } else {
      forward.run([images, weights] + (ending == .none ? [] : [bias]) + [result])
    }
  }

  /// The gradient with respect to the images, where a place for it is given, and those of the weights and the bias.
  func gradients(
    _ gradient: Pointer, _ images: Pointer, _ weights: Pointer, into imageGradient: Pointer?,
    _ weightGradient: Pointer, _ biasGradient: Pointer
  ) {
    let (toImages, place) = isTransposed ? (forward, 0) : (backwardData, 1)
    let shared = sharesGradient ? toImages.rearranged(0, gradient) : nil
    if let imageGradient { toImages.run([gradient, weights, imageGradient], given: shared.map { [0: $0] } ?? [:]) }
    backwardWeights.run(
      (isTransposed ? [gradient, images] : [images, gradient]) + [weightGradient]
        + (ending == .bias ? [biasGradient] : []), given: shared.map { [place: $0] } ?? [:])
  }

  func imageGradient(_ gradient: Pointer, _ weights: Pointer, _ result: Pointer) {
    (isTransposed ? forward : backwardData).run([gradient, weights, result])
  }
}

/// A convolution from a source to a target as oneDNN is told of it.
private struct ConvolutionDescription {
  private let geometry: ConvolutionGeometry
  private let ending: ConvolutionPlan.Ending
  private let source, target, weights: Layout
  private let bias: Layout
  private let strides, before, after: [Int64]

  init(_ geometry: ConvolutionGeometry, _ ending: ConvolutionPlan.Ending) {
    (self.geometry, self.ending) = (geometry, ending)
    let (source, target) =
      geometry.isTransposed ? (geometry.output, geometry.images) : (geometry.images, geometry.output)
    func layout(_ shape: Shape) -> Layout { Layout([shape[0], shape[3], shape[1], shape[2]], dnnl_nhwc) }
    (self.source, self.target) = (layout(source), layout(target))
    let window = geometry.window, (inputs, outputs) = (geometry.images[3], geometry.output[3])
    // H×W×I×O in memory, whichever of the two ends the convolution begins at.
    let taps = [window.width * inputs * outputs, inputs * outputs]
    weights = Layout(
      [target[3], source[3], window.height, window.width],
      strides: (geometry.isTransposed ? [outputs, 1] : [1, outputs]) + taps)
    bias = Layout([target[3]], dnnl_x)
    strides = [Int64(window.strideHeight), Int64(window.strideWidth)]
    before = [Int64(window.top), Int64(window.left)]
    // What the window leaves over at the end, or what output padding takes back, so that oneDNN's sizes come out even.
    after = [
      Int64((target[1] - 1) * window.strideHeight + window.height - source[1] - window.top),
      Int64((target[2] - 1) * window.strideWidth + window.width - source[2] - window.left),
    ]
  }

  /// Whether Winograd's algorithm F(4×4, 3×3) pays (Lavin and Gray 2016). It multiplies a quarter as often and halves the
  /// time, but the images must be rearranged for it; its rounding errors, of 8e-7 of the result, are four times those
  /// of the plain sum.
  var suitsWinograd: Bool {
    let window = geometry.window, channels = [geometry.images[3], geometry.output[3]]
    return window.height == 3 && window.width == 3 && strides == [1, 1] && before == [1, 1] && after == [1, 1]
      && channels.allSatisfy { $0.isMultiple(of: 16) } && channels[0] * channels[1] >= 2_048
      && geometry.floatingPointOperations >= 450_000_000
  }

  typealias Computations = (
    forward: RearrangingPrimitive, backwardData: RearrangingPrimitive, backwardWeights: RearrangingPrimitive
  )

  /// Nil where oneDNN has no such computation.
  func computations(_ algorithm: dnnl_alg_kind_t) -> Computations? {
    var operation = dnnl_convolution_desc_t()
    let isWinograd = algorithm == dnnl_convolution_winograd
    // The direct algorithm is as fast on plain images as on any; Winograd's wants its own arrangement of them.
    let (source, target) = isWinograd ? (source.anywhere, target.anywhere) : (source, target)
    let weights = weights.anywhere
    func described(
      _ status: dnnl_status_t, hint: PrimitiveDescription? = nil, rectifying: Bool = false
    ) -> PrimitiveDescription? {
      status == dnnl_success
        ? PrimitiveDescription(
          ifPossible: operation, "convolution of \(geometry.images) with \(geometry.weights)", hint: hint,
          rectifying: rectifying) : nil
    }
    let all: (PrimitiveDescription, PrimitiveDescription, PrimitiveDescription)? = withPointers(source, target, weights)
    { x, y, w, b in
      guard
        let forward = described(
          dnnl_convolution_forward_desc_init(
            &operation, dnnl_forward_training, algorithm, x, w, ending == .none ? nil : b, y, strides, before,
            after), rectifying: ending == .biasAndReLU),
        let data = described(
          dnnl_convolution_backward_data_desc_init(&operation, algorithm, x, w, y, strides, before, after),
          hint: forward),
        let parameters = described(
          dnnl_convolution_backward_weights_desc_init(
            &operation, algorithm, x, w, ending == .bias ? b : nil, y, strides, before, after), hint: forward)
      else { return nil }
      return (forward, data, parameters)
    }
    guard let (forward, data, parameters) = all else { return nil }
    let kind = "\(isWinograd ? "Winograd " : "")\(geometry.isTransposed ? "transposed " : "")convolution"
    let bias = ending == .none ? [] : [(DNNL_ARG_BIAS, self.bias)]
    let biasGradient = ending == .bias ? [(DNNL_ARG_DIFF_BIAS, self.bias)] : []
    let suffix = ending == .biasAndReLU ? ", ReLU" : ""
    func primitive(
      _ description: PrimitiveDescription, _ name: String, reading: [(Int32, Layout)], writing: [(Int32, Layout)]
    ) -> RearrangingPrimitive {
      RearrangingPrimitive(
        description, reading: reading, writing: writing, named: "\(kind) \(name)",
        of: [geometry.images, geometry.weights], floatingPointOperations: geometry.floatingPointOperations)
    }
    return (
      primitive(
        forward, geometry.isTransposed ? "image gradient" : "forward\(suffix)",
        reading: [(DNNL_ARG_SRC, self.source), (DNNL_ARG_WEIGHTS, self.weights)] + bias,
        writing: [(DNNL_ARG_DST, self.target)]),
      primitive(
        data, geometry.isTransposed ? "forward" : "image gradient",
        reading: [(DNNL_ARG_DIFF_DST, self.target), (DNNL_ARG_WEIGHTS, self.weights)],
        writing: [(DNNL_ARG_DIFF_SRC, self.source)]),
      primitive(
        parameters, "weight gradients", reading: [(DNNL_ARG_SRC, self.source), (DNNL_ARG_DIFF_DST, self.target)],
        writing: [(DNNL_ARG_DIFF_WEIGHTS, self.weights)] + biasGradient)
    )
  }

  private typealias Pointer = UnsafePointer<dnnl_memory_desc_t>

  private func withPointers<Result>(
    _ source: Layout, _ target: Layout, _ weights: Layout, _ body: (Pointer, Pointer, Pointer, Pointer) -> Result
  ) -> Result {
    withUnsafePointer(to: source.descriptor) { x in
      withUnsafePointer(to: target.descriptor) { y in
        withUnsafePointer(to: weights.descriptor) { w in
          withUnsafePointer(to: bias.descriptor) { b in body(x, y, w, b) }
        }
      }
    }
  }
}
