import LabAutodiff
import LabDistributions
import LabRequirements
import LabTensors

/// A program of sample and observe statements about data: a model or a guide.
///
/// A guide draws the latent sites of its model. It may be a function of the data whose network gives the parameters of each
/// datum's latent variables (amortised: then it serves any mini-batch, and data it never saw):
///
/// ```swift
/// func guide(_ trace: Trace, _ images: Tensor) throws {
///   try trace.plate("images", size: images.shape[0], of: 60_000) {
///     let halves = encoder(Variable(images), trace.pass).split(2, along: -1)
///     try trace.sample("z", Normal(mean: halves[0], logVariance: halves[1]).toEvent(1))
///   }
/// }
/// ```
///
/// or be made from the model: `MeanFieldNormalGuide`, `FullRankNormalGuide`, `DeltaGuide`.
public typealias Program<Data> = (Trace, Data) throws -> Void

/// A run of a guide, and a run of the model along the values that the guide drew: what an objective is computed from.
///
/// With several particles, their axis is the first of every value, also where there is but one; without, there is none.
public struct TracePair {
  /// The latent sites: drawn from q, scored by p.
  public let latents: [(q: Site, p: Site)]
  /// The guide's sites without a counterpart in the model.
  public let auxiliaries: [Site]
  /// The sites of the data.
  public let observations: [Site]
  /// The model's sites whose values are summed over; the log-densities of sites that depend on them have a number for each value,
  /// along axes before particles and plates.
  public let enumerated: [Site]
  /// log p(x | z): the log-densities of the data given the guide's draws, enumerated sites summed out.
  public let logLikelihoods: [LogTerm]
  /// log p of the latent sites whose prior depends on enumerated ones, summed out together.
  let summedPriors: [LogTerm]
  /// The plates that all sites share, from the outermost: along these, the log weights are independent.
  public let commonPlates: [Plate]
  let particles: Particles
  /// Where the values of enumerated sites stand.
  let enumeratedAxes: EnumeratedAxes
  /// The guide's sites in its order.
  let guideSites: [Site]
  /// Where a bound writes its importance weights for the backward pass to read.
  let pathWeights: PathWeights?
  /// The latent sites that the guide draws after all that precede them in the model.
  private let sitesInOrder: Set<String>

  /// Runs the guide, and the model along its values.
  init<Data>(
    _ model: some VariationalModel<Data>, on data: Data, pass: Pass, particles: Particles, using random: Random,
    gradient: GuideGradient = .pathwise
  ) throws {
    let pass = pass.drawing(from: random["layers"])
    var guideTrace = Trace(.guide, pass, particles: particles, using: random)
    try model.guide(guideTrace, data)
    var values = guideTrace.latentValues
    pathWeights = gradient == .doublyReparameterized ? PathWeights() : nil
    if gradient != .pathwise {
      if let discrete = guideTrace.sites.first(where: { !($0.distribution is any ReparameterizedDistribution) }) {
        throw ModelError(
          discrete.name,
          "site “\(discrete.name)” of the guide has no reparameterized draws, which the \(gradient.name) gradient needs; "
            + "take the pathwise one")
      }
      try Self.requirePathsThroughDraws(of: model, on: data, guideTrace, particles, random, gradient)
      // A point is no draw, but computed: of parameters, whose path has no weight of its own, and of draws, whose path has.
      var draws: [String: Variable] = [:]
      for site in guideTrace.sites where site.distribution.point == nil {
        let rank = site.distribution.eventShape.rank
        draws[site.name] = pathWeights?.apply(to: site.value, eventRank: rank) ?? site.value
      }
      if pathWeights != nil {
        if draws.count < guideTrace.sites.count {
          let weighted = Trace(.guide, pass.withoutStatistics, particles: particles, using: random, replaying: draws)
          try model.guide(weighted, data)
          values = weighted.latentValues
        } else {
          values = draws
        }
      }
      // The same draws, scored by a guide whose parameters are constants: what reaches them then comes through the draws.
      let frozen = Trace(.guide, pass.withConstantParameters, particles: particles, using: random, replaying: draws)
      try model.guide(frozen, data)
      guideTrace = frozen
    }
    let modelTrace = Trace(.model, pass, particles: particles, using: random, replaying: values)
    try model.model(modelTrace, data)
    (self.particles, enumeratedAxes, guideSites) = (particles, modelTrace.enumeratedAxes, guideTrace.sites)
    (latents, auxiliaries, observations) = try Self.matched(guideTrace, modelTrace)
    try Self.requireAccount(of: auxiliaries, by: latents)
    sitesInOrder = Self.inOrder(latents.map(\.q.name), modelTrace)
    enumerated = modelTrace.sites.filter { $0.kind == .enumerated }
    guard !latents.isEmpty || !observations.isEmpty else {
      throw ModelError("", "the model neither samples nor observes anything")
    }
    commonPlates = Self.common((latents.map(\.q) + auxiliaries + observations + enumerated).map(\.plates))
    (logLikelihoods, summedPriors) = try Self.summedOut(
      enumerated, latents.map(\.p), observations, along: enumeratedAxes, particles)
  }

  /// Where a guide computes a value and its density itself, as a `Delta` with a log-density, all of the value's path must
  /// lead through draws: with the guide's parameters as constants in log q, what else moves the value would not be seen
  /// there. Such values still move when the draws are held fixed.
  private static func requirePathsThroughDraws<Data>(
    of model: some VariationalModel<Data>, on data: Data, _ guideTrace: Trace, _ particles: Particles, _ random: Random,
    _ gradient: GuideGradient
  ) throws {
    let computed = guideTrace.sites.filter { $0.distribution.point?.logDensityAtValue.isDifferentiable == true }
    guard !computed.isEmpty else { return }
    let fixed = Trace(
      .guide, guideTrace.pass.withoutStatistics, particles: particles, using: random,
      replaying: guideTrace.latentValues.mapValues(\.detached))
    try model.guide(fixed, data)
    for site in computed where fixed[site.name]?.distribution.point?.value.isDifferentiable == true {
      throw ModelError(
        site.name,
        "site “\(site.name)” of the guide is a Delta with a log-density, whose value depends on parameters otherwise than "
          + "through draws of the guide; the \(gradient.name) gradient would leave that path out: sample it from a "
          + "distribution, or take the pathwise gradient")
    }
  }

  /// The sites of both by what they are to each other.
  static func matched(
    _ guide: Trace, _ model: Trace
  ) throws -> (latents: [(q: Site, p: Site)], auxiliaries: [Site], observations: [Site]) {
    var latents: [(q: Site, p: Site)] = [], auxiliaries: [Site] = []
    for q in guide.sites {
      guard let p = model[q.name] else {
        guard q.kind == .auxiliary else {
          throw ModelError(
            q.name, "site “\(q.name)” of the guide is missing in the model; sample it there, or leave it out")
        }
        auxiliaries.append(q)
        continue
      }
      guard p.kind != .enumerated else {
        throw ModelError(
          q.name,
          "site “\(q.name)” is enumerated in the model, which sums over all its values; leave it out of the guide")
      }
      guard p.kind == .latent, q.kind == .latent else {
        throw ModelError(
          q.name,
          "site “\(q.name)” is \(p.kind == .observed ? "observed in the model" : "auxiliary in the guide"); "
            + "only what the model samples is drawn in the guide")
      }
      guard p.plates == q.plates else {
        func list(_ plates: [Plate]) -> String {
          plates.isEmpty
            ? "no plate" : plates.map { "“\($0.name)” (\($0.size) of \($0.total))" }.joined(separator: ", ")
        }
        throw ModelError(
          q.name, "site “\(q.name)” stands in \(list(p.plates)) in the model and in \(list(q.plates)) in the guide")
      }
      latents.append((q: q, p: p))
    }
    return (latents, auxiliaries, model.sites.filter { $0.kind == .observed })
  }

  /// An error where the log-densities of the guide's auxiliary draws are not made into those of latent values.
  ///
  /// log q of an auxiliary number belongs to log q of a number of the latent values that a `Delta` computes with a log-density of its
  /// own. One to which none belongs would count its entropy for the bound, which then has no limit.
  private static func requireAccount(of auxiliaries: [Site], by latents: [(q: Site, p: Site)]) throws {
    func count(_ site: Site, in support: Support) -> Int {
      let event = site.distribution.eventShape, numbers = support.bijection?.unconstrainedShape(of: event) ?? event
      return site.plates.reduce(numbers.count) { $0 * $1.size }
    }
    // An auxiliary point is a step on the way, which changes no number of numbers.
    let drawn = auxiliaries.filter { $0.distribution.point == nil }
    guard let first = drawn.first else { return }
    let computed = latents.filter { $0.q.distribution.point?.hasGivenLogDensity == true }
    let draws = drawn.reduce(0) { $0 + count($1, in: $1.distribution.support) }
    let images = computed.reduce(0) { $0 + count($1.q, in: $1.p.distribution.support) }
    guard draws > images else { return }
    let names = drawn.map { "“\($0.name)”" }.joined(separator: ", ")
    throw ModelError(
      first.name,
      "the guide's auxiliary draws (\(names)) have more numbers (\(draws)) than what is computed of them with a log-density of its "
        + "own (\(images)): the uncertainty of the rest would raise the bound above the evidence; make a one-to-one map of them a "
        + "latent site, as Delta(imageOf:under:) or Delta(value, logDensity: −log |det|), or sample “\(first.name)” in both "
        + "programs, in the model after the latent values and given them")
  }

  /// The names of the latent sites before which a guide, which draws them in this order, has drawn all that the model has before
  /// them.
  private static func inOrder(_ guide: [String], _ model: Trace) -> Set<String> {
    let places = Dictionary(uniqueKeysWithValues: guide.enumerated().map { ($1, $0) })
    var last = -1, names: Set<String> = []
    for site in model.sites where site.kind == .latent {
      guard let place = places[site.name] else { continue }
      if place > last { names.insert(site.name) }
      last = max(last, place)
    }
    return names
  }

  /// What all of them begin with.
  private static func common(_ nestings: [[Plate]]) -> [Plate] {
    nestings.dropFirst().reduce(nestings.first ?? []) { common, plates in
      common == plates ? common : zip(common, plates).prefix { $0 == $1 }.map(\.0)
    }
  }
}

/// What an objective is made of.
extension TracePair {
  /// What a number for each element of the common plates counts for: the product of their total/size, which is 1 unless one
  /// is a mini-batch.
  public var commonScale: Float { commonPlates.map(\.scale).reduce(1, *) }

  /// A quantity of a site, of the shape of its log-density, summed to one for each particle and each element of the
  /// common plates, from the innermost; the plates inside them count total/size times.
  public func summed(_ quantity: Variable, of site: Site) -> Variable {
    require(
      !dependsOnEnumerated(site),
      "a quantity of site “\(site.name)”, which depends on enumerated sites: take logLikelihoods or logWeights, where they are "
        + "summed out")
    return summed(quantity, inside: site.plates)
  }

  /// The same of a term of a log-density.
  public func summed(_ term: LogTerm) -> Variable { summed(term.logDensity, inside: term.plates) }

  /// The same of a quantity of particles × plates.
  func summed(_ quantity: Variable, inside plates: [Plate]) -> Variable {
    let scale = innerScale(plates), sum = summedAsDrawn(quantity)
    return scale == 1 ? sum : sum * scale
  }

  /// What an element of some plates counts for in one of the common plates.
  func innerScale(_ plates: [Plate]) -> Float { plates.dropFirst(commonPlates.count).map(\.scale).reduce(1, *) }

  /// Whether a site of the model has a log-density for each value of enumerated sites.
  func dependsOnEnumerated(_ site: Site) -> Bool { !enumeratedAxes.indices(in: site.logDensity.shape).isEmpty }

  /// The same, where every plate counts as often as it was drawn: what a score function wants.
  public func summedAsDrawn(_ quantity: Variable) -> Variable {
    let end = quantity.shape.rank - commonPlates.count
    require(
      end >= particles.rank,
      "a quantity of shape \(quantity.shape) is not one number for each particle and each element of the "
        + "\(commonPlates.count) common plates; broadcast it to the shape of its site's log-density")
    let axes = Array(particles.rank..<end)
    return axes.isEmpty ? quantity : quantity.sum(along: axes)
  }

  /// log w = log p(x, z) − log q(z) for each particle and each element of the common plates, from the innermost.
  public var logWeights: Variable {
    let terms =
      logLikelihoods.map { summed($0) }
      + latents.map { summed(logRatio(of: $0), of: $0.q) }
      + auxiliaries.map { summed(-$0.logDensity, of: $0) }
      + summedPriors.map { summed($0) }
    return terms.dropFirst().reduce(terms.first ?? Variable(0)) { $0 + $1 }
  }

  /// log p − log q of a draw; where log p is among the summed priors, −log q.
  func logRatio(of site: (q: Site, p: Site)) -> Variable {
    dependsOnEnumerated(site.p) ? -site.q.logDensity : site.p.logDensity - site.q.logDensity
  }

  /// KL(q ‖ p) at each element of a site's particles and plates, given what the guide drew before it; nil where no closed form is
  /// known, or the distribution in the model may depend on what the guide draws only later, or depends on enumerated sites.
  func divergence(of site: (q: Site, p: Site)) -> Variable? {
    hasMeanRate(site) ? site.q.distribution.klDivergence(to: site.p.distribution) : nil
  }

  /// The same of each part of the event.
  func divergenceByPart(of site: (q: Site, p: Site)) -> Variable? {
    hasMeanRate(site) ? site.q.distribution.klDivergenceByPart(to: site.p.distribution) : nil
  }

  /// Whether log p at other values of a site, and the same of all that the guide drew before it, would be that of the distribution
  /// that the model has there. Where the guide draws something later that precedes it in the model, that would move with it.
  private func hasMeanRate(_ site: (q: Site, p: Site)) -> Bool {
    sitesInOrder.contains(site.q.name) && !dependsOnEnumerated(site.p)
  }

  /// An error where a plate that not all sites share is a mini-batch: a function of the sum over it is then not on average that
  /// function of the sum over all data.
  func requireWholeInnerPlates(for purpose: String) throws {
    guard particles.count ?? 1 > 1 else { return }
    for site in latents.map(\.q) + auxiliaries + observations + enumerated {
      guard let plate = site.plates.dropFirst(commonPlates.count).first(where: { $0.size < $0.total }) else { continue }
      throw ModelError(
        site.name,
        "site “\(site.name)” stands in plate “\(plate.name)” of \(plate.size) of \(plate.total), a mini-batch that not all sites "
          + "share: over mini-batches \(purpose) of several particles is on average too high, and no bound; give it all of the "
          + "plate, or train with EvidenceLowerBound")
    }
  }

  /// The same of what is multiplied over a plate for each value of an enumerated site outside it.
  func requireWholeProducts() throws {
    for site in latents.map(\.p) + observations + enumerated {
      for axis in enumeratedAxes.indices(in: site.logDensity.shape) {
        let inner = site.plates.dropFirst(enumeratedAxes.plates(of: axis).count)
        guard let plate = inner.first(where: { $0.size < $0.total }) else { continue }
        throw ModelError(
          site.name,
          "site “\(site.name)” stands in plate “\(plate.name)” of \(plate.size) of \(plate.total), a mini-batch, and depends on the "
            + "enumerated site “\(enumeratedAxes.names[axis])” outside it: over mini-batches the logarithm of the sum over its values "
            + "is on average too high, and no bound; give it all of the plate, or let the guide draw “\(enumeratedAxes.names[axis])”"
        )
      }
    }
  }

  /// An error that names a site of the guide whose draws are not reparameterized, and says that the purpose (“an
  /// importance-weighted bound”) needs them to be: objectives that differentiate a function of several weights together have no
  /// score function.
  public func requireReparameterizedDraws(for purpose: String) throws {
    for site in latents.map(\.q) + auxiliaries where !(site.distribution is any ReparameterizedDistribution) {
      throw ModelError(
        site.name,
        "site “\(site.name)” of the guide has no reparameterized draws, which \(purpose) needs; train with EvidenceLowerBound"
      )
    }
  }

  /// Gives the importance weights w̃, particles × common plates, that the doubly reparameterized gradient goes through the
  /// draws with; without them it is that of sticking to the landing. Nothing of any other gradient.
  public func weighPaths(by weights: Tensor) { pathWeights?.value = weights }
}

extension Distribution {
  /// The point that holds all mass, as one event or as several; nil of any other distribution.
  var point: Delta? { self as? Delta ?? (self as? Independent<Delta>)?.base }
}

extension Particles {
  /// The number of axes that the particles take.
  var rank: Int { count == nil ? 0 : 1 }
}
