import LabStatistics
import LabTensors

extension MutualInformationGap {
  /// The gaps of an autoencoder's codes: what q(z | x) of each datum tells of the factors that made it.
  ///
  /// - Parameters:
  ///   - vae: The autoencoder, whose codes are computed in evaluation mode.
  ///   - batches: The data, at least one: all combinations of the factors, or a fair sample of them.
  ///   - factors: For each factor, its level in each datum, in the order of the batches.
  /// - Throws: `MutualInformationGapError` where a code is not finite, or a factor has one level alone.
  public init(of vae: VariationalAutoencoder, on batches: [Tensor], factors: [[Int]]) throws {
    let posteriors = batches.map { vae.posterior(of: $0) }
    func doubles(_ values: [Tensor]) -> [Double] { values.flatMap { $0.elements.map(Double.init) } }
    try self.init(
      means: doubles(posteriors.map(\.mean.value)),
      standardDeviations: doubles(posteriors.map(\.standardDeviation.value)), codes: vae.encoder.codeShape[-1],
      factors: factors)
  }
}
