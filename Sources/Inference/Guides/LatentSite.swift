import LabAutodiff
import LabDistributions
import LabTensors

/// A latent site of a model as an automatic guide or a sampler sees it: the image of unconstrained numbers.
struct LatentSite {
  let name: String
  /// The plates around it, outermost first.
  let plates: [Plate]
  /// The extents of one draw.
  let eventShape: Shape
  /// From the unconstrained numbers to the site's support.
  let bijection: any Bijection
  /// Unconstrained numbers in the midst of the prior, plates × unconstrained event: where a guide begins.
  let start: Tensor

  /// The shape of one draw's unconstrained numbers.
  var unconstrainedEventShape: Shape { bijection.unconstrainedShape(of: eventShape) }

  /// The latent sites that a model has in its runs on the data, in the program's order.
  ///
  /// Several runs, in evaluation mode and without a tape, show whether they change. A guide begins at the medians of what
  /// they draw, which exist for every prior and lie where most of its mass is. Runs whose values are impossible beside the data do
  /// not count; where the medians are, a guide begins at the likeliest of what was drawn.
  static func all<Data>(
    of model: Program<Data>, for data: Data, by reader: Reader = .guide, using random: Random
  ) throws -> [LatentSite] {
    let traces = try possibleRuns(15, of: model, for: data, reader, using: random)
    let runs = traces.map { trace in trace.sites.filter { $0.kind == .latent } }
    guard !runs[0].isEmpty else {
      throw ModelError("", reader.lack)
    }
    for run in runs.dropFirst() { try requireSameSites(runs[0], run, reader) }
    let nesting = traces[0].plateNesting
    func logDensity(at sites: [LatentSite]) throws -> Double? {
      try self.logDensity(at: sites, of: model, for: data, plateNesting: nesting, using: random)
    }
    let medians = try runs[0].indices.map { index in try LatentSite(draws: runs.map { $0[index] }, reader) }
    if try logDensity(at: medians) != nil { return medians }
    let draws = try runs.map { run in try run.map { try LatentSite(draws: [$0], reader) } }
    let possible = try draws.compactMap { sites in try logDensity(at: sites).map { (sites, $0) } }
    return possible.max { $0.1 < $1.1 }?.0 ?? medians
  }

  /// So many runs that draw from the prior what the data do not rule out; fewer where that is rare, and at least one.
  static func possibleRuns<Data>(
    _ count: Int, of model: Program<Data>, for data: Data, _ reader: Reader, using random: Random
  ) throws -> [Trace] {
    let attempts = 300
    var runs: [Trace] = [], failure: ModelError?
    for attempt in 0..<attempts where runs.count < count {
      let trace = Trace(.model, .evaluation, using: random[attempt])
      do {
        try model(trace, data)
        runs.append(trace)
      } catch let error as ModelError where error.isOfValues {
        failure = error
      }
    }
    if let failure, runs.isEmpty {
      throw ModelError(
        failure.name,
        "\(reader.name) found no place to begin: of \(attempts) runs of the model that draw from its prior none is possible; of the "
          + "last: \(failure); check the data, or give the model a prior that knows more of them")
    }
    return runs
  }

  /// The model's log-density where all sites start, summed over enumerated ones; nil where that is impossible.
  private static func logDensity<Data>(
    at sites: [LatentSite], of model: Program<Data>, for data: Data, plateNesting: Int, using random: Random
  ) throws -> Double? {
    let values = sites.map { ($0.name, $0.bijection(Variable($0.start))) }
    let trace = Trace(
      .model, .evaluation, particles: Particles(count: nil, plateNesting: max(plateNesting, 1)), using: random,
      replaying: Dictionary(uniqueKeysWithValues: values))
    do {
      try model(trace, data)
    } catch let error as ModelError where error.isOfValues {
      return nil
    }
    let terms = trace.enumeratedAxes.summedOut(trace.sites.map(LogTerm.init), particles: trace.particles)
    let sum = terms.reduce(0) { $0 + Double($1.logDensity.value.sum().element) }
    return sum.isFinite ? sum : nil
  }

  private init(draws: [Site], _ reader: Reader) throws {
    let site = draws[0]
    func fail(_ why: String) -> ModelError { ModelError(site.name, "site “\(site.name)” of the model \(why)") }
    guard let bijection = site.distribution.support.bijection else {
      throw fail("is discrete, \(reader.aboutDiscrete)")
    }
    if let plate = site.plates.first(where: { $0.size < $0.total }) {
      throw fail(
        "stands in plate “\(plate.name)” of \(plate.size) of \(plate.total), a mini-batch: "
          + reader.aboutMiniBatch)
    }
    if bijection.unconstrainedShape(of: site.distribution.eventShape).count == 0 {
      throw fail("is a vector of a single number that sums to 1: there is nothing to draw")
    }
    (name, plates, eventShape) = (site.name, site.plates, site.distribution.eventShape)
    self.bijection = bijection
    start = Self.medians(of: draws.map { bijection.inverse($0.value).value })
  }

  private static func requireSameSites(_ first: [Site], _ other: [Site], _ reader: Reader) throws {
    func fail(_ name: String, _ what: String) -> ModelError {
      ModelError(name, "site “\(name)” of the model \(what) from one run to the next; \(reader.aboutChange)")
    }
    for (a, b) in zip(first, other) {
      guard a.name == b.name else { throw fail(a.name, "comes and goes, or changes its place,") }
      guard a.value.shape == b.value.shape, a.plates == b.plates,
        a.distribution.eventShape == b.distribution.eventShape
      else { throw fail(a.name, "changes its shape") }
      guard a.distribution.support == b.distribution.support else { throw fail(a.name, "changes its support") }
    }
    if first.count != other.count {
      let longer = first.count > other.count ? first : other
      throw fail(longer[min(first.count, other.count)].name, "comes and goes")
    }
  }

  /// Element by element.
  private static func medians(of tensors: [Tensor]) -> Tensor {
    let draws = tensors.map(\.elements)
    let medians = draws[0].indices.map { element in draws.map { $0[element] }.sorted()[draws.count / 2] }
    return Tensor(medians, shape: tensors[0].shape)
  }
}

extension LatentSite {
  /// A parameter of the site with the shape of its unconstrained numbers.
  func parameter(_ role: String, _ value: Tensor) -> Parameter { Parameter("site \(name): \(role)", value) }

  /// The distribution of the site that has all its mass at the image of unconstrained numbers, which are particles × plates
  /// × unconstrained event. With the volume change, log q of the site and of the numbers add up to the site's log-density.
  func image(of x: Variable, withVolumeChange: Bool) -> Delta {
    withVolumeChange
      ? Delta(imageOf: x, under: bijection, eventAxes: eventShape.rank)
      : Delta(bijection(x), eventAxes: eventShape.rank)
  }
}

extension Trace {
  /// Runs the body inside these plates, outermost first.
  func inside(_ plates: some Collection<Plate>, _ body: () throws -> Void) throws {
    guard let outermost = plates.first else { return try body() }
    try plate(outermost.name, size: outermost.size, of: outermost.total) { try inside(plates.dropFirst(), body) }
  }
}
