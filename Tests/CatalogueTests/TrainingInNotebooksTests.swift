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
}
