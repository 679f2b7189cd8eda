import Foundation
import LabAutodiff
import LabDistributions
import LabRequirements
import LabTensors

/// The guide that draws all numbers of all latent sites of a model together from one multivariate normal distribution, in
/// unconstrained space, which can hold every correlation among them (Kucukelbir et al. 2017, section 2.4).
///
/// Sites are images of parts of that vector as in `MeanFieldNormalGuide`. For D numbers it has D² + 2D parameters.
public struct FullRankNormalGuide {
  private let vector: LatentVector
  private let location, logDiagonal, lowerTriangle: Parameter

  /// A guide of the latent sites that the model has on these data, which begins in the midst of the prior without
  /// correlations.
  ///
  /// - Parameters:
  ///   - model: The model, which is run once to find its sites.
  ///   - data: The data, or some of their shape.
  ///   - scale: The standard deviation of all numbers to begin with, in unconstrained space.
  ///   - random: Where that run draws from.
  public init<Data>(of model: Program<Data>, for data: Data, scale: Float = 0.1, using random: Random) throws {
    require(scale > 0, "a guide begins with a scale above 0, not \(scale)")
    vector = try LatentVector(of: model, for: data, using: random)
    let size = vector.size
    location = Parameter("all sites: location", vector.start)
    logDiagonal = Parameter("all sites: log diagonal", Tensor(repeating: log(scale), shape: [size]))
    lowerTriangle = Parameter("all sites: lower triangle", .zeros([size, size]))
  }

  /// The mean of the vector, the logarithm of the diagonal of its Cholesky factor, and the matrix of which that factor takes
  /// what is below the diagonal.
  public var parameters: [Parameter] { [location, logDiagonal, lowerTriangle] }

  /// The distribution of all sites' unconstrained numbers one after another, in the program's order.
  public func unconstrained(_ pass: Pass = .evaluation) -> MultivariateNormal {
    MultivariateNormal(mean: pass[location], logDiagonal: pass[logDiagonal], lowerTriangle: pass[lowerTriangle])
  }

  /// The guide as a program, for any data with as many repeats.
  public func program<Data>(_ trace: Trace, _ data: Data) throws {
    try vector.sample(in: trace, from: unconstrained(trace.pass))
  }
}
