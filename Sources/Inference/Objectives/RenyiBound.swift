import Foundation
import LabAutodiff
import LabNeuralNetworks
import LabRequirements
import LabTensors

/// The variational Rényi bound 1/(1 − α) · log (1/k) Σ wᵢ^(1 − α) (Li and Turner 2016, equation 7).
///
/// α = 0 gives the importance-weighted bound, α → 1 the evidence lower bound, α → −∞ the largest weight; below 0 and for
/// few draws it may exceed the log evidence.
public struct RenyiBound: Objective {
  /// The number of draws k.
  public let particles: Int?
  private let alpha: Float

  /// The bound of k draws; α is any number but 1.
  public init(alpha: Float, particles: Int) {
    require(alpha != 1, "the Rényi bound at α = 1 is the evidence lower bound: use EvidenceLowerBound")
    (self.alpha, self.particles) = (alpha, particles)
  }

  /// The bound, with the opposite sign.
  public func loss(of pair: TracePair, step: Int) throws -> Loss {
    try pair.requireReparameterizedDraws(for: "a Rényi bound")
    try pair.requireWholeInnerPlates(for: "a Rényi bound")
    let tempered = (pair.logWeights * (1 - alpha)).logSumExp(along: 0) - Foundation.log(Float(particles ?? 1))
    return Loss([.init("−Rényi bound", -(tempered.sum() * (pair.commonScale / (1 - alpha))))])
  }
}
