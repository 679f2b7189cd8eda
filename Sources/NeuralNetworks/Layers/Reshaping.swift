import Autodiff
import Tensors

/// The elements of an example under another shape.
public struct Reshape: Layer {
  private let target: Shape

  /// A shape of as many elements as the input.
  public init(to target: Shape) { self.target = target }

  public var description: String { "Reshape" }

  public func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    guard input.count == target.count else {
      throw ShapeMismatch("the \(input.count) elements of \(input) do not fill \(target)")
    }
    return target
  }

  public func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable {
    x.reshaped(to: [x.shape[0]] + target.dimensions)
  }
}

/// The elements of an example as a vector.
public struct Flatten: Layer {
  /// Takes any shape.
  public init() {}

  public var description: String { "Flatten" }

  public func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape { [input.count] }

  public func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable {
    x.reshaped(to: [x.shape[0], x.value.count / max(x.shape[0], 1)])
  }
}
