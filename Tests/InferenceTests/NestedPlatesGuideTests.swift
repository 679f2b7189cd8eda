import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabTensors
import Testing

/// Sites in plates have parameters for each repeat, with and without particles.
@Suite struct NestedPlatesGuideTests {
  private func model(_ trace: Trace, _: Tensor) throws {
    try trace.sample("c", Normal.standard([2]).toEvent(1))
    try trace.plate("outer", size: 3) {
      try trace.sample("a", LogNormal(meanOfLogarithm: Variable(0), logStandardDeviationOfLogarithm: Variable(0)))
      try trace.plate("inner", size: 2) {
        try trace.sample("b", Normal.standard([4]).toEvent(1))
        try trace.sample("s", Shares.prior)
      }
    }
  }

  /// The same without shares of a whole, whose prior no normal distribution has as its image.
  private func normalModel(_ trace: Trace, _: Tensor) throws {
    try trace.sample("c", Normal.standard([2]).toEvent(1))
    try trace.plate("outer", size: 3) {
      try trace.sample("a", LogNormal(meanOfLogarithm: Variable(0), logStandardDeviationOfLogarithm: Variable(0)))
      try trace.plate("inner", size: 2) { try trace.sample("b", Normal.standard([4]).toEvent(1)) }
    }
  }

  private let data = Tensor(0)

  @Test func everyRepeatHasParameters() throws {
    let meanField = try MeanFieldNormalGuide(of: model, for: data, using: Random(seed: 1))
    let locations = meanField.parameters.filter { $0.name.hasSuffix("location") }
    #expect(locations.map(\.value.shape) == [[2], [3], [2, 3, 4], [2, 3, 2]])
    let fullRank = try FullRankNormalGuide(of: model, for: data, using: Random(seed: 1))
    #expect(fullRank.parameters[0].value.shape == [2 + 3 + 24 + 12])
    let delta = try DeltaGuide(of: model, for: data, using: Random(seed: 1))
    #expect(delta["a"]?.shape == [3] && delta["b"]?.shape == [2, 3, 4] && delta["s"]?.shape == [2, 3, 3])
  }

  /// A guide whose numbers have standard normal distributions is the prior: then the log weight of every draw is 0, up to
  /// the roundings of 29 terms of order 1.
  @Test(arguments: [nil, 5], [GuideGradient.pathwise, .stickingTheLanding, .doublyReparameterized])
  func guidesThatArePriorsHaveWeightsOfOne(_ particles: Int?, _ gradient: GuideGradient) throws {
    let meanField = try MeanFieldNormalGuide(of: normalModel, for: data, using: Random(seed: 1))
    let fullRank = try FullRankNormalGuide(of: normalModel, for: data, using: Random(seed: 1))
    for parameter in meanField.parameters + fullRank.parameters { parameter.value = .zeros(parameter.value.shape) }
    for guide in [meanField.program, fullRank.program] as [Program<Tensor>] {
      var objectives: [any Objective] = [EvidenceLowerBound(particles: particles, guideGradient: gradient)]
      if let particles { objectives.append(ImportanceWeightedBound(particles: particles, guideGradient: gradient)) }
      for objective in objectives {
        let loss = try objective.loss(
          of: ModelAndGuide(model: normalModel, guide: guide), on: data, pass: .evaluation, using: Random(seed: 2),
          plateNesting: 2)
        #expect(abs(loss.terms[0].value.value.element) < 2e-5)
      }
    }
  }

  /// A point estimate is the same in all particles.
  @Test func aDeltaGuideCostsTheSameWithParticles() throws {
    let guide = try DeltaGuide(of: model, for: data, using: Random(seed: 1))
    func loss(_ particles: Int?) throws -> Float {
      try EvidenceLowerBound(particles: particles).loss(
        of: ModelAndGuide(model: model, guide: guide.program), on: data, pass: .evaluation, using: Random(seed: 2),
        plateNesting: 2
      ).terms[0].value.value.element
    }
    let (a, b, c) = (guide["a"]!, guide["b"]!, guide["c"]!)
    let normals = [a.mapped(.log), b, c].map { Normal.standard().logDensity(Variable($0)).value.sum().element }
    let logDensity = normals.reduce(0, +) - a.mapped(.log).sum().element + 6 * log(2)
    #expect(abs(try loss(nil) + logDensity) < 1e-4)
    #expect(abs(try loss(5) + logDensity) < 1e-4)
  }

  @Test func drawsHaveTheShapesOfTheSites() throws {
    let guide = try FullRankNormalGuide(of: model, for: data, using: Random(seed: 1))
    let draws = try Predictive(of: ModelAndGuide(model: model, guide: guide.program)).draws(
      7, for: data, using: Random(seed: 2))
    #expect(draws.names == ["c", "a", "b", "s"])
    #expect(try draws.names.map { try draws[$0].shape } == [[7, 2], [7, 3], [7, 2, 3, 4], [7, 2, 3, 3]])
  }
}
