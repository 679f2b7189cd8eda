import Foundation
import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabTensors
import Testing

@testable import LabInference

/// Models whose posterior and evidence have closed forms, with guides whose family holds the posterior.
@Suite struct ConjugateTests {
  /// Sticking the landing has no variance at the posterior, so that the steps end there, not around it. What remains is
  /// where 400 steps of falling size end.
  @Test(arguments: Conjugate.all) func trainingFindsThePosterior(_ example: Conjugate) throws {
    let parameters = example.exact.enumerated().map { Parameter("\($0)", .zeros($1.shape)) }
    func guide(_ trace: Trace, _ data: Tensor) throws {
      try trace.sample("z", example.posterior(parameters.map { trace.pass[$0] }))
    }
    var svi = SVI(
      ModelAndGuide(model: example.model, guide: guide, parameters: parameters),
      objective: EvidenceLowerBound(particles: 10, guideGradient: .stickingTheLanding),
      optimizer: Adam(.cosine(initial: 0.1, final: 0, over: 400)))
    for step in 0..<400 { _ = try svi.step(example.data, using: Random(seed: 1)[step]) }
    let posterior = example.posterior(parameters.map { Variable($0.value) })
    for (index, scale) in example.standardDeviations.enumerated() {
      let mean = Double(posterior.mean.value.elements[index])
      let variance = Double(posterior.variance.value.elements[index])
      #expect(abs(mean - example.means[index]) < 1e-3 * scale)
      #expect(abs(variance.squareRoot() - scale) < 1e-3 * scale)
    }
    for (parameter, exact) in zip(parameters, example.exact) {
      for (found, exact) in zip(parameter.value.elements, exact.elements) { #expect(abs(found - exact) < 2e-3) }
    }
  }

  /// Where the guide is the posterior, every draw's weight is the evidence: every bound equals it, with any number of
  /// particles, to the rounding of some ten terms of order 10.
  @Test(arguments: Conjugate.all) func atThePosteriorEveryBoundIsTheEvidence(_ example: Conjugate) throws {
    func guide(_ trace: Trace, _ data: Tensor) throws {
      try trace.sample("z", example.posterior(example.exact.map(Variable.init)))
    }
    let pair = try TracePair(
      ModelAndGuide(model: example.model, guide: guide), on: example.data, pass: .evaluation,
      particles: Particles(count: 1000, plateNesting: 1), using: Random(seed: 1))
    #expect(pair.logWeights.shape == [1000])
    for logWeight in pair.logWeights.value.elements { #expect(abs(Double(logWeight) - example.logEvidence) < 2e-5) }
    for objective in [
      EvidenceLowerBound(usesClosedForms: false), EvidenceLowerBound(particles: 20, usesClosedForms: false),
      ImportanceWeightedBound(particles: 1), ImportanceWeightedBound(particles: 20),
      RenyiBound(alpha: -1, particles: 20), RenyiBound(alpha: 3, particles: 20),
    ] as [any Objective] {
      let loss = try objective.loss(
        of: ModelAndGuide(model: example.model, guide: guide), on: example.data, pass: .evaluation,
        using: Random(seed: 2))
      let bound = -loss.terms.reduce(0) { $0 + Double($1.value.value.element) }
      #expect(abs(bound - example.logEvidence) < 2e-5, "\(objective)")
    }
  }

  /// The closed form of the rate leaves only the distortion to the draws.
  @Test func theClosedFormTrainsToo() throws {
    let example = Conjugate.normalMean
    let parameters = example.exact.map { Parameter("", .zeros($0.shape)) }
    func guide(_ trace: Trace, _ data: Tensor) throws {
      try trace.sample("z", example.posterior(parameters.map { trace.pass[$0] }))
    }
    var svi = SVI(
      ModelAndGuide(model: example.model, guide: guide, parameters: parameters),
      objective: EvidenceLowerBound(particles: 100), optimizer: Adam(.cosine(initial: 0.1, final: 0, over: 400)))
    for step in 0..<400 { _ = try svi.step(example.data, using: Random(seed: 1)[step]) }
    for (parameter, exact) in zip(parameters, example.exact) {
      #expect(abs(parameter.value.element - exact.element) < 0.01)
    }
  }
}
