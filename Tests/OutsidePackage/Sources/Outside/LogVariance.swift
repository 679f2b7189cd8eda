import Laboratory

/// ½ Var log w over the guide's draws, which is 0 where the guide is the posterior (Richter et al. 2020, equation 9).
package struct LogVariance: Objective {
  package let particles: Int?

  /// From so many draws, at least 2.
  package init(particles: Int) { self.particles = particles }

  package func loss(of pair: TracePair, step: Int) throws -> Loss {
    try pair.requireReparameterizedDraws(for: "a log-variance")
    guard let particles, particles > 1 else {
      throw ModelError("", "a log-variance needs at least 2 particles to have a variance; give it more")
    }
    let logWeights = pair.logWeights
    let deviations = logWeights - logWeights.mean(along: [0], keepingAxes: true)
    return Loss([.init("log-variance", square(deviations).sum() * (pair.commonScale / Float(2 * (particles - 1))))])
  }
}
