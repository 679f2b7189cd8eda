import Autodiff
import Distributions
import Inference
import NeuralNetworks
import Tensors

/// The loss that C. Ollion's notebook “Going further with VAEs” trains its importance-weighted autoencoder with:
/// Σ w̃ᵢ (‖x − f(zᵢ)‖² + KL(q ‖ p)) with w̃ = softmax(‖x − f(zᵢ)‖² + KL(q ‖ p)) over the particles, taken as constants.
///
/// It is no bound. Its log w is a cost: the worst particle gets the largest weight. The KL is the same for every particle
/// and cancels in the softmax. The likelihood's σ is missing.
struct SourceImportanceLoss: Objective {
  let particles: Int?

  /// The loss of a model with one latent variable and one observation in one plate; the mean of p(x | z) is the decoder's
  /// output f(z).
  func loss(of pair: TracePair, step: Int) -> Loss {
    let x = pair.observations[0], z = pair.latents[0]
    let squaredErrors = square(x.distribution.mean - x.value).sum(along: [2])
    guard let divergences = z.q.distribution.klDivergence(to: z.p.distribution) else {
      preconditionFailure("the source's loss is of two normal distributions")
    }
    let costs = squaredErrors + divergences
    return Loss([.init("the source's loss", (costs * costs.detached.softmax(along: 0)).sum())])
  }
}
