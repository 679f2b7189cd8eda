import LabAutodiff
import LabRequirements
import LabTensors

extension TracePair {
  /// log p(x | z), and log p(z) of the latent sites whose prior depends on enumerated ones, with these summed out.
  ///
  /// log p(x | z) is log p(x, z) − log p(z) where both depend on them: what they sum to together, less what the prior sums to
  /// alone.
  static func summedOut(
    _ enumerated: [Site], _ latents: [Site], _ observations: [Site], along axes: EnumeratedAxes, _ particles: Particles
  ) throws -> (logLikelihoods: [LogTerm], priors: [LogTerm]) {
    func depends(_ site: Site) -> Bool { !axes.indices(in: site.logDensity.shape).isEmpty }
    let free = observations.filter { !depends($0) }.map(LogTerm.init)
    let prior = latents.filter(depends), data = observations.filter(depends)
    guard !prior.isEmpty || !data.isEmpty else { return (free, []) }
    let priors = prior.isEmpty ? [] : axes.summedOut((enumerated + prior).map(LogTerm.init), particles: particles)
    try requireFinite(priors, of: prior)
    guard !data.isEmpty else { return (free, priors) }
    let joint = axes.summedOut((enumerated + prior + data).map(LogTerm.init), particles: particles)
    try requireFinite(joint, of: data)
    return (free + joint + priors.map { LogTerm(logDensity: -$0.logDensity, plates: $0.plates) }, priors)
  }

  /// The probabilities of an enumerated site's values given the data and the guide's draws, particles × plates × values; nil
  /// where there is no such site.
  func enumeratedProbabilities(of name: String) -> Tensor? {
    enumeratedAxes.probabilities(of: name, among: enumerated + latents.map(\.p) + observations, particles: particles)
  }

  private static func requireFinite(_ terms: [LogTerm], of sites: [Site]) throws {
    guard let term = terms.first(where: { $0.logDensity.value.firstNonFinite != nil }), let first = sites.first else {
      return
    }
    let position = term.logDensity.value.firstNonFinite ?? 0, found = term.logDensity.value.elements[position]
    let names = sites.map { "“\($0.name)”" }.joined(separator: ", ")
    throw ModelError(
      first.name,
      "summed over the values of enumerated sites, the log-density of \(names) is \(found) (element \(position)): no value makes "
        + "it possible, or parameters have diverged: try a lower learning rate or gradient clipping",
      isOfValues: true)
  }
}

extension LogTerm {
  /// A site's log-density.
  init(_ site: Site) { self.init(logDensity: site.logDensity, plates: site.plates) }
}
