import LabAutodiff
import LabRequirements
import LabTensors

/// The largest value under each place of a window.
public struct MaxPooling: Layer {
  private let size, stride: Int
  private let padding: Window.Padding

  /// A square window, moved by its own size where no stride is given.
  public init(_ size: Int, stride: Int? = nil, padding: Window.Padding = .valid) {
    (self.size, self.stride, self.padding) = (size, stride ?? size, padding)
  }

  /// The name in a summary.
  public var description: String { "Max-pooling \(size)×\(size)" }

  private func window(over input: Shape) -> Window {
    Window(size, size, strides: (stride, stride), padding: padding, over: (input[-3], input[-2]))
  }

  /// Height and width by the window and padding; from an image.
  public func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    let image = try input.imageExtents()
    let output = window(over: input).outputSize(height: image.height, width: image.width)
    guard output.height > 0, output.width > 0 else {
      throw ShapeMismatch("its \(size)×\(size) window does not fit into an image of \(input)")
    }
    return [output.height, output.width, image.channels]
  }

  /// The maximum under each place of the window.
  public func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable {
    x.maxPooled(window(over: x.shape))
  }
}

/// Every pixel repeated along height and width.
public struct Upsampling: Layer {
  private let factor: Int

  /// Enlarges by a whole factor.
  public init(_ factor: Int) {
    require(factor > 0, "upsampling needs a factor of at least one, not \(factor)")
    self.factor = factor
  }

  /// The name in a summary.
  public var description: String { "Upsampling ×\(factor)" }

  /// Height and width times the factor; from an image.
  public func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    let image = try input.imageExtents()
    return [image.height * factor, image.width * factor, image.channels]
  }

  /// With a convolution of what it makes, which then need not be made.
  public func merged(with next: any Layer) -> (any Layer)? { (next as? Convolution)?.upsampling(by: factor) }

  /// Each pixel, repeated.
  public func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable { x.upsampled(by: factor) }
}
