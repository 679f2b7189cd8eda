import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabTensors
import Testing

/// The delta guide finds modes of densities as the model writes them.
@Suite struct DeltaGuideTests {
  private func train(_ model: @escaping Program<Tensor>, _ data: Tensor) throws -> (guide: DeltaGuide, loss: Float) {
    let guide = try DeltaGuide(of: model, for: data, using: Random(seed: 1))
    var svi = SVI(
      ModelAndGuide(model: model, guide: guide.program, parameters: guide.parameters), objective: EvidenceLowerBound(),
      optimizer: Adam(.cosine(initial: 0.05, final: 0, over: 800)), lossScale: .total)
    var loss: Float = 0
    for step in 0..<800 { loss = try svi.step(data, using: Random(seed: 2)[step]).loss }
    return (guide, loss)
  }

  /// Normal prior N(0, 1) and noise of variance 1: Σx/(n + 1); the loss is −log p(x, z) there.
  @Test func theModeOfANormalPosteriorIsItsMean() throws {
    let (guide, loss) = try train(
      { trace, x in
        let z = try trace.sample("z", Normal.standard([2]).toEvent(1))
        try trace.plate("data", size: x.shape[0]) {
          try trace.observe("x", Normal(mean: z, standardDeviation: Variable(1)).toEvent(1), x)
        }
      }, Tensor([1, 2, 3, -1], shape: [2, 2]))
    let found = try #require(guide["z"]).elements
    #expect(abs(found[0] - 4.0 / 3) < 1e-4 && abs(found[1] - 1.0 / 3) < 1e-4)
    let residuals: [Float] = [1 - found[0], 2 - found[1], 3 - found[0], -1 - found[1]]
    let squares = (found + residuals).reduce(0) { $0 + $1 * $1 }
    #expect(abs(loss - squares / 2 - 3 * log(2 * Float.pi)) < 1e-4)
    #expect(guide["y"] == nil)
  }

  /// log z has the posterior N(m, v), so that z has the mode e^(m − v), where the density of log z has e^m.
  @Test func theModeOfAPositiveNumberIsThatOfItsOwnDensity() throws {
    let (guide, _) = try train(
      { trace, x in
        let z = try trace.sample(
          "z", LogNormal(meanOfLogarithm: Variable(0), logStandardDeviationOfLogarithm: Variable(0)))
        try trace.observe("x", LogNormal(meanOfLogarithm: log(z), logStandardDeviationOfLogarithm: Variable(0)), x)
      }, Tensor(4))
    let mean: Float = log(4) / 2, variance: Float = 0.5
    #expect(abs(try #require(guide["z"]).element / exp(mean - variance) - 1) < 1e-4)
  }

  /// Under a flat prior the mode is the likelihood's.
  @Test func theModeInAnInterval() throws {
    let (guide, _) = try train(
      { trace, x in
        let z = try trace.sample("z", Uniform(low: Variable(-1), high: Variable(3)))
        try trace.plate("data", size: x.count) {
          try trace.observe("x", Normal(mean: z, standardDeviation: Variable(1)), x)
        }
      }, Tensor([2.5, 0, 2]))
    #expect(abs(try #require(guide["z"]).element - 1.5) < 1e-4)
  }

  /// Counts 4, 1, 2 under a flat prior: the relative frequencies.
  @Test func theModeOfShares() throws {
    let data = Tensor([0, 0, 0, 0, 1, 2, 2].flatMap { c in (0..<3).map { $0 == c ? Float(1) : 0 } }, shape: [7, 3])
    let (guide, _) = try train(Shares.model, data)
    for (found, count) in zip(try #require(guide["shares"]).elements, [4, 1, 2] as [Float]) {
      #expect(abs(found - count / 7) < 1e-4)
    }
  }
}
