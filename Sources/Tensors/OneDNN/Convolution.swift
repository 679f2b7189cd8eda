import COneDNN

/// One convolution by its shapes: N×H×W×I images, H×W×I×O weights, a bias of O.
///
/// As everywhere in this field a convolution is a cross-correlation:
/// y[n,p,q,o] = b[o] + Σ x[n, p·s + h − top, q·s + w − left, i] w[h,w,i,o]. A transposed one is the linear map whose matrix
/// is the transpose of a convolution's from O to I channels (Dumoulin and Visin 2016, chapter 4).
public struct ConvolutionGeometry: Hashable, Sendable {
  let isTransposed: Bool
  let window: Window
  /// The shape of the images.
  public let images: Shape
  /// The shape of the weights.
  public let weights: Shape
  /// The shape of the result.
  public let output: Shape

  /// A convolution of images to so many channels.
  public init(of images: Shape, channels: Int, _ window: Window) {
    let size = window.outputSize(height: images[1], width: images[2])
    self.init(images, window, isTransposed: false, [images[0], size.height, size.width, channels])
  }

  /// A transposed convolution of images to so many channels.
  public init(
    transposedOf images: Shape, channels: Int, _ window: Window, outputPadding: (Int, Int) = (0, 0)
  ) {
    let size = window.transposedOutputSize(height: images[1], width: images[2], outputPadding: outputPadding)
    self.init(images, window, isTransposed: true, [images[0], size.height, size.width, channels])
  }

  private init(_ images: Shape, _ window: Window, isTransposed: Bool, _ output: Shape) {
    (self.images, self.window, self.isTransposed, self.output) = (images, window, isTransposed, output)
    weights = [window.height, window.width, images[3], output[3]]
  }

  /// Each weight is multiplied and added once for each place of the window, which are the pixels of the smaller images.
  var floatingPointOperations: Int {
    let places = isTransposed ? images : output
    return 2 * weights.count * places[0] * places[1] * places[2]
  }

  /// The convolution of the images, and the bias added.
  public func apply(_ images: Tensor, _ weights: Tensor, bias: Tensor) -> Tensor {
    require(
      images.shape == self.images && weights.shape == self.weights && bias.shape == [output[3]],
      "images of \(images.shape) want weights of \(self.weights), not \(weights.shape), and a bias to match, not "
        + "\(bias.shape)")
    if let result = SingleChannelConvolution(self)?.apply(images, weights, bias: bias) { return result }
    return Tensor(uninitialized: output) { result in
      withPlan { plan in
        plan.forward.run(
          images.storage.base, plan.forwardWeights.prepared(weights), bias.storage.base, result.baseAddress!)
      }
    }
  }

  /// The gradient with respect to the images.
  public func imageGradient(_ gradient: Tensor, _ weights: Tensor) -> Tensor {
    if let result = SingleChannelConvolution(self)?.imageGradient(gradient, weights) { return result }
    return Tensor(uninitialized: images) { result in
      withPlan { plan in
        plan.imageGradient.run(gradient.storage.base, plan.backwardWeights.prepared(weights), result.baseAddress!)
      }
    }
  }

  /// The gradients with respect to the weights and the bias.
  public func weightGradients(_ gradient: Tensor, _ images: Tensor) -> (weights: Tensor, bias: Tensor) {
    if let single = SingleChannelConvolution(self) { return single.weightGradients(gradient, images) }
    let bias = Tensor(uninitialized: [output[3]]) { _ in }
    let weights = Tensor(uninitialized: self.weights) { result in
      withPlan { plan in
        plan.weightGradients.run(
          images.storage.base, gradient.storage.base, plan.weightsGradient.scratch(for: result.baseAddress!),
          bias.storage.base)
        plan.weightsGradient.finish(into: result.baseAddress!)
      }
    }
    return (weights, bias)
  }

  private struct Key: Hashable {
    let geometry: ConvolutionGeometry
    let threads = Machine.threadCount
  }

  private static let cache = PrimitiveCache<Key, ConvolutionPlan>()

  private func withPlan<Result>(_ body: (ConvolutionPlan) -> Result) -> Result {
    Self.cache.with(Key(geometry: self), make: { ConvolutionPlan(self) }, body)
  }
}

/// The three computations of one convolution, and its weights in the layouts that they want.
private final class ConvolutionPlan {
  let forward, imageGradient, weightGradients: Primitive
  let forwardWeights, backwardWeights: WeightsReordering
  let weightsGradient: GradientReordering

  init(_ geometry: ConvolutionGeometry) {
    let action =
      "\(geometry.isTransposed ? "transposed convolution" : "convolution") of \(geometry.images) with \(geometry.weights)"
    let window = geometry.window
    func layout(_ shape: Shape) -> Layout { Layout([shape[0], shape[3], shape[1], shape[2]], dnnl_nhwc) }
    let source = layout(geometry.images), target = layout(geometry.output)
    let weightExtents = [geometry.output[3], geometry.images[3], window.height, window.width]
    let plain = Layout(weightExtents, dnnl_hwio), free = Layout(weightExtents, dnnl_format_tag_any)
    let bias = Layout([geometry.output[3]], dnnl_x)
    let strides = [Int64(window.strideHeight), Int64(window.strideWidth)]
    let before = [Int64(window.top), Int64(window.left)]
    // What the window leaves over at the end, or what output padding takes back, so that oneDNN's sizes come out even.
    let (small, large) = geometry.isTransposed ? (geometry.output, geometry.images) : (geometry.images, geometry.output)
    let after = [
      Int64((large[1] - 1) * window.strideHeight + window.height - small[1] - window.top),
      Int64((large[2] - 1) * window.strideWidth + window.width - small[2] - window.left),
    ]

    var operation = dnnl_convolution_desc_t()
    let (x, y, w, b) = (source.descriptor, target.descriptor, free.descriptor, bias.descriptor)
    func describe(_ initialized: dnnl_status_t, hint: PrimitiveDescription? = nil) -> PrimitiveDescription {
      check(initialized, action)
      return PrimitiveDescription(operation, action, hint: hint)
    }
    func pointers<Result>(_ body: (Pointer, Pointer, Pointer, Pointer) -> Result) -> Result {
      withUnsafePointer(to: x) { x in
        withUnsafePointer(to: y) { y in
          withUnsafePointer(to: w) { w in withUnsafePointer(to: b) { b in body(x, y, w, b) } }
        }
      }
    }
    let algorithm = geometry.isTransposed ? dnnl_deconvolution_direct : dnnl_convolution_direct
    let forward = describe(
      pointers { x, y, w, b in
        (geometry.isTransposed ? dnnl_deconvolution_forward_desc_init : dnnl_convolution_forward_desc_init)(
          &operation, dnnl_forward_training, algorithm, x, w, b, y, strides, before, after)
      })
    let imageGradient = describe(
      pointers { x, y, w, _ in
        (geometry.isTransposed ? dnnl_deconvolution_backward_data_desc_init : dnnl_convolution_backward_data_desc_init)(
          &operation, algorithm, x, w, y, strides, before, after)
      }, hint: forward)
    let weightGradients = describe(
      pointers { x, y, w, b in
        (geometry.isTransposed
          ? dnnl_deconvolution_backward_weights_desc_init : dnnl_convolution_backward_weights_desc_init)(
            &operation, algorithm, x, w, b, y, strides, before, after)
      }, hint: forward)

    forwardWeights = WeightsReordering(geometry.weights, from: plain, to: forward.layout(dnnl_query_weights_md))
    backwardWeights = WeightsReordering(geometry.weights, from: plain, to: imageGradient.layout(dnnl_query_weights_md))
    weightsGradient = GradientReordering(
      geometry.weights, from: weightGradients.layout(dnnl_query_diff_weights_md), to: plain)
    let kind = geometry.isTransposed ? "transposed convolution" : "convolution"
    let shapes = [geometry.images, geometry.weights], cost = geometry.floatingPointOperations
    self.forward = Primitive(
      forward,
      [
        (DNNL_ARG_SRC, source), (DNNL_ARG_WEIGHTS, forward.layout(dnnl_query_weights_md)), (DNNL_ARG_BIAS, bias),
        (DNNL_ARG_DST, target),
      ], named: "\(kind) forward", of: shapes, floatingPointOperations: cost)
    self.imageGradient = Primitive(
      imageGradient,
      [
        (DNNL_ARG_DIFF_DST, target), (DNNL_ARG_WEIGHTS, imageGradient.layout(dnnl_query_weights_md)),
        (DNNL_ARG_DIFF_SRC, source),
      ], named: "\(kind) image gradient", of: shapes, floatingPointOperations: cost)
    self.weightGradients = Primitive(
      weightGradients,
      [
        (DNNL_ARG_SRC, source), (DNNL_ARG_DIFF_DST, target),
        (DNNL_ARG_DIFF_WEIGHTS, weightGradients.layout(dnnl_query_diff_weights_md)), (DNNL_ARG_DIFF_BIAS, bias),
      ], named: "\(kind) weight gradients", of: shapes, floatingPointOperations: cost)
  }

  private typealias Pointer = UnsafePointer<dnnl_memory_desc_t>
}

/// Weights brought from H×W×I×O into the layout that a computation asked for.
private final class WeightsReordering {
  private let primitive: Primitive?
  private let buffer: Storage

  init(_ shape: Shape, from plain: Layout, to wanted: Layout) {
    let same = plain == wanted
    primitive =
      same
      ? nil
      : Primitive(
        PrimitiveDescription(reordering: plain, to: wanted), [(DNNL_ARG_FROM, plain), (DNNL_ARG_TO, wanted)],
        named: "reorder weights", of: [shape])
    buffer = Storage(count: same ? 0 : (wanted.bytes + 3) / 4)
  }

  func prepared(_ weights: Tensor) -> UnsafeMutablePointer<Float> {
    guard let primitive else { return weights.storage.base }
    primitive.run(weights.storage.base, buffer.base)
    return buffer.base
  }
}

/// A gradient brought back into H×W×I×O from the layout that a computation left it in.
private final class GradientReordering {
  private let primitive: Primitive?
  private let buffer: Storage

  init(_ shape: Shape, from left: Layout, to plain: Layout) {
    let same = plain == left
    primitive =
      same
      ? nil
      : Primitive(
        PrimitiveDescription(reordering: left, to: plain), [(DNNL_ARG_FROM, left), (DNNL_ARG_TO, plain)],
        named: "reorder weights back", of: [shape])
    buffer = Storage(count: same ? 0 : (left.bytes + 3) / 4)
  }

  func scratch(for result: UnsafeMutablePointer<Float>) -> UnsafeMutablePointer<Float> {
    primitive == nil ? result : buffer.base
  }

  func finish(into result: UnsafeMutablePointer<Float>) { primitive?.run(buffer.base, result) }
}
