import LabAutodiff
import LabRequirements
import LabTensors

/// An affine map of a vector: x W + b.
public struct Dense: Layer {
  private let units: Int
  private let initializer: Initializer
  private var activation: Activation?

  /// A layer with the given number of outputs; the bias begins at 0.
  public init(_ units: Int, initializer: Initializer = .glorotNormal) {
    require(units > 0, "a dense layer needs at least one unit, not \(units)")
    (self.units, self.initializer) = (units, initializer)
  }

  /// The name in a summary.
  public var description: String { "Dense" + (activation.map { " and \($0.description)" } ?? "") }

  /// With the activation of what it makes, in the pass that adds the bias.
  public func merged(with next: any Layer) -> (any Layer)? {
    guard activation == nil, let activation = Activation.mergeable(next) else { return nil }
    var merged = self
    merged.activation = activation
    return merged
  }

  /// A vector of the units, from a vector.
  public func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    guard input.rank == 1 else { throw ShapeMismatch("wants a vector, not \(input); put Flatten before it") }
    return [units]
  }

  /// Weights of inputs×units, and a bias.
  public func parameters(for input: Shape, path: String, using random: Random) -> [Parameter] {
    [
      Parameter("\(path)/weights", initializer([input[0], units], using: random)),
      Parameter("\(path)/bias", .zeros([units])),
    ]
  }

  /// Weights and bias.
  public var parameterTensorCount: Int { 2 }

  /// x W + b.
  public func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable {
    x.affine(pass[parameters[0]], bias: pass[parameters[1]], activation: activation?.function)
  }
}
