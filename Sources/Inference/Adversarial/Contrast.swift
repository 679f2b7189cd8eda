import LabAutodiff
import LabDistributions
import LabTensors

/// What the draws of an implicit guide are told from.
public enum Contrast: Equatable, Sendable {
  /// The prior: r(z) = p(z), so that T is log q(z | x) − log p(z) and its mean over the guide KL(q ‖ p). Where the two are far
  /// apart, as with many numbers in a code, T has an easy task and learns little about the quotient.
  case prior

  /// The normal distribution with the guide's own means μ and standard deviations σ given x, estimated from so many draws:
  /// adaptive contrast (Mescheder et al. 2017, section 4). T then sees the standardised code u = (z − μ)/σ beside draws of N(0,
  /// I), and only has to tell by how much q is no normal distribution; the rest is exact: KL(q ‖ p) = E_q [T(x, u) + log r(z |
  /// x) − log p(z)].
  ///
  /// Take many draws: T sees how far a code lies from the estimated moments, and not how far these are off, so that what their
  /// noise costs is missing in the rate. Of a normal guide that is about the numbers of a code over the draws, in nats.
  ///
  /// r is a constant of the guide's objective: for any r that T has learnt, the sum of T and log r is log q.
  case adaptive(draws: Int)
}

/// Draws of a guide as a discriminator sees them.
struct ContrastedCodes {
  /// What T is given for each code, draws × batch × code.
  let coordinates: Variable
  /// log r(z | x), draws × batch; nil where r is the prior.
  let logContrast: Variable?

  /// The codes z, draws × batch × code, of examples.
  init(
    _ codes: Variable, of examples: Tensor, by encoder: ImplicitEncoder, _ contrast: Contrast, _ pass: Pass,
    using random: Random
  ) throws {
    switch contrast {
    case .prior: (coordinates, logContrast) = (codes, nil)
    case .adaptive(let draws):
      // Draws of their own: to the codes that are judged r is a density that they have not chosen.
      let r = try encoder.moments(of: examples, draws: draws, pass, using: random)
      coordinates = (codes - r.mean) / r.standardDeviation
      logContrast = r.toEvent(1).logDensity(codes)
    }
  }
}
