import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabRequirements
import LabTensors

/// The evidence lower bound E_q [log p(x | z)] − β KL(q(z) ‖ p(z)), with its two terms, distortion and rate
/// (Kingma and Welling 2014, equation 3; β after Higgins et al. 2017).
///
/// Where the pair of families has a closed form the rate is that, else the mean of log q − log p over the draws. Draws
/// that are not reparameterized contribute by the score function (Ranganath et al. 2014), with the mean of the other
/// particles as a baseline where there are several.
public struct EvidenceLowerBound: Objective {
  /// The number of draws.
  public let particles: Int?
  /// β by step.
  public let klWeight: KLWeight
  /// The rate of each unit of a code, averaged over the plates, that costs nothing, in nats (Kingma et al. 2016, equation 15).
  public let freeBits: Float
  /// Whether closed forms are used.
  public let usesClosedForms: Bool
  /// How the gradient reaches the guide.
  public let guideGradient: GuideGradient

  /// The bound itself, with the closed form of the KL where there is one, unless said otherwise.
  ///
  /// Closed forms go with the pathwise gradient only: the others need the densities of the draws.
  public init(
    particles: Int? = nil, klWeight: KLWeight = 1, freeBits: Float = 0, usesClosedForms: Bool = true,
    guideGradient: GuideGradient = .pathwise
  ) {
    require(freeBits >= 0, "free bits cannot be negative: \(freeBits)")
    (self.particles, self.klWeight, self.freeBits) = (particles, klWeight, freeBits)
    (self.usesClosedForms, self.guideGradient) = (usesClosedForms && guideGradient == .pathwise, guideGradient)
  }

  /// The distortion, and the rate with the weight β.
  public func loss(of pair: TracePair, step: Int) throws -> Loss {
    let beta = klWeight.value(at: step)
    // For each particle and each element of the common plates.
    let distortions = pair.observations.map { pair.summed(-$0.logDensity, of: $0) }
    let rates =
      try pair.latents.map { pair.summed(try rate(of: $0), of: $0.q) }
      + pair.auxiliaries.map { pair.summed($0.logDensity, of: $0) }
    var terms: [Loss.Term] = []
    if !distortions.isEmpty { terms.append(.init("distortion", total(distortions, pair))) }
    if !rates.isEmpty { terms.append(.init("rate", total(rates, pair), weight: beta)) }
    let undifferentiated = (pair.latents.map(\.q) + pair.auxiliaries).filter {
      !($0.distribution is any ReparameterizedDistribution)
    }
    if !undifferentiated.isEmpty {
      let costs = (distortions + rates.map { $0 * beta }).map(\.value)
      // The costs count total/size times already.
      let scores = undifferentiated.map { pair.summedAsDrawn($0.logDensity) }
      terms.append(.init("score function", scoreFunction(scores, costs, pair)))
    }
    return Loss(terms)
  }

  /// KL(q ‖ p) at each element of a site's particles and plates, or the draw's log q − log p.
  private func rate(of site: (q: Site, p: Site)) throws -> Variable {
    if freeBits > 0 {
      guard usesClosedForms, let byPart = site.q.distribution.klDivergenceByPart(to: site.p.distribution) else {
        throw ModelError(
          site.q.name,
          "site “\(site.q.name)” has no closed form of the rate of each of its units, which free bits need; use "
            + "independent parts of one family, with closed forms and the pathwise gradient")
      }
      let batchRank = max(site.q.distribution.batchShape.rank, site.p.distribution.batchShape.rank)
      return withFreeBits(byPart, batchRank: batchRank, shape: site.q.logDensity.shape)
    }
    guard usesClosedForms, let rate = site.q.distribution.klDivergence(to: site.p.distribution) else {
      return site.q.logDensity - site.p.logDensity
    }
    if let position = rate.value.firstNonFinite {
      throw ModelError(
        site.q.name,
        "site “\(site.q.name)” of the guide is infinitely far from the model's (the rate of element \(position) is "
          + "\(rate.value.elements[position])); let the guide reach only where the model does")
    }
    return rate.broadcast(to: site.q.logDensity.shape)
  }

  /// Each unit's mean over the batch, or the free amount where that is more; the same for every element of the batch.
  private func withFreeBits(_ byPart: Variable, batchRank: Int, shape: Shape) -> Variable {
    let mean = byPart.mean(along: Array(0..<batchRank))
    return ((mean - freeBits).mapped(.relu) + freeBits).sum().broadcast(to: shape)
  }

  /// The mean over the particles of the sum over the common plates.
  private func total(_ terms: [Variable], _ pair: TracePair) -> Variable {
    let sum = terms.dropFirst().reduce(terms[0]) { $0 + $1 }.sum()
    return sum * (pair.commonScale / Float(particles ?? 1))
  }

  /// A term of value 0 whose gradient is that of E_q by the score function: Σ (cost − baseline) ∇log q.
  private func scoreFunction(_ scores: [Variable], _ costs: [Tensor], _ pair: TracePair) -> Variable {
    let score = scores.dropFirst().reduce(scores[0]) { $0 + $1 }
    var advantage = costs.dropFirst().reduce(costs[0]) { $0 + $1 }
    if let particles, particles > 1 {
      // The cost less the mean of the other particles' = (n cost − Σ cost)/(n − 1).
      advantage =
        (advantage * Float(particles) - advantage.sum(along: [0], keepingAxes: true)) * (1 / Float(particles - 1))
    }
    let surrogate = total([score * Variable(advantage)], pair)
    return surrogate - surrogate.detached
  }
}
