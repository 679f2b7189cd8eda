import LabAutodiff
import LabDistributions
import LabTensors

/// The guide that has one value for every latent site of a model: a point estimate.
///
/// With `EvidenceLowerBound` it finds a maximum of log p(x, z), the MAP estimate. That is the mode of the density of z as the
/// model writes it, in the constrained space of its support and without a Jacobian, though the parameters move in
/// unconstrained space.
public struct DeltaGuide {
  private let sites: [(site: LatentSite, location: Parameter)]

  /// A guide of the latent sites that the model has on these data, which begins in the midst of the prior.
  public init<Data>(of model: Program<Data>, for data: Data, using random: Random) throws {
    sites = try LatentSite.all(of: model, for: data, using: random).map { ($0, $0.parameter("location", $0.start)) }
  }

  /// `site NAME: location` of every site in the program's order, of unconstrained numbers.
  public var parameters: [Parameter] { sites.map(\.location) }

  /// The estimate of a site, plates × event, in its support; nil where the model has no such latent site.
  public subscript(name: String) -> Tensor? {
    sites.first { $0.site.name == name }.map { $0.site.bijection(Variable($0.location.value)).value }
  }

  /// The guide as a program, for any data with as many repeats.
  public func program<Data>(_ trace: Trace, _ data: Data) throws {
    for (site, location) in sites {
      try trace.inside(site.plates) {
        try trace.sample(site.name, site.image(of: trace.pass[location], withVolumeChange: false))
      }
    }
  }
}
