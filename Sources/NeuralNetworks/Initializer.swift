import LabTensors

/// How the weights of a layer begin: zero mean, and a variance that the numbers of inputs and outputs of a unit decide.
public enum Initializer: Sendable {
  /// Variance 2/(inputs + outputs) (Glorot and Bengio 2010, equation 16).
  case glorotUniform, glorotNormal
  /// Variance 2/inputs, for ReLU (He et al. 2015, equation 10).
  case heUniform, heNormal
  /// Variance 1/inputs, for SELU (LeCun et al. 1998, section 4.6).
  case leCunUniform, leCunNormal
  /// Uniform on ±1/√inputs, variance 1/(3 inputs) (Glorot and Bengio 2010, equation 1); PyTorch's default.
  case fanInUniform

  /// Weights whose last two axes are inputs and outputs; the axes before them, if any, are the window they are used under.
  func callAsFunction(_ shape: Shape, using random: Random) -> Tensor {
    let window = shape.dropLast(2).count
    let inputs = Float(window * shape[-2]), outputs = Float(window * shape[-1])
    switch self {
    case .glorotUniform: return uniform(2 / (inputs + outputs))
    case .glorotNormal: return normal(2 / (inputs + outputs))
    case .heUniform: return uniform(2 / inputs)
    case .heNormal: return normal(2 / inputs)
    case .leCunUniform: return uniform(1 / inputs)
    case .leCunNormal: return normal(1 / inputs)
    case .fanInUniform: return uniform(1 / (3 * inputs))
    }

    func normal(_ variance: Float) -> Tensor { .normal(shape, using: random) * variance.squareRoot() }
    // Uniform on ±a has variance a²/3.
    func uniform(_ variance: Float) -> Tensor {
      let bound = (3 * variance).squareRoot()
      return Tensor.uniform(shape, using: random).scaled(by: 2 * bound, offset: -bound)
    }
  }
}
