import Laboratory

/// A variational autoencoder that is watched while it trains: a model is a function, and another one around it can look at
/// what it did.
final class LogitWatch: VariationalModel {
  let vae: VariationalAutoencoder
  /// The largest |η| of the continuous Bernoulli distributions of the last batch; 0 of other likelihoods.
  private(set) var largestLogit: Float = 0

  init(_ vae: VariationalAutoencoder) { self.vae = vae }

  var parameters: [Parameter] { vae.parameters }

  func model(_ trace: Trace, _ images: Tensor) throws {
    try vae.model(trace, images)
    let pixels = (trace["x"]?.distribution as? Independent<ContinuousBernoulli>)?.base
    largestLogit = pixels?.logits.value.elements.map(Swift.abs).max() ?? 0
  }

  func guide(_ trace: Trace, _ images: Tensor) throws { try vae.guide(trace, images) }
}
