import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabTensors
import Testing

/// Inference that is taken up from its state: the step that a schedule of weights counts is part of it.
@Suite struct SVIStateTests {
  private struct Example {
    let mean = Parameter("mean", Tensor([2, -1]))
    var svi: SVI<Tensor, Adam>

    init() {
      let mean = mean
      svi = SVI(
        ModelAndGuide(
          model: { trace, data in
            try trace.plate("data", size: 4) {
              let z = try trace.sample("z", Normal.standard([2]).toEvent(1))
              try trace.observe("x", Normal(mean: z, logStandardDeviation: .zero).toEvent(1), data)
            }
          },
          guide: { trace, _ in
            try trace.plate("data", size: 4) {
              _ = try trace.sample("z", Normal(mean: trace.pass[mean], logStandardDeviation: .zero).toEvent(1))
            }
          }, parameters: [mean]), objective: EvidenceLowerBound(klWeight: .linear(from: 0, to: 1, over: 5)),
        optimizer: Adam(0.05))
    }

    mutating func step(_ index: Int) throws -> Float {
      try svi.step(Tensor((0..<8).map(Float.init), shape: [4, 2]), using: Random(seed: 3)[index]).loss
    }
  }

  @Test(arguments: [0, 2, 6]) func anotherOneGoesOnFromIt(_ stop: Int) throws {
    var undisturbed = Example(), first = Example(), second = Example()
    let expected = try (0..<8).map { try undisturbed.step($0) }
    var losses = try (0..<stop).map { try first.step($0) }
    try second.svi.restore(first.svi.state)
    losses += try (stop..<8).map { try second.step($0) }
    #expect(losses == expected)
  }
}
