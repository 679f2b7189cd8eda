import LabInference
import LabNeuralNetworks
import LabStatistics
import LabTensors
import Testing

/// What an autoencoder's codes tell of the factors that made its data.
@Suite struct FactorsOfCodesTests {
  /// Six data of four numbers, and two factors of them.
  private let data = Tensor.normal([6, 4], using: Random(seed: 2)["data"])
  private let factors = [[0, 0, 0, 1, 1, 1], [0, 1, 2, 0, 1, 2]]

  private func vae() throws -> VariationalAutoencoder {
    let encoder = try Network("encoder", input: [4], using: Random(seed: 1), [Dense(6)])
    let decoder = try Network("decoder", input: [3], using: Random(seed: 1), [Dense(4)])
    return VariationalAutoencoder(
      encoder: GaussianEncoder(encoder), decoder: decoder, likelihood: .normal(standardDeviation: 1))
  }

  /// Those of the posterior's means and standard deviations, in the order of the data, however they are cut into batches.
  @Test func theGapIsThatOfThePosteriors() throws {
    let vae = try vae(), posterior = vae.posterior(of: data)
    func doubles(_ values: Tensor) -> [Double] { values.elements.map(Double.init) }
    let expected = try MutualInformationGap(
      means: doubles(posterior.mean.value), standardDeviations: doubles(posterior.standardDeviation.value), codes: 3,
      factors: factors)
    for cut in [6, 4, 1] {
      let batches = stride(from: 0, to: 6, by: cut).map { data.slice($0..<min($0 + cut, 6), along: 0) }
      let gap = try MutualInformationGap(of: vae, on: batches, factors: factors)
      for (row, expected) in zip(gap.information, expected.information) {
        // Batches of other sizes may round otherwise.
        for (value, expected) in zip(row, expected) { #expect(abs(value - expected) < 1e-5) }
      }
    }
    #expect(expected.information.joined().contains { $0 > 0.01 })
  }

  @Test func codesThatAreNotFiniteAreAnError() throws {
    #expect(throws: MutualInformationGapError.notFinite(datum: 1, code: 0)) {
      let broken = Tensor.concatenate(
        [data.slice(0..<1, along: 0), Tensor([.nan, 0, 0, 0], shape: [1, 4])], along: 0)
      return try MutualInformationGap(of: vae(), on: [broken], factors: [[0, 1]])
    }
  }
}
