import LabAutodiff
import LabRequirements
import LabTensors

/// A convolution of images with a window of weights for each output channel, and a bias.
public struct Convolution: Layer {
  private let channels: Int
  private let kernel: (height: Int, width: Int)
  private let strides: (Int, Int)
  private let padding: Window.Padding
  private let initializer: Initializer
  private var activation: Activation?
  /// How many times each pixel of the images counts along height and width.
  private var upsampling = 1

  /// A square window.
  public init(
    _ channels: Int, kernel: Int, stride: Int = 1, padding: Window.Padding = .same,
    initializer: Initializer = .glorotNormal
  ) {
    self.init(channels, kernel: (kernel, kernel), strides: (stride, stride), padding: padding, initializer: initializer)
  }

  /// A window of any height and width; the bias begins at 0.
  public init(
    _ channels: Int, kernel: (height: Int, width: Int), strides: (Int, Int), padding: Window.Padding = .same,
    initializer: Initializer = .glorotNormal
  ) {
    require(channels > 0, "a convolution needs at least one channel, not \(channels)")
    (self.channels, self.kernel, self.strides) = (channels, kernel, strides)
    (self.padding, self.initializer) = (padding, initializer)
  }

  /// The name in a summary.
  public var description: String {
    "Convolution \(kernel.height)×\(kernel.width)" + (activation.map { " and \($0.description)" } ?? "")
  }

  /// With the activation of what it makes, before that is written to memory.
  public func merged(with next: any Layer) -> (any Layer)? {
    guard activation == nil, let activation = Activation.mergeable(next) else { return nil }
    var merged = self
    merged.activation = activation
    return merged
  }

  /// The convolution of images after they are enlarged, in one computation.
  func upsampling(by factor: Int) -> Convolution {
    var enlarging = self
    enlarging.upsampling = factor
    return enlarging
  }

  private func window(over input: Shape) -> Window {
    Window(
      kernel.height, kernel.width, strides: strides, padding: padding,
      over: (upsampling * input[-3], upsampling * input[-2]))
  }

  /// Height and width by the window and padding, and the channels; from an image.
  public func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    let image = try input.imageExtents()
    let size = window(over: input).outputSize(height: upsampling * image.height, width: upsampling * image.width)
    guard size.height > 0, size.width > 0 else {
      throw ShapeMismatch("its \(kernel.height)×\(kernel.width) window does not fit into an image of \(input)")
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

  /// The convolution of each image.
  public func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable {
    x.convolved(
      pass[parameters[0]], bias: pass[parameters[1]], window(over: x.shape), upsampledBy: upsampling,
      activation: activation?.function)
  }
}
