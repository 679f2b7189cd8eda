import Autodiff
import Distributions
import Foundation
import Inference
import NeuralNetworks
import Tensors
import Testing

/// Models whose posterior and evidence have closed forms.
@Suite struct ConjugateTests {
  /// Normal prior N(0, 1), observations N(z, 1): the posterior is N(Σx/(n + 1), 1/(n + 1)).
  @Test func normalMeans() throws {
    let data = Tensor([0.5, 1.5, 2, 0, 1])
    func model(_ trace: Trace, _ x: Tensor) throws {
      let z = try trace.sample("z", Normal.standard())
      try trace.plate("data", size: x.count) {
        try trace.observe("x", Normal(mean: z, logStandardDeviation: Variable(0)), x)
      }
    }
    let mean = Parameter("mean", Tensor(0)), logScale = Parameter("log scale", Tensor(0))
    func guide(_ trace: Trace, _ x: Tensor) throws {
      try trace.sample("z", Normal(mean: trace.pass[mean], logStandardDeviation: trace.pass[logScale]))
    }
    var svi = SVI(
      model: model, guide: guide, parameters: [mean, logScale],
      objective: EvidenceLowerBound(particles: 10), optimizer: Adam(.cosine(initial: 0.05, final: 0, over: 1000)))
    for step in 0..<1000 { _ = try svi.step(data, using: Random(seed: 1)[step]) }
    #expect(abs(mean.value.element - 5.0 / 6) < 0.01)
    #expect(abs(exp(logScale.value.element) - Float(1.0 / 6).squareRoot()) < 0.01)
  }
}
