import LabAutodiff
import LabDistributions
import LabTensors

/// The logarithm of a posterior density up to a constant, and its gradient, at points of the space in which all of a model's
/// latent numbers are unconstrained: log p(x, z) + log |det ∂z/∂u| at z = bijection(u), with enumerated sites summed out.
///
/// The model computes in single precision. Its log-densities, each with a relative error of about 10⁻⁷, are added up in double
/// precision, so that the sum is as exact as its terms. The gradient is that of single precision too, which costs a sampler
/// acceptance and nothing else: leapfrog steps by any function of the position are reversible and keep volumes.
struct UnconstrainedDensity<Data> {
  /// The density at one point.
  struct Value {
    /// Up to a constant; −∞ where the model makes the point impossible, or computes what is no number.
    let logDensity: Double
    /// By the numbers of the point; of no use where the point is impossible.
    let gradient: [Double]
  }

  /// The sites in the program's order, and where their numbers stand in a point.
  let sites: [(site: LatentSite, range: Range<Int>)]
  private let model: Program<Data>
  private let data: Data
  private let random: Random
  /// The particles' axis where points are computed side by side.
  private let plateNesting: Int?

  /// The number of unconstrained numbers.
  var dimension: Int { sites.last?.range.upperBound ?? 0 }

  init(of model: @escaping Program<Data>, on data: Data, plateNesting: Int?, using random: Random) throws {
    var sites: [(site: LatentSite, range: Range<Int>)] = []
    for site in try LatentSite.all(of: model, for: data, by: .sampler, using: random["sites"]) {
      let first = sites.last?.range.upperBound ?? 0
      sites.append((site, first..<first + site.start.count))
    }
    (self.sites, self.model, self.data, self.plateNesting) = (sites, model, data, plateNesting)
    self.random = random["layers"]
    // A mini-batch stands for data that this density would never see.
    let traces = try LatentSite.possibleRuns(1, of: model, for: data, .sampler, using: random["plates"])
    for site in traces[0].sites {
      guard let plate = site.plates.first(where: { $0.size < $0.total }) else { continue }
      throw ModelError(
        site.name,
        "site “\(site.name)” of the model stands in plate “\(plate.name)” of \(plate.size) of \(plate.total), a mini-batch: "
          + LatentSite.Reader.sampler.aboutMiniBatch)
    }
  }

  private var pass: Pass { Pass.evaluation.drawing(from: random) }

  /// The density at each of some points.
  func values(at points: [[Double]]) throws -> [Value] {
    if plateNesting != nil { return try evaluated(points) }
    return try points.flatMap { try evaluated([$0]) }
  }

  private func evaluated(_ points: [[Double]]) throws -> [Value] {
    let tape = Tape(), count = points.count
    let particles = plateNesting.map { Particles(count: count, plateNesting: $0) } ?? .one
    var values: [String: Variable] = [:], numbers: [Variable] = [], terms: [Variable] = []
    var logDensities = [Double](repeating: 0, count: count)
    func add(_ logDensity: Variable) {
      terms.append(logDensity.sum())
      let elements = logDensity.value.elements, length = elements.count / count
      for point in 0..<count {
        for index in point * length..<(point + 1) * length { logDensities[point] += Double(elements[index]) }
      }
    }
    for (site, range) in sites {
      let shape = particles.batchShape(inside: site.plates) + site.unconstrainedEventShape
      let x = tape.variable(Tensor(points.flatMap { $0[range].map(Float.init) }, shape: shape))
      values[site.name] = site.bijection(x)
      numbers.append(x)
      if !(site.bijection is IdentityBijection) { add(site.bijection.logDeterminant(x)) }
    }
    let trace = Trace(
      .model, pass, particles: particles, using: random, replaying: values, acceptsImpossibleValues: true)
    try model(trace, data)
    for term in trace.enumeratedAxes.summedOut(trace.sites.map(LogTerm.init), particles: particles) {
      add(term.logDensity)
    }
    let gradients = tape.gradients(ofSum: terms.map { ($0, 1) })
    let bySite = numbers.map { gradients[$0]?.elements }
    return points.indices.map { point in
      let gradient = zip(sites, bySite).flatMap { site, elements -> [Double] in
        let length = site.range.count
        guard let elements else { return Array(repeating: 0, count: length) }
        return elements[point * length..<(point + 1) * length].map(Double.init)
      }
      let logDensity = logDensities[point]
      return Value(
        logDensity: logDensity.isNaN || logDensity == .infinity ? -.infinity : logDensity, gradient: gradient)
    }
  }

  /// What the model says of a point where the density is 0: the error that names the site; nil where it has none.
  func objection(to point: [Double]) throws -> ModelError? {
    var values: [String: Variable] = [:]
    for (site, range) in sites {
      let shape = Particles.one.batchShape(inside: site.plates) + site.unconstrainedEventShape
      values[site.name] = site.bijection(Variable(Tensor(point[range].map(Float.init), shape: shape)))
    }
    do {
      try model(Trace(.model, pass, using: random, replaying: values), data)
      return nil
    } catch let error as ModelError {
      return error
    }
  }

  /// A point to begin from: each number the median of three draws from the prior, so that points lie apart as the prior lets
  /// them and yet not as far out as a single draw of a heavy tail; where the data rule out some of the three, the first of the
  /// others. Fails where the model's own runs do, and where all three are ruled out.
  func start(using random: Random) throws -> [Double] {
    var failure: ModelError?
    let draws = try (0..<3).compactMap { draw -> [Double]? in
      let trace = Trace(.model, pass, using: random[draw])
      do {
        try model(trace, data)
      } catch let error as ModelError where error.isOfValues {
        failure = error
        return nil
      }
      return sites.flatMap { site, _ in
        site.bijection.inverse(trace[site.name]!.value).value.elements.map(Double.init)
      }
    }
    if let failure, draws.count < 3 {
      guard let possible = draws.first else { throw failure }
      return possible
    }
    return draws[0].indices.map { index in draws.map { $0[index] }.sorted()[1] }
  }

  /// The values of a site at points: points × plates × event.
  func constrained(_ site: LatentSite, _ range: Range<Int>, at points: [[Double]]) -> Tensor {
    let shape: Shape = [points.count] + site.start.shape
    return site.bijection(Variable(Tensor(points.flatMap { $0[range].map(Float.init) }, shape: shape))).value
  }
}
