import Foundation
import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabTensors

/// L_k = E log (1/k) Σ wᵢ with w = p(x, z)/q(z) and k draws, which rises with k to log p(x) (Burda et al. 2016, equation 8).
///
/// The mean is inside the logarithm for each element of the plates that all sites share, such as each image of a batch.
/// The gradient is Σ w̃ᵢ ∇log wᵢ, with the normalised weights w̃.
public struct ImportanceWeightedBound: Objective {
  /// k.
  public let particles: Int?
  /// How the gradient reaches the guide.
  public let guideGradient: GuideGradient

  /// The bound of k draws.
  public init(particles: Int, guideGradient: GuideGradient = .pathwise) {
    (self.particles, self.guideGradient) = (particles, guideGradient)
  }

  /// −L_k.
  public func loss(of pair: TracePair, step: Int) throws -> Loss {
    try pair.requireReparameterizedDraws(for: "an importance-weighted bound")
    try pair.requireWholeInnerPlates(for: "an importance-weighted bound")
    let logWeights = pair.logWeights
    pair.weighPaths(by: Variable(logWeights.value).softmax(along: 0).value)
    let bound = (logWeights.logSumExp(along: 0) - Foundation.log(Float(particles ?? 1))).sum() * pair.commonScale
    return Loss([.init("−L\(particles ?? 1)", -bound)])
  }
}
