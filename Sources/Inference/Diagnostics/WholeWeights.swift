import LabAutodiff
import LabTensors

extension TracePair {
  /// What one draw of all latent variables, the global ones too, costs against all data, for each particle: −log p(x | z), and
  /// log q(z)/p(z), with closed forms of its mean where these are wanted. Added up in double precision.
  func wholeCosts(closedForms: Bool) -> (distortions: [Double], rates: [Double]) {
    var distortions = [Double](repeating: 0, count: particles.count ?? 1), rates = distortions
    for term in logLikelihoods { Self.add(-1, term.logDensity.value, inside: term.plates, to: &distortions) }
    for (q, p) in latents {
      if closedForms, let divergence = divergence(of: (q, p)) {
        Self.add(1, divergence.value.broadcast(to: q.logDensity.shape), inside: q.plates, to: &rates)
      } else {
        Self.add(1, q.logDensity.value, inside: q.plates, to: &rates)
        if !dependsOnEnumerated(p) { Self.add(-1, p.logDensity.value, inside: p.plates, to: &rates) }
      }
    }
    for term in summedPriors { Self.add(-1, term.logDensity.value, inside: term.plates, to: &rates) }
    for site in auxiliaries { Self.add(1, site.logDensity.value, inside: site.plates, to: &rates) }
    return (distortions, rates)
  }

  /// log p(x, z) − log q(z) of all data and all latent variables, for each particle.
  var wholeLogWeights: [Double] {
    let costs = wholeCosts(closedForms: false)
    return zip(costs.distortions, costs.rates).map { -$0 - $1 }
  }

  /// Adds the numbers of each particle, every plate as often as it stands for.
  private static func add(_ sign: Double, _ numbers: Tensor, inside plates: [Plate], to sums: inout [Double]) {
    let factor = sign * plates.reduce(1) { $0 * Double($1.total) / Double($1.size) }
    let elements = numbers.elements, length = elements.count / sums.count
    for particle in sums.indices {
      for index in particle * length..<(particle + 1) * length { sums[particle] += factor * Double(elements[index]) }
    }
  }

  /// Pairs of runs with so many draws of every latent variable in all, several side by side where that is wanted; each
  /// run has a stream of its own.
  static func forEach<Data>(
    of draws: Int, atOnce: Int, plateNesting: Int, _ model: some VariationalModel<Data>, on data: Data,
    using random: Random, _ body: (TracePair) throws -> Void
  ) throws {
    for start in stride(from: 0, to: draws, by: atOnce) {
      let particles =
        atOnce == 1 ? Particles.one : Particles(count: min(atOnce, draws - start), plateNesting: plateNesting)
      try body(
        TracePair(model, on: data, pass: .evaluation, particles: particles, using: random[start]))
    }
  }
}
