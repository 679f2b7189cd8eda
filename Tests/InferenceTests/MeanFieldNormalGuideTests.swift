import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabTensors
import Testing

/// The mean-field guide against posteriors whose numbers are independent.
@Suite struct MeanFieldNormalGuideTests {
  /// Two sites with priors N(0, 1): a vector w outside the plate, each number of which is observed once with variance 1/4,
  /// and z of each of three data with one observation of variance 1.
  private func model(_ trace: Trace, _ x: Tensor) throws {
    let w = try trace.sample("w", Normal.standard([2]).toEvent(1))
    try trace.observe("v", Normal(mean: w, standardDeviation: Variable(0.5)).toEvent(1), Tensor([1, -2]))
    try trace.plate("data", size: 3) {
      let z = try trace.sample("z", Normal.standard())
      try trace.observe("x", Normal(mean: z, standardDeviation: Variable(1)), x)
    }
  }

  private let data = Tensor([3, 0.5, -1])

  @Test func parametersAreNamedAfterTheirSites() throws {
    let guide = try MeanFieldNormalGuide(of: model, for: data, using: Random(seed: 1))
    #expect(
      guide.parameters.map(\.name) == [
        "site w: location", "site w: log scale", "site z: location", "site z: log scale",
      ])
    #expect(guide.parameters.map(\.value.shape) == [[2], [2], [3], [3]])
    #expect(guide.parameters[1].value.elements.allSatisfy { abs(exp($0) - 0.1) < 1e-7 })
  }

  /// At the posterior, the sticking-the-landing gradient has no variance, so that training ends at the posterior itself.
  @Test(arguments: [nil, 4]) func theFactorisedPosteriorIsRecovered(_ particles: Int?) throws {
    let guide = try MeanFieldNormalGuide(of: model, for: data, using: Random(seed: 1))
    var svi = SVI(
      ModelAndGuide(model: model, guide: guide.program, parameters: guide.parameters),
      objective: EvidenceLowerBound(particles: particles, guideGradient: .stickingTheLanding),
      optimizer: Adam(.cosine(initial: 0.1, final: 0, over: 600)), lossScale: .total)
    var last: Float = 0
    for step in 0..<600 { last = try svi.step(data, using: Random(seed: 2)[step]).loss }
    // Precisions add: 1 + 4 and 1 + 1.
    let scales: [Float] = [log(0.2) / 2, log(0.5) / 2]
    let expected = [[0.8, -1.6], [scales[0], scales[0]], [1.5, 0.25, -0.5], [scales[1], scales[1], scales[1]]]
    for (parameter, expected) in zip(guide.parameters, expected) {
      for (found, expected) in zip(parameter.value.elements, expected) { #expect(abs(found - expected) < 1e-3) }
    }
    // And the bound is the evidence: the observations are N(0, 5/4) and N(0, 2).
    func logDensity(_ x: Double, _ variance: Double) -> Double { -0.5 * (x * x / variance + log(2 * .pi * variance)) }
    let evidence =
      [1, -2].map { logDensity($0, 1.25) }.reduce(0, +) + [3, 0.5, -1].map { logDensity($0, 2) }.reduce(0, +)
    #expect(abs(Double(last) + evidence) < 1e-3)
  }

  @Test func theSameSeedGivesTheSameBytes() throws {
    func start(_ seed: UInt64) throws -> [Tensor] {
      try MeanFieldNormalGuide(of: model, for: data, using: Random(seed: seed)).parameters.map(\.value)
    }
    #expect(try start(5) == start(5))
    #expect(try start(5) != start(6))
  }

  /// The median of 15 draws from N(m, s²) has a standard deviation of about s √(π/30) = 0.32 s.
  @Test func itBeginsInTheMidstOfThePrior() throws {
    func model(_ trace: Trace, _: Tensor) throws {
      try trace.sample("z", Normal(mean: Variable(100), standardDeviation: Variable(2)))
      try trace.sample(
        "s", LogNormal(meanOfLogarithm: Variable(-7), logStandardDeviationOfLogarithm: Variable(log(3))))
    }
    let guide = try MeanFieldNormalGuide(of: model, for: data, using: Random(seed: 3))
    #expect(abs(guide.parameters[0].value.element - 100) < 4 * 0.32 * 2)
    #expect(abs(guide.parameters[2].value.element + 7) < 4 * 0.32 * 3)
  }
}
