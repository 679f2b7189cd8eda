import LabAutodiff
import LabRequirements
import LabTensors

/// A transposed convolution, which makes images larger by its stride, and a bias.
public struct TransposedConvolution: Layer {
  private let channels: Int
  private let kernel: (height: Int, width: Int)
  private let strides: (Int, Int)
  private let padding: Window.Padding
  private let outputPadding: (Int, Int)
  private let initializer: Initializer
  private var activation: Activation?

  /// A square window. With padding `.same` the image grows exactly by the stride; `outputPadding` adds rows and columns
  /// at the end, which a convolution of that stride would have left over.
  public init(
    _ channels: Int, kernel: Int, stride: Int = 1, padding: Window.Padding = .same, outputPadding: Int = 0,
    initializer: Initializer = .glorotNormal
  ) {
    require(channels > 0, "a transposed convolution needs at least one channel, not \(channels)")
    self.channels = channels
    self.kernel = (kernel, kernel)
    self.strides = (stride, stride)
    self.padding = padding
    self.outputPadding = (outputPadding, outputPadding)
    self.initializer = initializer
  }

  /// The name in a summary.
  public var description: String {
    "Transposed convolution \(kernel.height)×\(kernel.width)" + (activation.map { " and \($0.description)" } ?? "")
  }

  /// With the activation of what it makes, in the pass that adds the bias.
  public func merged(with next: any Layer) -> (any Layer)? {
    guard activation == nil, let activation = Activation.mergeable(next) else { return nil }
    var merged = self
    merged.activation = activation
    return merged
  }

  /// `.same` pads as the convolution does that this one transposes, whose input is the larger image.
  private func window(over input: Shape) -> Window {
    Window(
      kernel.height, kernel.width, strides: strides, padding: padding,
      over: (input[-3] * strides.0, input[-2] * strides.1))
  }

  /// Rows and columns added at the end: those asked for, and with `.same` those that a window smaller than the stride
  /// does not reach.
  private var added: (Int, Int) {
    guard padding == .same else { return outputPadding }
    return (
      outputPadding.0 + max(strides.0 - kernel.height, 0), outputPadding.1 + max(strides.1 - kernel.width, 0)
    )
  }

  /// Height and width by the window, padding and stride, and the channels; from an image.
  public func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    let image = try input.imageExtents()
    let size = window(over: input).transposedOutputSize(
      height: image.height, width: image.width, outputPadding: added)
    guard size.height > 0, size.width > 0 else {
      throw ShapeMismatch("its padding leaves nothing of an image of \(input)")
    }
    return [size.height, size.width, channels]
  }

  /// Weights of height×width×inputs×channels, and a bias.
  public func parameters(for input: Shape, path: String, using random: Random) -> [Parameter] {
    [
      Parameter("\(path)/weights", initializer([kernel.height, kernel.width, input[2], channels], using: random)),
      Parameter("\(path)/bias", .zeros([channels])),
    ]
  }

  /// Weights and bias.
  public var parameterTensorCount: Int { 2 }

  /// The transposed convolution of each image.
  public func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable {
    x.convolvedTransposed(
      pass[parameters[0]], bias: pass[parameters[1]], window(over: x.shape), outputPadding: added,
      activation: activation?.function)
  }
}
