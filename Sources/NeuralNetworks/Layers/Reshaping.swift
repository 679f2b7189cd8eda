import LabAutodiff
import LabTensors

/// The elements of an example under another shape.
public struct Reshape: Layer {
  private let target: Shape

  /// A shape of as many elements as the input.
  public init(to target: Shape) { self.target = target }

  /// The name in a summary.
  public var description: String { "Reshape" }

  /// The target, of as many elements.
  public func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    guard input.count == target.count else {
      throw ShapeMismatch("the \(input.count) elements of \(input) do not fill \(target)")
    }
    return target
  }

  /// The elements of each example under the target shape.
  public func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable {
    x.reshaped(to: [x.shape[0]] + target)
  }
}

/// The elements of an example as a vector.
public struct Flatten: Layer {
  /// Takes any shape.
  public init() {}

  /// The name in a summary.
  public var description: String { "Flatten" }

  /// A vector of all elements.
  public func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape { [input.count] }

  /// The elements of each example in a row.
  public func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable {
    x.reshaped(to: [x.shape[0], x.shape.dropFirst().count])
  }
}
