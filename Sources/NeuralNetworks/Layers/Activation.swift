import LabAutodiff
import LabTensors

/// A function applied to every element.
public struct Activation: Layer {
  /// The name in a summary.
  public let description: String
  let function: ElementwiseFunction

  private init(_ description: String, _ function: ElementwiseFunction) {
    (self.description, self.function) = (description, function)
  }

  /// Any function of one number, under its name.
  public init(_ function: ElementwiseFunction) { self.init(function.name, function) }

  /// max(x, 0).
  public static let relu = Activation("ReLU", .relu)
  /// The self-normalising exponential unit.
  public static let selu = Activation("SELU", .selu)
  /// x Φ(x).
  public static let gelu = Activation("GELU", .gelu)
  /// GELU's approximation by tanh.
  public static let geluTanh = Activation("GELU (tanh)", .geluTanh)
  /// GELU's approximation by the sigmoid.
  public static let geluSigmoid = Activation("GELU (sigmoid)", .geluSigmoid)
  /// 1/(1 + e⁻ˣ).
  public static let sigmoid = Activation("Sigmoid", .sigmoid)
  /// The hyperbolic tangent.
  public static let tanh = Activation("Tanh", .tanh)
  /// log(1 + eˣ).
  public static let softplus = Activation("Softplus", .softplus)

  /// The activation that a layer is, where another can apply it on its way.
  static func mergeable(_ layer: any Layer) -> Activation? {
    (layer as? Activation).flatMap { $0.function.isActivation ? $0 : nil }
  }

  /// The input’s.
  public func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape { input }

  /// The function of every element.
  public func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable { x.mapped(function) }
}
