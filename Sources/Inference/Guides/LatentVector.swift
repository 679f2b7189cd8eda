import LabAutodiff
import LabDistributions
import LabRequirements
import LabTensors

/// All numbers of all latent sites of a model as one vector without constraints, site after site in the program's order: what a
/// guide draws that knows how they hang together.
///
/// A site is the image of its part of the vector: under exp where it is positive, σ where it is an interval, and by
/// stick-breaking where it is a simplex.
///
/// ```swift
/// let vector = try LatentVector(of: model, for: data, using: random)
/// let location = Parameter("location", vector.start), scale = Parameter("log scale", .zeros([vector.size]))
/// func guide(_ trace: Trace, _ data: Tensor) throws {
///   let numbers = Normal(mean: trace.pass[location], logStandardDeviation: trace.pass[scale])
///   try vector.sample(in: trace, from: numbers.toEvent(1))
/// }
/// ```
public struct LatentVector {
  private let sites: [(site: LatentSite, range: Range<Int>)]

  /// The vector of the latent sites that the model has on these data.
  ///
  /// - Parameters:
  ///   - model: The model, which is run a few times to find its sites.
  ///   - data: The data, or some of their shape.
  ///   - random: Where these runs draw from.
  public init<Data>(of model: Program<Data>, for data: Data, using random: Random) throws {
    var sites: [(site: LatentSite, range: Range<Int>)] = []
    for site in try LatentSite.all(of: model, for: data, using: random) {
      let first = sites.last?.range.upperBound ?? 0
      sites.append((site, first..<first + site.start.count))
    }
    self.sites = sites
  }

  /// The number of its numbers.
  public var size: Int { sites.last?.range.upperBound ?? 0 }

  /// A vector in the midst of the prior, where a guide begins.
  public var start: Tensor { Tensor.concatenate(sites.map { $0.site.start.reshaped(to: [-1]) }, along: 0) }

  /// Draws the vector from a distribution, as an auxiliary site of a guide, and each latent site as the image of its part.
  public func sample(in trace: Trace, from distribution: any Distribution) throws {
    require(
      distribution.eventShape == [size], "a vector of \(size) numbers from a distribution of \(distribution.eventShape)"
    )
    let vector = try trace.sampleAuxiliary("all sites, unconstrained", distribution)
    for (site, range) in sites {
      let shape = trace.particles.batchShape(inside: site.plates) + site.unconstrainedEventShape
      let x = vector.slice(range, along: -1).reshaped(to: shape)
      try trace.inside(site.plates) { try trace.sample(site.name, site.image(of: x, withVolumeChange: true)) }
    }
  }
}
