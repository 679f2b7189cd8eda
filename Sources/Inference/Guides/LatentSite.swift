import LabAutodiff
import LabDistributions
import LabTensors

/// A latent site of a model as an automatic guide sees it: the image of unconstrained numbers.
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
  /// they draw, which exist for every prior and lie where most of its mass is.
  static func all<Data>(of model: Program<Data>, for data: Data, using random: Random) throws -> [LatentSite] {
    let runs = try (0..<15).map { run in
      let trace = Trace(.model, .evaluation, using: random[run])
      try model(trace, data)
      return trace.sites.filter { $0.kind == .latent }
    }
    guard !runs[0].isEmpty else {
      throw ModelError("", "the model has no latent sites for a guide to draw; give it a sample statement")
    }
    for run in runs.dropFirst() { try requireSameSites(runs[0], run) }
    return try runs[0].indices.map { index in try LatentSite(draws: runs.map { $0[index] }) }
  }

  private init(draws: [Site]) throws {
    let site = draws[0]
    func fail(_ why: String) -> ModelError { ModelError(site.name, "site “\(site.name)” of the model \(why)") }
    guard let bijection = site.distribution.support.bijection else {
      throw fail(
        "is discrete, which no automatic guide draws; write the guide as a function, or sum the site out "
          + "with enumerated: true")
    }
    if let plate = site.plates.first(where: { $0.size < $0.total }) {
      throw fail(
        "stands in plate “\(plate.name)” of \(plate.size) of \(plate.total), a mini-batch: an automatic guide would have "
          + "no parameters for the data outside it; write a guide that computes them from the data (amortised)")
    }
    if bijection.unconstrainedShape(of: site.distribution.eventShape).count == 0 {
      throw fail("is a vector of a single number that sums to 1: there is nothing to draw")
    }
    (name, plates, eventShape) = (site.name, site.plates, site.distribution.eventShape)
    self.bijection = bijection
    start = Self.medians(of: draws.map { bijection.inverse($0.value).value })
  }

  private static func requireSameSites(_ first: [Site], _ other: [Site]) throws {
    func fail(_ name: String, _ what: String) -> ModelError {
      ModelError(
        name,
        "site “\(name)” of the model \(what) from one run to the next; an automatic guide needs the same sites in all: "
          + "write the guide as a function")
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
