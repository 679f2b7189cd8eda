import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabNotebooks
import LabTensors
import Testing

@testable import LabCatalogue

/// What the library trains, as a notebook keeps it.
@Suite struct TrainingInNotebooksTests {
  /// A plate of two data with a mean to find.
  private struct Example: VariationalModel {
    let mean = Parameter("mean", Tensor(0.5))
    var parameters: [Parameter] { [mean] }

    func model(_ trace: Trace, _ x: Tensor) throws {
      try trace.plate("data", size: 2) {
        let z = try trace.sample("z", Normal.standard())
        try trace.observe("x", Normal(mean: z, logStandardDeviation: Variable(0)), x)
      }
    }

    func guide(_ trace: Trace, _ x: Tensor) throws {
      try trace.plate("data", size: 2) {
        _ = try trace.sample("z", Normal(mean: trace.pass[mean], logStandardDeviation: Variable(0)))
      }
    }
  }

  @Test func aStepsFindingsAreItsLossItsTermsAndItsGradientNorm() throws {
    var svi = SVI(Example(), objective: EvidenceLowerBound(), optimizer: SGD(0.1))
    let step = try svi.step(Tensor([1, 2]), using: Random(seed: 1))
    let findings = step.findings
    #expect(Set(findings.keys) == ["loss", "distortion", "rate", "gradient norm"])
    #expect(findings["loss"] == Double(step.loss) && findings["gradient norm"] == Double(step.gradientNorm))
    for (name, value) in step.terms { #expect(findings[name] == Double(value)) }
    #expect(step.adding("σ", 0.2)["σ"] == 0.2)
  }

  /// Taken up from its snapshot, an equal training goes on with the same bits.
  @Test func aTrainingGoesOnFromItsSnapshot() throws {
    func begun() -> SVI<Tensor, Adam> { SVI(Example(), objective: EvidenceLowerBound(), optimizer: Adam(0.1)) }
    func step(_ svi: inout SVI<Tensor, Adam>, _ index: Int) throws -> Float {
      try svi.step(Tensor([1, 2]), using: Random(seed: 1)[index]).loss
    }
    var undisturbed = begun()
    let expected = try (0..<6).map { try step(&undisturbed, $0) }
    var first = begun(), second = begun()
    for index in 0..<3 { _ = try step(&first, index) }
    try second.restore(first.snapshot)
    #expect(try (3..<6).map { try step(&second, $0) } == expected.suffix(3))
  }

  /// Both games of an adversarial training are in one snapshot, under names of their own.
  @Test func anAdversarialTrainingGoesOnFromItsSnapshot() throws {
    func begun() throws -> AdversarialVariationalBayes<Adam> {
      let network = try Network("head", input: [2], using: Random(seed: 1), [Dense(1)])
      let trunk = try Network("trunk", input: [1], using: Random(seed: 1), []), mean = Parameter("mean", Tensor([0.5]))
      let encoder = ImplicitEncoder(noiseSize: 1, codeSize: 1, parameters: [mean]) { _, pass in
        return { $0 + pass[mean] }
      }
      let model = AdversarialModel(
        parameters: [], encoder: encoder, discriminator: Discriminator(trunk: trunk, head: network)
      ) { trace, x in
        try trace.plate("data", size: 2) {
          let z = try trace.sample("z", Normal.standard([1]).toEvent(1))
          try trace.observe("x", Normal(mean: z, logStandardDeviation: Variable(0)).toEvent(1), x)
        }
      }
      return AdversarialVariationalBayes(model, optimizer: Adam(0.1), discriminatorOptimizer: Adam(0.2))
    }
    func step(_ training: inout AdversarialVariationalBayes<Adam>, _ index: Int) throws -> [String: Double] {
      try training.step(Tensor([1, 2], shape: [2, 1]), using: Random(seed: 1)[index]).findings
    }
    var undisturbed = try begun()
    let expected = try (0..<6).map { try step(&undisturbed, $0) }
    #expect(
      Set(expected[0].keys) == [
        "loss", "distortion", "rate", "gradient norm", "discriminator loss", "discriminator gradient norm",
      ])
    var first = try begun(), second = try begun()
    for index in 0..<3 { _ = try step(&first, index) }
    #expect(
      first.snapshot.weights.map(\.name) == [
        "model/mean", "discriminator/head/1 Dense/weights", "discriminator/head/1 Dense/bias",
      ])
    try second.restore(first.snapshot)
    #expect(try (3..<6).map { try step(&second, $0) } == expected.suffix(3))
    #expect(throws: (any Error).self) { try second.restore(Snapshot(weights: [], progress: [])) }
  }
}
