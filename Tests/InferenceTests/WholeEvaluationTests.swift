import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabTensors
import Testing

/// Bounds of models whose latent variables all data share: one of all data, not one for each datum.
@Suite struct WholeEvaluationTests {
  private static func pair(_ example: Conjugate, shift: Float = 0) -> ModelAndGuide<Tensor> {
    ModelAndGuide(
      model: example.model,
      guide: { trace, _ in
        var parameters = example.exact
        parameters[0] = parameters[0] + shift
        try trace.sample("z", example.posterior(parameters.map { Variable($0) }))
      })
  }

  /// With the posterior as the guide every estimate of every rung is the evidence.
  @Test(arguments: Conjugate.all) func withThePosteriorEveryRungIsTheEvidence(_ example: Conjugate) throws {
    for atOnce in [1, 7] {
      let ladder = try BoundLadder(
        of: Self.pair(example), onAll: example.data, rungs: [10, 1], repeats: 3, drawsAtOnce: atOnce,
        using: Random(seed: 1))
      #expect(ladder.rungs.map(\.particles) == [1, 10] && ladder.tightest.bounds.count == 3)
      #expect(ladder.rungs.flatMap(\.bounds).allSatisfy { abs($0 - example.logEvidence) < 2e-5 })
    }
  }

  /// Of another guide they rise to the evidence, from KL(q ‖ p) = ½ δ² below it.
  @Test func anotherGuidesRungsRise() throws {
    let example = Conjugate.normalMean, shift: Float = 0.6
    let ladder = try BoundLadder(
      of: Self.pair(example, shift: shift), onAll: example.data, rungs: [1, 20, 400], repeats: 60, drawsAtOnce: 50,
      using: Random(seed: 2))
    let delta = Double(shift) / example.standardDeviations[0], lowest = ladder.loosest.bound
    #expect(abs(lowest.mean - (example.logEvidence - delta * delta / 2)) < 4 * lowest.standardError)
    #expect(ladder.rises(within: 2) && abs(ladder.tightest.bound.mean - example.logEvidence) < 0.05)
  }

  /// The bound's mean is the evidence where the guide is the posterior; its rate is the closed form's, with which distortions
  /// of single draws do not cancel.
  @Test func anEvaluationOfAllData() throws {
    let example = Conjugate.normalMean
    let evaluation = try Evaluation(of: Self.pair(example), onAll: example.data, draws: 400, using: Random(seed: 3))
    #expect(evaluation.bounds.count == 400 && Set(evaluation.rates).count == 1)
    let bound = evaluation.bound
    #expect(abs(bound.mean - example.logEvidence) < 4 * bound.standardError)
    #expect(evaluation.codes.shape == [1, 1] && abs(Double(evaluation.codes.element) - example.means[0]) < 1e-6)
    let scale = example.standardDeviations[0], mean = example.means[0]
    #expect(abs(evaluation.rates[0] - (0.5 * (scale * scale + mean * mean - 1) - log(scale))) < 1e-5)
  }

  @Test func miniBatchesAreNotAllData() throws {
    func program(_ trace: Trace, _ x: Tensor) throws {
      _ = try trace.plate("data", size: 2, of: 10) { try trace.sample("z", Normal.standard()) }
    }
    let pair = ModelAndGuide(model: program, guide: program)
    #expect(throws: ModelError.self) { try Evaluation(of: pair, onAll: Tensor(0), using: Random(seed: 1)) }
    #expect(throws: ModelError.self) { try BoundLadder(of: pair, onAll: Tensor(0), using: Random(seed: 1)) }
  }
}
