import Foundation
import LabAutodiff
import LabDistributions
import LabRequirements
import LabTensors

/// The guide that draws every number of every latent site of a model from a normal distribution of its own: independent
/// of the others, in unconstrained space (Kucukelbir et al. 2017, section 2.4).
///
/// A site whose support is not all numbers is the image of such normal numbers: under exp where it is positive, σ where it
/// is an interval, and by stick-breaking where it is a simplex. Sites inside plates have parameters for every repeat, so that
/// a plate must be whole; for mini-batches write the guide as a function of the data.
///
/// ```swift
/// let guide = try MeanFieldNormalGuide(of: model, for: data, using: random["guide"])
/// let pair = ModelAndGuide(model: model, guide: guide.program, parameters: guide.parameters)
/// var svi = SVI(pair, objective: EvidenceLowerBound(), optimizer: Adam(0.01))
/// ```
public struct MeanFieldNormalGuide {
  private let sites: [(site: LatentSite, location: Parameter, logScale: Parameter)]

  /// A guide of the latent sites that the model has on these data, which begins in the midst of the prior.
  ///
  /// - Parameters:
  ///   - model: The model, which is run once to find its sites.
  ///   - data: The data, or some of their shape.
  ///   - scale: The standard deviation of all numbers to begin with, in unconstrained space.
  ///   - random: Where that run draws from.
  public init<Data>(of model: Program<Data>, for data: Data, scale: Float = 0.1, using random: Random) throws {
    require(scale > 0, "a guide begins with a scale above 0, not \(scale)")
    sites = try LatentSite.all(of: model, for: data, using: random).map { site in
      let logScales = Tensor(repeating: log(scale), shape: site.start.shape)
      return (site, site.parameter("location", site.start), site.parameter("log scale", logScales))
    }
  }

  /// `site NAME: location` and `site NAME: log scale` of every site in the program's order, of unconstrained numbers.
  public var parameters: [Parameter] { sites.flatMap { [$0.location, $0.logScale] } }

  /// The guide as a program, for any data with as many repeats.
  public func program<Data>(_ trace: Trace, _ data: Data) throws {
    for (site, location, logScale) in sites {
      let numbers = Normal(mean: trace.pass[location], logStandardDeviation: trace.pass[logScale])
      let rank = site.eventShape.rank
      let unconstrained: any Distribution = rank == 0 ? numbers : numbers.toEvent(rank)
      try trace.inside(site.plates) {
        if site.bijection is IdentityBijection {
          try trace.sample(site.name, unconstrained)
        } else {
          let x = try trace.sampleAuxiliary("\(site.name), unconstrained", unconstrained)
          try trace.sample(site.name, site.image(of: x, withVolumeChange: true))
        }
      }
    }
  }
}
