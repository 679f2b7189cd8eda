import Laboratory

/// A network that learns beside others: an activation function, and the variance that its weights begin with.
struct ComparedNetwork: Hashable {
  let activation: ComparedActivation
  /// Whether a weight of n inputs begins with a variance of 2/n, as ReLU wants it (He et al. 2015), in place of 1/n.
  var beginsByHe = false

  /// Every activation function from a variance of 1/n, then ReLU and GELU from 2/n.
  static let allCases =
    ComparedActivation.allCases.map { ComparedNetwork(activation: $0) }
    + [ComparedActivation.relu, .gelu(.exact)].map { ComparedNetwork(activation: $0, beginsByHe: true) }

  static let relu = ComparedNetwork(activation: .relu)
  static let selu = ComparedNetwork(activation: .selu)
  static func gelu(_ form: GELUForm) -> ComparedNetwork { ComparedNetwork(activation: .gelu(form)) }

  /// The same from weights of twice the variance.
  var byHe: ComparedNetwork { ComparedNetwork(activation: activation, beginsByHe: true) }

  /// What figures and tables call it.
  var name: String { activation.name + (beginsByHe ? ", He" : "") }

  /// A VAE with it; the weights of the same seed are the same, but for that variance.
  func vae(using random: Random) throws -> VariationalAutoencoder {
    try .dense(activation.layer, initializer: beginsByHe ? .heNormal : .leCunNormal, using: random)
  }

  /// One that was trained with another activation function, running with this one.
  func running(_ trained: VariationalAutoencoder) throws -> VariationalAutoencoder {
    let copy = try vae(using: Random(seed: 0))
    for (parameter, original) in zip(copy.parameters, trained.parameters) { parameter.value = original.value }
    return copy
  }
}
