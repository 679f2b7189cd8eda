import LabAutodiff
import LabRequirements
import LabTensors

/// An affine map of a vector, each number of which another one opens or closes: (x W + b) ⊙ σ(x V + c) (Dauphin et al. 2017,
/// equation 1; in variational autoencoders Tomczak and Welling 2018, section 5).
public struct GatedDense: Layer {
  private let units: Int
  private let initializer: Initializer

  /// A layer with the given number of outputs; both biases begin at 0, so that every gate is half open.
  public init(_ units: Int, initializer: Initializer = .glorotNormal) {
    require(units > 0, "a gated dense layer needs at least one unit, not \(units)")
    (self.units, self.initializer) = (units, initializer)
  }

  /// The name in a summary.
  public var description: String { "Gated dense" }

  /// A vector of the units, from a vector.
  public func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    guard input.rank == 1 else { throw ShapeMismatch("wants a vector, not \(input); put Flatten before it") }
    return [units]
  }

  /// Weights of inputs×units and a bias, and the same again for the gates.
  public func parameters(for input: Shape, path: String, using random: Random) -> [Parameter] {
    ["", "gate "].flatMap { kind in
      let name = "\(kind)weights"
      return [
        Parameter("\(path)/\(name)", initializer([input[0], units], using: random[name])),
        Parameter("\(path)/\(kind)bias", .zeros([units])),
      ]
    }
  }

  /// Weights and bias, and those of the gates.
  public var parameterTensorCount: Int { 4 }

  /// (x W + b) ⊙ σ(x V + c).
  public func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable {
    let values = x.affine(pass[parameters[0]], bias: pass[parameters[1]])
    return values * x.affine(pass[parameters[2]], bias: pass[parameters[3]], activation: .sigmoid)
  }
}
