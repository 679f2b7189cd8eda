import Laboratory

/// An activation function that networks learn with beside others.
enum ComparedActivation: Hashable, CaseIterable {
  case relu
  case selu
  case gelu(GELUForm)

  /// ReLU and SELU, and then the forms of GELU.
  static let allCases: [ComparedActivation] = [.relu, .selu] + GELUForm.allCases.map(Self.gelu)

  /// What figures and tables call it.
  var name: String {
    switch self {
    case .relu: "ReLU"
    case .selu: "SELU"
    case .gelu(.exact): "GELU"
    case .gelu(let form): "GELU, \(form.rawValue)"
    }
  }

  /// The library's function.
  var function: ElementwiseFunction {
    switch self {
    case .relu: .relu
    case .selu: .selu
    case .gelu(.sigmoid): .geluSigmoid
    case .gelu(.tanh): .geluTanh
    case .gelu(.exact): .gelu
    }
  }

  /// The layer that applies it.
  var layer: Activation {
    switch self {
    case .relu: .relu
    case .selu: .selu
    case .gelu(.sigmoid): .geluSigmoid
    case .gelu(.tanh): .geluTanh
    case .gelu(.exact): .gelu
    }
  }
}
