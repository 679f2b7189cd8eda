import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabRequirements
import LabTensors

/// The evidence lower bound E_q [log p(x | z)] − β KL(q(z) ‖ p(z)), with its two terms, distortion and rate
/// (Kingma and Welling 2014, equation 3; β after Higgins et al. 2017).
///
/// Where the pair of families has a closed form the rate is that, else the mean of log q − log p over the draws; also where the
/// guide draws a site before another that precedes it in the model, since its prior there may depend on what is drawn later. Draws
/// that are not reparameterized contribute by the score function (Ranganath et al. 2014): that of a draw inside plates is
/// multiplied only by the costs that can depend on it, those of its own repeat, less the mean of the other particles' where there
/// are several (Kool et al. 2019), and less what the guide gave `sample` as a baseline.
public struct EvidenceLowerBound: Objective {
  /// The number of draws.
  public let particles: Int?
  /// β by step.
  public let klWeight: KLWeight
  /// The rate of each unit of a code, averaged over the plates, that costs nothing, in nats (free bits: Kingma et al. 2016).
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
  ///
  /// Enumerated sites are summed out of both: they are −log p(x | z) and log q(z) − log p(z) of what the guide draws.
  public func loss(of pair: TracePair, step: Int) throws -> Loss {
    let beta = klWeight.value(at: step)
    let distortions = pair.logLikelihoods.map { LogTerm(logDensity: -$0.logDensity, plates: $0.plates) }
    let ratesByUnit = freeBits > 0 ? try pair.latents.map { try rateByUnit(of: $0, pair) } : []
    let latentRates =
      freeBits > 0
      ? zip(pair.latents, ratesByUnit).map { LogTerm(logDensity: withFreeBits($1, of: $0), plates: $0.q.plates) }
      : try pair.latents.map { LogTerm(logDensity: try rate(of: $0, pair), plates: $0.q.plates) }
    let otherRates =
      pair.auxiliaries.map(LogTerm.init)
      + pair.summedPriors.map { LogTerm(logDensity: -$0.logDensity, plates: $0.plates) }
    let rates = latentRates + otherRates
    var terms: [Loss.Term] = []
    if !distortions.isEmpty { terms.append(.init("distortion", total(distortions, pair))) }
    if !rates.isEmpty { terms.append(.init("rate", total(rates, pair), weight: beta)) }
    if let scores = ScoreFunction(of: pair) {
      let costs =
        distortions.map { (cost: $0.logDensity.value, plates: $0.plates) }
        + (freeBits > 0 ? otherRates : rates).map { (cost: $0.logDensity.value * beta, plates: $0.plates) }
      // What is free is shared by all repeats and particles: each has a part in what the others cost.
      let shared = zip(pair.latents, ratesByUnit).map { site, byUnit in
        ScoreFunction.SharedCost(numbers: byUnit.value, inEvent: byUnit.shape.rank - batchRank(of: site), of: site.q) {
          means in
          ((Variable(means) - freeBits).mapped(.relu) + freeBits).sum(along: [-1]).value * beta
        }
      }
      terms += scores.terms(multiplying: costs, and: shared)
    }
    return Loss(terms)
  }

  /// KL(q ‖ p) at each element of a site's particles and plates, or the draw's log q − log p.
  private func rate(of site: (q: Site, p: Site), _ pair: TracePair) throws -> Variable {
    guard usesClosedForms, let rate = pair.divergence(of: site) else { return -pair.logRatio(of: site) }
    if let position = rate.value.firstNonFinite {
      throw ModelError(
        site.q.name,
        "site “\(site.q.name)” of the guide is infinitely far from the model's (the rate of element \(position) is "
          + "\(rate.value.elements[position])); let the guide reach only where the model does")
    }
    return rate.broadcast(to: site.q.logDensity.shape)
  }

  /// KL(q ‖ p) of each unit.
  private func rateByUnit(of site: (q: Site, p: Site), _ pair: TracePair) throws -> Variable {
    guard usesClosedForms, let rates = pair.divergenceByPart(of: site) else {
      throw ModelError(
        site.q.name,
        "site “\(site.q.name)” has no closed form of the rate of each of its units, which free bits need; use "
          + "independent parts of one family, with closed forms and the pathwise gradient, that the guide draws in the model's "
          + "order")
    }
    return rates
  }

  /// Each unit's mean over the batch, or the free amount where that is more; the same for every element of the batch.
  private func withFreeBits(_ byUnit: Variable, of site: (q: Site, p: Site)) -> Variable {
    let mean = byUnit.mean(along: Array(0..<batchRank(of: site)))
    return ((mean - freeBits).mapped(.relu) + freeBits).sum().broadcast(to: site.q.logDensity.shape)
  }

  /// The number of a divergence's axes before those of units.
  private func batchRank(of site: (q: Site, p: Site)) -> Int {
    max(site.q.distribution.batchShape.rank, site.p.distribution.batchShape.rank)
  }

  /// The mean over the particles of the sum over the common plates.
  private func total(_ terms: [LogTerm], _ pair: TracePair) -> Variable {
    let sums = terms.map { pair.summed($0) }
    let sum = sums.dropFirst().reduce(sums[0]) { $0 + $1 }.sum()
    return sum * (pair.commonScale / Float(particles ?? 1))
  }
}
