import LabAutodiff
import LabNeuralNetworks
import LabRequirements
import LabTensors

/// An affine map of a vector by those weights alone that a mask has a 1 for: x (M ⊙ W) + b (Germain et al. 2015, section 4).
struct MaskedDense: Layer {
  private let mask: Tensor
  private let dense: Dense

  /// A layer with a mask of inputs × outputs; the bias begins at 0.
  init(_ mask: Tensor) { (self.mask, dense) = (mask, Dense(mask.shape[1])) }

  var description: String { "Masked dense" }

  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    guard input == [mask.shape[0]] else {
      throw ShapeMismatch("wants a vector of \(mask.shape[0]) numbers, as its mask has, not \(input)")
    }
    return try dense.outputShape(for: input)
  }

  /// Weights of inputs×outputs, all of them, and a bias.
  func parameters(for input: Shape, path: String, using random: Random) -> [Parameter] {
    dense.parameters(for: input, path: path, using: random)
  }

  var parameterTensorCount: Int { dense.parameterTensorCount }

  func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable {
    x.affine(pass[parameters[0]] * Variable(mask), bias: pass[parameters[1]])
  }
}
