import LabAutodiff
import LabTensors

/// A part of a log-density: a number for each particle and each element of some plates.
public struct LogTerm {
  /// The number: particles × plates.
  public let logDensity: Variable
  /// The plates, outermost first.
  public let plates: [Plate]
}

extension EnumeratedAxes {
  /// log Σ exp of the sum of some terms, over all values of the enumerated sites: what is left, particles × plates.
  ///
  /// A term of plates has a number for each value of the sites that it depends on, along their axes. From the innermost plates
  /// outwards, each site is summed over where it stands, the last first, of the terms that depend on it; what then still depends
  /// on sites outside a plate is a product over its repeats, which count total/size times (variable elimination: Zhang and Poole
  /// 1996; along plates: Obermeyer et al. 2019).
  func summedOut(_ terms: [LogTerm], particles: Particles) -> [LogTerm] {
    var open = terms, closed: [LogTerm] = []
    var depth = terms.map(\.plates.count).max() ?? 0
    while depth >= 0 {
      var level = open.filter { $0.plates.count == depth }
      open.removeAll { $0.plates.count == depth }
      for axis in indices.reversed() where plates(of: axis).count == depth {
        let involved = level.filter { depends($0, on: axis) }
        guard let first = involved.first else { continue }
        level.removeAll { depends($0, on: axis) }
        let product = involved.dropFirst().reduce(first.logDensity) { $0 + $1.logDensity }
        let sum = product.logSumExp(along: product.shape.rank - position(axis), keepingAxis: true)
        level.append(LogTerm(logDensity: sum, plates: plates(of: axis)))
      }
      for term in level {
        if indices(in: term.logDensity.shape).isEmpty {
          let shape = particles.batchShape(inside: term.plates)
          closed.append(LogTerm(logDensity: term.logDensity.reshaped(to: shape), plates: term.plates))
        } else {
          open.append(multipliedOverInnermostPlate(term))
        }
      }
      depth -= 1
    }
    return closed
  }

  /// The probabilities of an enumerated site's values given what the sites of a run have observed and drawn, particles × plates ×
  /// values; nil where there is no such site.
  ///
  /// They are the derivatives of log Σ exp by the site's log-probabilities (Darwiche 2003).
  func probabilities(of name: String, among sites: [Site], particles: Particles) -> Tensor? {
    guard let axis = names.firstIndex(of: name), let site = sites.first(where: { $0.name == name }) else { return nil }
    let tape = Tape(), logProbabilities = tape.variable(site.logDensity.value)
    let others = sites.filter { $0 !== site && !indices(in: $0.logDensity.shape).isEmpty }
    let terms =
      [LogTerm(logDensity: logProbabilities, plates: site.plates)]
      + others.map { LogTerm(logDensity: $0.logDensity.detached, plates: $0.plates) }
    let sums = summedOut(terms, particles: particles).map { $0.logDensity.sum() }
    let total = sums.dropFirst().reduce(sums[0]) { $0 + $1 }
    guard let weights = tape.gradients(of: total)[logProbabilities] else { return nil }
    // The site's axis is the first; those of the sites before it follow.
    let shape = particles.batchShape(inside: site.plates), count = weights.shape[0]
    let byValue = weights.sum(along: Array(1..<1 + axis)).reshaped(to: [count, shape.count]).transposed([1, 0])
    return (byValue / byValue.sum(along: [1], keepingAxes: true)).reshaped(to: shape + [count])
  }

  private func depends(_ term: LogTerm, on axis: Int) -> Bool { indices(in: term.logDensity.shape).contains(axis) }

  private func multipliedOverInnermostPlate(_ term: LogTerm) -> LogTerm {
    let depth = term.plates.count, plate = term.plates[depth - 1]
    // The outermost plate's axis is the last.
    let sum = term.logDensity.sum(along: [term.logDensity.shape.rank - depth], keepingAxes: true)
    return LogTerm(logDensity: sum * plate.scale, plates: term.plates.dropLast())
  }
}
