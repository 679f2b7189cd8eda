import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabTensors

/// The gradient of an expected cost by the parameters of draws that are not reparameterized: E Σ (cost − baseline) ∇log q
/// (Williams 1992; Ranganath et al. 2014, section 2).
///
/// Repeats of a plate are independent given what stands outside. So the score of a draw is multiplied by the costs of its own
/// repeat, and by those outside its plates, but not by those of other repeats, which are on average 0 and noise
/// (Rao-Blackwellised: Ranganath et al. 2014, section 3.1). Where the guide draws a site outside a plate after one inside, what
/// it draws there may depend on every repeat, and with it all later costs: that plate's are then added up.
///
/// Of several particles each has the mean of the others' costs as a baseline, which knows nothing of its draw (Kool et al.
/// 2019); a baseline of the guide's is subtracted besides, and taught by the squares of what it misses.
struct ScoreFunction {
  /// What a loss counts: a number for each particle and each element of some plates.
  typealias Cost = (cost: Tensor, plates: [Plate])

  /// What a loss counts for each element of some plates alike: a function of the means of some numbers over all particles and
  /// elements.
  struct SharedCost {
    /// Particles × plates × numbers.
    let numbers: Tensor
    let plates: [Plate]
    /// From means, … × numbers, to the cost of an element.
    let function: (Tensor) -> Tensor

    /// Of the numbers of a site, so many last axes of each of its particles and repeats, or of all alike.
    init(numbers: Tensor, inEvent axes: Int, of site: Site, function: @escaping (Tensor) -> Tensor) {
      let batch = site.logDensity.shape, event = numbers.shape.suffix(axes)
      self.numbers = numbers.broadcast(to: batch + event).reshaped(to: batch + [event.count])
      (plates, self.function) = (site.plates, function)
    }
  }

  private let pair: TracePair
  /// The draws that are not reparameterized, by their places among the guide's sites.
  private let positions: [Int]

  /// That of a pair of runs; nil where all draws are reparameterized.
  init?(of pair: TracePair) {
    self.pair = pair
    positions = pair.guideSites.indices.filter {
      !(pair.guideSites[$0].distribution is any ReparameterizedDistribution)
    }
    if positions.isEmpty { return nil }
  }

  /// Terms of value 0 with these gradients.
  func terms(multiplying costs: [Cost], and sharedCosts: [SharedCost] = []) -> [Loss.Term] {
    var surrogates: [Variable] = [], misses: [Variable] = []
    for position in positions {
      let site = pair.guideSites[position], cost = cost(of: site, at: position, among: costs)
      var advantage = Variable(cost)
      if let baseline = site.baseline {
        misses.append(miss(baseline, of: cost))
        advantage = advantage - baseline.detached
      }
      advantage = lessOthers(advantage)
      for shared in sharedCosts { advantage = advantage + Variable(part(of: site, at: position, in: shared)) }
      surrogates.append(total(site.logDensity * advantage))
    }
    return [.init("score function", withoutValue(surrogates))]
      + (misses.isEmpty ? [] : [.init("baselines", withoutValue(misses))])
  }

  /// The costs that can depend on a draw, of a shape that broadcasts to that of its log-density.
  private func cost(of site: Site, at position: Int, among costs: [Cost]) -> Tensor {
    let separate = separatePlates(of: site, at: position)
    let rank = site.logDensity.shape.rank, particleRank = pair.particles.rank
    let summed = costs.map { term -> Tensor in
      let shared = zip(term.plates, separate).prefix { $0 == $1 }.count
      let scale = pair.innerScale(term.plates)
      let sum = term.cost.sum(along: Array(particleRank..<term.cost.shape.rank - shared)) * scale
      let room = Array(repeating: 1, count: rank - particleRank - shared)
      return sum.reshaped(to: sum.shape.dropLast(shared) + Shape(room) + sum.shape.suffix(shared))
    }
    let none = Tensor.zeros(Shape(Array(repeating: 1, count: rank)))
    return summed.dropFirst().reduce(summed.first ?? none) { $0 + $1 }
  }

  /// The outermost plates of a draw in which all later draws stand too.
  private func separatePlates(of site: Site, at position: Int) -> [Plate] {
    pair.guideSites.dropFirst(position + 1).reduce(site.plates) { common, later in
      zip(common, later.plates).prefix { $0 == $1 }.map(\.0)
    }
  }

  /// What a draw has to do with a shared cost, of a shape that broadcasts to that of its log-density: all of it, of every repeat and
  /// particle, less what it would be of the others alone, which knows nothing of the draw.
  private func part(of site: Site, at position: Int, in term: SharedCost) -> Tensor {
    let particleRank = pair.particles.rank, rank = site.logDensity.shape.rank, termRank = term.numbers.shape.rank - 1
    let shared = zip(term.plates, separatePlates(of: site, at: position)).prefix { $0 == $1 }.count
    let own = term.numbers.sum(along: Array(particleRank..<termRank - shared)), elements = own.shape.dropLast()
    let whole = own.sum(along: Array(0..<elements.rank), keepingAxes: true)
    let count = Float(term.numbers.shape.dropLast().count), share = Float(1) / Float(elements.count)
    var cost = term.function(whole * (1 / count)).broadcast(to: elements)
    if elements.count > 1 { cost = cost - term.function((whole - own) * (1 / (count * (1 - share)))) }
    // The loss has the mean over particles of the sum over the plates, of which the common ones' scale stands before all of it.
    let times = term.plates.reduce(Float(pair.particles.count ?? 1) / pair.commonScale) { $0 * Float($1.total) }
    let room = Array(repeating: 1, count: rank - particleRank - shared)
    return (cost * times).reshaped(to: elements.dropLast(shared) + Shape(room) + elements.suffix(shared))
  }

  /// A quantity of each particle less the mean of the other particles' = (n x − Σ x)/(n − 1).
  private func lessOthers(_ quantity: Variable) -> Variable {
    guard let count = pair.particles.count, count > 1 else { return quantity }
    let value = quantity.value, sum = value.sum(along: [0], keepingAxes: true)
    return Variable((value * Float(count) - sum) * (1 / Float(count - 1)))
  }

  /// Half the squares of what a baseline misses of the cost, in units of the cost's variance over draws and data, or of 1 where
  /// that is less: its gradients are then of the size of its number of data, whatever the costs are.
  private func miss(_ baseline: Variable, of cost: Tensor) -> Variable {
    let deviations = cost - cost.mean(), variance = (deviations * deviations).mean().element
    return total(square(Variable(cost) - baseline)) * (0.5 / max(variance, 1))
  }

  /// The mean over the particles of the sum over all plates, as often as the common ones count.
  private func total(_ quantity: Variable) -> Variable {
    quantity.sum() * (pair.commonScale / Float(pair.particles.count ?? 1))
  }

  /// The sum, for its gradient alone.
  private func withoutValue(_ terms: [Variable]) -> Variable {
    let sum = terms.dropFirst().reduce(terms[0]) { $0 + $1 }
    return sum - sum.detached
  }
}
