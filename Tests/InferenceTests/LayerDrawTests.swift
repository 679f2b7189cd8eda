import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabTensors
import Testing

/// Layers that draw do so from the stream of a step, at their places, and in training alone.
@Suite struct LayerDrawTests {
  private func makeVAE() throws -> VariationalAutoencoder {
    let random = Random(seed: 1)
    return VariationalAutoencoder(
      encoder: GaussianEncoder(
        try Network("encoder", input: [3], using: random, [Dense(16), Dropout(0.5), Activation.tanh, Dense(4)])),
      decoder: try Network("decoder", input: [2], using: random, [Dense(16), Dropout(0.5), Activation.tanh, Dense(3)]),
      likelihood: .normal(standardDeviation: 0.5))
  }

  private let examples = Tensor.normal([8, 3], using: Random(seed: 2))

  @Test func aStepIsAFunctionOfItsStream() throws {
    func trained(_ seeds: [UInt64]) throws -> TrainingState {
      var svi = SVI(try makeVAE(), objective: EvidenceLowerBound(), optimizer: Adam(0.01))
      for seed in seeds { _ = try svi.step(examples, using: Random(seed: seed)) }
      return svi.state
    }
    #expect(try trained([1, 2]) == trained([1, 2]))
    #expect(try trained([1, 2]) != trained([1, 3]))
  }

  /// Sticking to the landing scores the draws by the guide once more: by the same one, so that the bound is the same.
  @Test func aGuideThatRunsTwiceDropsTheSame() throws {
    let vae = try makeVAE()
    func loss(_ gradient: GuideGradient) throws -> [Float] {
      try EvidenceLowerBound(particles: 3, usesClosedForms: false, guideGradient: gradient)
        .loss(of: vae, on: examples, pass: Pass(.training, on: Tape()), using: Random(seed: 4)).terms
        .map { $0.value.value.element }
    }
    #expect(try loss(.pathwise) == loss(.stickingTheLanding))
    #expect(try loss(.pathwise) == loss(.doublyReparameterized))
  }

  @Test func anEvaluationDropsNothing() throws {
    let vae = try makeVAE()
    let evaluation = try Evaluation(of: vae, on: [examples], using: Random(seed: 5))
    #expect(evaluation.codes == vae.posterior(of: examples).mean.value)
  }

  /// The stream that a pass was made with goes before that of the step.
  @Test func aPassMayBringItsOwn() throws {
    let vae = try makeVAE()
    func loss(_ pass: Pass, _ seed: UInt64) throws -> Float {
      try EvidenceLowerBound().loss(of: vae, on: examples, pass: pass, using: Random(seed: seed))
        .terms[1].value.value.element
    }
    let pass = Pass(.training, using: Random(seed: 6))
    #expect(try loss(pass, 1) == loss(pass, 2), "the closed form of the rate depends on what is dropped alone")
    #expect(try loss(Pass(.training), 1) != loss(Pass(.training), 2))
  }
}
