import LabAutodiff
import LabDistributions
import LabTensors

/// One run of a model or a guide, which receives it as an argument and names what it draws and observes.
///
/// A model draws its latent values with `sample` and meets the data with `observe`; its guide draws the same latent
/// values. Repeats stand in a `plate`, whose axis stands before the event's; a nested plate's stands before that, so
/// that values of an outer plate broadcast along an inner one. Several particles make one more axis before all. Each
/// site's numbers come from a stream of its name, so that they depend on no other site. After Pyro (Bingham et al. 2019),
/// without its global state.
public final class Trace {
  enum Program: String { case model, guide }
  enum Observations { case given, drawn }

  /// How networks are to be evaluated, with the tape that records them.
  public let pass: Pass
  /// The sites in the order of the program.
  public private(set) var sites: [Site] = []
  let particles: Particles
  let program: Program
  private let random: Random
  private let replayed: [String: Variable]?
  private let observations: Observations
  /// Whether values that the model makes impossible, or whose log-density is no number, are a result and not an error: of a
  /// sampler's steps, which go wherever the gradient leads and must come back.
  private let acceptsImpossibleValues: Bool
  /// The axes of the enumerated sites, in the order of the program.
  private(set) var enumeratedAxes = EnumeratedAxes()
  /// The plates around what comes next, outermost first.
  private(set) var plates: [Plate] = []
  /// All plates so far, and how many stood around each.
  private(set) var knownPlates: [(plate: Plate, depth: Int)] = []

  init(
    _ program: Program, _ pass: Pass, particles: Particles = .one, using random: Random,
    replaying values: [String: Variable]? = nil, observations: Observations = .given,
    acceptsImpossibleValues: Bool = false
  ) {
    (self.program, self.pass, self.particles, self.random) = (program, pass, particles, random)
    (replayed, self.observations) = (values, observations)
    self.acceptsImpossibleValues = acceptsImpossibleValues
  }

  /// A value of a latent variable, from the distribution; particles × plates × event.
  ///
  /// A model may have a site of few values enumerated: its guide does not draw it, and bounds sum over all its values exactly,
  /// each repeat of its plates for itself. The value that comes back then holds them all, along an axis of its own before
  /// particles and plates, whose extents are 1; what is computed of it broadcasts. Only sites in the plates of an enumerated one
  /// can depend on it.
  ///
  /// ```swift
  /// try trace.plate("data", size: x.count) {
  ///   let z = try trace.sample("z", OneHotCategorical(logits: trace.pass[weights]), enumerated: true)
  ///   let mean = (z * trace.pass[means]).sum(along: [-1])
  ///   try trace.observe("x", Normal(mean: mean, logStandardDeviation: Variable(0)), x)
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - name: The site's name.
  ///   - distribution: What it is drawn from.
  ///   - enumerated: Whether a model's site is summed out; the distribution is then an `EnumerableDistribution`.
  ///   - baseline: For a guide's site without reparameterized draws, what the rest of the loss is expected to be, such as what a
  ///     network makes of the data: one number for each repeat of its plates. It takes no part in the bound, but lowers the
  ///     variance of the score function's gradient, and is taught to by its own term of the loss (Mnih and Gregor 2014). The
  ///     parameters are trained with the guide's.
  @discardableResult
  public func sample(
    _ name: String, _ distribution: any Distribution, enumerated: Bool = false, baseline: Variable? = nil
  ) throws -> Variable {
    if let baseline { try check(baseline: baseline, of: name, distribution) }
    return try enumerated
      ? allValues(name, distribution) : latent(name, distribution, kind: .latent, baseline: baseline)
  }

  /// A value that a guide draws only to compute its other sites from it, such as the noise that a flow starts from; the model
  /// has no such site, and its log-density counts in the guide's. What is computed is a site with all its mass at that value:
  ///
  /// ```swift
  /// let x = try trace.sampleAuxiliary("base", Normal.standard([2]).toEvent(1))
  /// let y = x + u * tanh((w * x).sum(along: [-1], keepingAxes: true) + b)
  /// try trace.sample("z", Delta(y, logDensity: -logDeterminant, eventAxes: 1))  // or Delta(imageOf: x, under: bijection)
  /// ```
  ///
  /// where log |det ∂y/∂x|, of the shape of particles × plates, makes the two log-densities that of y together (Rezende and
  /// Mohamed 2015, equation 5). Auxiliary numbers that no such site is computed of would leave the bound without a limit, and are
  /// an error. What other draws depend on at random is sampled in the model, too, given them (Ranganath et al. 2016).
  @discardableResult
  public func sampleAuxiliary(_ name: String, _ distribution: any Distribution) throws -> Variable {
    if program == .model { throw ModelError(name, "\(place(name)) is auxiliary, which only a guide's can be") }
    return try latent(name, distribution, kind: .auxiliary)
  }

  /// Data, with the distribution it is taken to come from; plates × event. Returns the data, or in predictions a draw.
  ///
  /// - Parameters:
  ///   - name: the site's name.
  ///   - distribution: what the data are taken to come from.
  ///   - value: the data.
  ///   - checkingSupport: false where the distribution is knowingly stretched, as a Bernoulli over grey pixels.
  @discardableResult
  public func observe(
    _ name: String, _ distribution: any Distribution, _ value: Tensor, checkingSupport: Bool = true
  ) throws -> Variable {
    try checkName(name)
    let batch = try checkedBatch(of: distribution, at: name)
    guard program == .model else {
      throw ModelError(name, "\(place(name)) is observed; a guide only draws: leave the observation to the model")
    }
    if observations == .drawn {
      return try record(name, distribution, draw(distribution, batch, name), batch, .observed)
    }
    try check(data: value, at: name, batch: batch, event: distribution.eventShape)
    if checkingSupport, !acceptsImpossibleValues {
      try check(value, in: distribution.support, at: name, "the data given to")
    }
    return try record(name, distribution, Variable(value), batch, .observed)
  }

  /// Runs the body with its sites repeated, independent of each other given what is outside.
  ///
  /// - Parameters:
  ///   - name: The plate's name.
  ///   - size: The number of repeats in this run.
  ///   - total: The number of repeats these stand for, where they are a mini-batch; log-densities then count total/size
  ///     times.
  ///   - body: What is repeated.
  @discardableResult
  public func plate<Result>(
    _ name: String, size: Int, of total: Int? = nil, _ body: () throws -> Result
  ) throws -> Result {
    let plate = Plate(name: name, size: size, total: total ?? size)
    try check(plate)
    if !knownPlates.contains(where: { $0.plate.name == name }) { knownPlates.append((plate, plates.count)) }
    plates.append(plate)
    defer { plates.removeLast() }
    return try body()
  }

  /// The site of a name, if there is one.
  public subscript(name: String) -> Site? { sites.first { $0.name == name } }

  /// The values of the latent sites by name.
  var latentValues: [String: Variable] {
    Dictionary(uniqueKeysWithValues: sites.filter { $0.kind != .observed }.map { ($0.name, $0.value) })
  }

  /// How deep plates have been nested so far.
  var plateNesting: Int { knownPlates.map { $0.depth + 1 }.max() ?? 0 }

  private func latent(
    _ name: String, _ distribution: any Distribution, kind: Site.Kind, baseline: Variable? = nil
  ) throws -> Variable {
    try checkName(name)
    let batch = try checkedBatch(of: distribution, at: name)
    // A point that is not given is what the guide computes of the draws that are.
    guard let replayed, !(program == .guide && distribution.point != nil && replayed[name] == nil) else {
      let (value, density) = scoredDraw(distribution, batch, name)
      return try record(name, distribution, value, batch, kind, baseline, logDensity: density)
    }
    guard let value = replayed[name] else {
      throw ModelError(name, "\(place(name)) is missing in the guide; sample it there")
    }
    try check(replayed: value, at: name, batch: batch, event: distribution.eventShape)
    return try record(name, distribution, value, batch, kind, baseline)
  }

  /// All values of a site side by side where the bound of a pair of runs is to sum over them; a draw where a model is drawn
  /// from, and the value given where one is.
  private func allValues(_ name: String, _ distribution: any Distribution) throws -> Variable {
    try checkName(name)
    let enumerable = try checkedEnumerable(distribution, at: name)
    let batch = try checkedBatch(of: distribution, at: name)
    if let value = replayed?[name] { return try record(name, distribution, value, batch, .enumerated) }
    guard replayed != nil, observations == .given else {
      return try record(name, distribution, draw(distribution, batch, name), batch, .enumerated)
    }
    if enumeratedAxes.isEmpty {
      enumeratedAxes.place(before: particles, nesting: max(particles.plateNesting, plateNesting))
    }
    try checkRoomForAxis(of: name, event: distribution.eventShape)
    let (value, logProbabilities) = enumeratedAxes.append(name, enumerable, plates: plates, batch: batch)
    if !acceptsImpossibleValues { try checkDensity(logProbabilities, at: name, mayBeImpossible: true) }
    sites.append(
      Site(
        name: name, distribution: distribution, value: value, logDensity: logProbabilities, plates: plates,
        kind: .enumerated))
    return value
  }

  private func draw(_ distribution: any Distribution, _ batch: Shape, _ name: String) -> Variable {
    var random = random[name]
    let repeated = repeated(distribution, batch)
    return (repeated as? any ReparameterizedDistribution)?.reparameterizedSample(using: &random)
      ?? Variable(repeated.sample(using: &random))
  }

  /// A draw, and its log-density where the distribution knows it without looking at the value.
  private func scoredDraw(
    _ distribution: any Distribution, _ batch: Shape, _ name: String
  ) -> (value: Variable, logDensity: Variable?) {
    guard let scored = repeated(distribution, batch) as? any ScoredDraws else {
      return (draw(distribution, batch, name), nil)
    }
    var random = random[name]
    let (value, logDensity) = scored.scoredSample(using: &random)
    return (value, logDensity)
  }

  private func repeated(_ distribution: any Distribution, _ batch: Shape) -> any Distribution {
    distribution.batchShape == batch ? distribution : distribution.expanded(to: batch)
  }

  private func record(
    _ name: String, _ distribution: any Distribution, _ value: Variable, _ batch: Shape, _ kind: Site.Kind,
    _ baseline: Variable? = nil, logDensity known: Variable? = nil
  ) throws -> Variable {
    if kind != .observed, !acceptsImpossibleValues {
      if let position = value.value.firstNonFinite {
        throw ModelError(
          name,
          "a value drawn for \(place(name)) is not finite (element \(position)); try a lower learning rate or gradient "
            + "clipping, and check the data and the range of its parameters",
          isOfValues: true)
      }
      try check(value.value, in: distribution.support, at: name, "a value drawn for")
    }
    let density = known ?? distribution.logDensity(value)
    let dependsOnEnumerated = !enumeratedAxes.indices(in: density.shape).isEmpty
    let logDensity = density.broadcast(to: dependsOnEnumerated ? Shape.broadcast(density.shape, batch) ?? batch : batch)
    // Enumerated sites that are drawn from their prior, one value each, need not explain the data: another value may.
    let isDrawnOnly = replayed == nil && sites.contains { $0.kind == .enumerated }
    let mayBeImpossible = dependsOnEnumerated || kind == .observed && isDrawnOnly
    if !acceptsImpossibleValues { try checkDensity(logDensity, at: name, mayBeImpossible: mayBeImpossible) }
    sites.append(
      Site(
        name: name, distribution: distribution, value: value, logDensity: logDensity, plates: plates, kind: kind,
        baseline: baseline))
    return value
  }
}

/// How many values of every latent variable one run carries.
struct Particles {
  /// The number of particles along their axis; nil for one without an axis.
  let count: Int?
  /// The number of plates that the particles' axis, and those of enumerated sites before it, leave room for.
  let plateNesting: Int

  static let one = Particles(count: nil, plateNesting: 1)

  /// The particles' axis, an axis of extent 1 for each plate there is room for, and the plates from the innermost.
  func batchShape(inside plates: [Plate]) -> Shape {
    let sizes = Array(plates.reversed().map(\.size))
    guard let count else { return Shape(sizes) }
    return Shape([count] + Array(repeating: 1, count: plateNesting - plates.count) + sizes)
  }

  /// The number of these axes.
  func batchRank(inside plates: [Plate]) -> Int { count == nil ? plates.count : 1 + plateNesting }
}
