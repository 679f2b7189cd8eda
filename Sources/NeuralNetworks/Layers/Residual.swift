import LabAutodiff
import LabTensors

/// A residual block: what its layers make of the input, added to the input (He et al. 2016, equation 1).
///
/// Where the layers change the shape, a shortcut of layers of its own takes the input's place (equation 2):
///
/// ```swift
/// Residual([Convolution(64, kernel: 3, stride: 2), BatchNormalization(), Activation.relu, Convolution(64, kernel: 3)],
///   shortcut: [Convolution(64, kernel: 1, stride: 2)])
/// ```
public struct Residual: Layer {
  private let block, shortcut: Sequential

  /// The layers of the block, and those that the input takes beside them: none, and it stays what it is.
  public init(_ layers: [any Layer], shortcut: [any Layer] = []) {
    (block, self.shortcut) = (Sequential(layers), Sequential(shortcut))
  }

  /// The layers' names in a summary.
  public var description: String {
    "Residual (\(block.contents)" + (shortcut.layers.isEmpty ? ")" : "; shortcut: \(shortcut.contents))")
  }

  /// What comes out of both ways, which is to have one shape.
  public func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    let (output, beside) = (try block.outputShape(for: input), try shortcut.outputShape(for: input))
    guard output == beside else {
      throw ShapeMismatch(
        "its layers make \(output) of \(input), which cannot be added to \(beside); let them keep the shape, or give a "
          + "shortcut that makes \(output)")
    }
    return output
  }

  /// Those of the layers, and then those of the shortcut, under `shortcut`.
  public func parameters(for input: Shape, path: String, using random: Random) -> [Parameter] {
    block.parameters(for: input, path: path, using: random)
      + shortcut.parameters(for: input, path: "\(path)/shortcut", using: random)
  }

  /// Those of both ways.
  public var parameterTensorCount: Int { block.parameterTensorCount + shortcut.parameterTensorCount }

  /// x + F(x).
  public func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable {
    let count = block.parameterTensorCount
    return shortcut.apply(x, Array(parameters[count...]), pass.inside("shortcut"))
      + block.apply(x, Array(parameters[..<count]), pass.inside("block"))
  }
}
