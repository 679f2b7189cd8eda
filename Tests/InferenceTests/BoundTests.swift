import Foundation
import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabTensors
import Testing

@testable import LabInference

/// The values of the bounds: known answers, and what holds between them.
@Suite struct BoundTests {
  /// The toy in 20 dimensions, with a guide of variance ⅔ around the posterior's mean, where the posterior has ½.
  private func toy(rows: Int) -> LinearGaussian {
    let dimensions = (0..<20).map { index in
      var dimension = LinearGaussian.Dimension.solved(x: 0.1 * Double(index) - 1, priorMean: 0.5)
      dimension.logScale = 0.5 * Foundation.log(2.0 / 3)
      return dimension
    }
    return LinearGaussian(dimensions, rows: rows)
  }

  /// log p − L₁ = 10 (⅓ − log 4/3) = 0.4565. A draw's log-weight is −χ²₂₀/6 but for a constant, with a variance of 40/36;
  /// over 200,000 draws that is a standard error of 0.0024.
  @Test func theEvidenceLowerBoundOfTheToy() throws {
    let toy = toy(rows: 20_000)
    let objective = EvidenceLowerBound(particles: 10, usesClosedForms: false)
    let gap = try toy.logEvidence - toy.bound(objective, using: Random(seed: 1))
    #expect(abs(gap - 10 * (1.0 / 3 - Foundation.log(4.0 / 3))) < 4 * 0.0024)
  }

  /// k (log p − L_k) → ½ Var w/p² = ½ ((16/15)¹⁰ − 1) = 0.4534. The next terms of the expansion make it 0.033/k more.
  ///
  /// The mean weight w̄ has the expectation p, so that w̄/p − 1 can be added to the gap, with which it varies together;
  /// what remains has a standard deviation near σ²/√2 = 0.64 whatever k is.
  @Test func theImportanceWeightedBoundOfTheToy() throws {
    let toy = toy(rows: 2000), k = 20
    var gaps: [Double] = []
    for batch in 0..<10 {
      let random = Random(seed: 2)[batch]
      let pair = try TracePair(
        ModelAndGuide(model: toy.model, guide: toy.guide), on: toy.data, pass: .evaluation,
        particles: Particles(count: k, plateNesting: 1), using: random)
      // k × rows
      let logWeights = pair.logWeights.value.elements.map { Double($0) - toy.logEvidence }
      let means = (0..<toy.rows).map { row in
        stride(from: row, to: logWeights.count, by: toy.rows).reduce(0) { $0 + Foundation.exp(logWeights[$1]) }
          / Double(k)
      }
      gaps += means.map { $0 - 1 - Foundation.log($0) }
      // The objective's own value, of the same draws. Its sum over the rows is in single precision: −L ≈ 40 each.
      let bound = means.reduce(0) { $0 + Foundation.log($1) } / Double(toy.rows)
      let found = try toy.bound(ImportanceWeightedBound(particles: k), using: random) - toy.logEvidence
      #expect(abs(found - bound) < 40 * 0x1p-22)
    }
    let scaled = Estimate(gaps.map { Double(k) * $0 })
    let limit = 0.5 * (Foundation.pow(16.0 / 15, 10) - 1)
    #expect(abs(scaled.mean - limit) <= 4 * scaled.standardError + 0.033 / Double(k))
    #expect(scaled.standardError < 0.01)
  }

  /// L₁ ≤ L₅ ≤ L₅₀ ≤ log p, within four standard errors of their differences; the standard deviation of log w is 1.05 and
  /// that of a mean of k falls as 1/√k.
  @Test func theBoundRisesWithTheNumberOfParticles() throws {
    let toy = toy(rows: 4000)
    let bounds = try [1, 5, 50].map { try toy.bound(ImportanceWeightedBound(particles: $0), using: Random(seed: 3)) }
    let errors = [1.0, 5, 50].map { 1.05 / ($0 * Double(toy.rows)).squareRoot() }
    #expect(bounds[0] <= bounds[1] + 4 * (errors[0] + errors[1]))
    #expect(bounds[1] <= bounds[2] + 4 * (errors[1] + errors[2]))
    #expect(bounds[2] <= toy.logEvidence + 4 * errors[2])
  }

  /// The toy in the two dimensions of the estimators' tests.
  private let small = LinearGaussian(EstimatorTests.dimensions, rows: 50)

  private func terms(_ objective: any Objective) throws -> [Float] {
    let loss = try objective.loss(
      of: ModelAndGuide(model: small.model, guide: small.guide), on: small.data, pass: .evaluation,
      using: Random(seed: 4))
    return loss.terms.map { $0.value.value.element * $0.weight }
  }

  /// By the same draws, and by one arithmetic.
  @Test func theRényiBoundAtZeroIsTheImportanceWeightedOne() throws {
    #expect(try terms(RenyiBound(alpha: 0, particles: 7)) == terms(ImportanceWeightedBound(particles: 7)))
  }

  /// How the gradient is found does not change the value.
  @Test(arguments: [GuideGradient.stickingTheLanding, .doublyReparameterized])
  func theValueIsTheSameByEveryGradient(_ gradient: GuideGradient) throws {
    #expect(
      try terms(ImportanceWeightedBound(particles: 7, guideGradient: gradient))
        == terms(ImportanceWeightedBound(particles: 7)))
    #expect(
      try terms(EvidenceLowerBound(particles: 7, guideGradient: gradient))
        == terms(EvidenceLowerBound(particles: 7, usesClosedForms: false)))
  }

  /// One importance-weighted particle is the evidence lower bound of one draw, with the sampled rate: the values to the
  /// rounding of sums over 50 rows, the gradients to that of one row's.
  @Test(arguments: [nil, 1] as [Int?]) func oneParticleIsTheEvidenceLowerBound(_ particles: Int?) throws {
    let lower = EvidenceLowerBound(particles: particles, usesClosedForms: false)
    let weighted = ImportanceWeightedBound(particles: 1)
    let renyi = RenyiBound(alpha: 3, particles: 1)
    let expected = try terms(lower).reduce(0, +)
    for objective in [weighted, renyi] as [any Objective] {
      #expect(abs(try terms(objective)[0] - expected) <= abs(expected) * 0x1p-21)
    }
    let expectedGradients = try small.gradients(of: lower, using: Random(seed: 4))
    let gradients = try small.gradients(of: weighted, using: Random(seed: 4))
    for (parameter, gradient) in expectedGradients {
      for (a, b) in zip(gradient.elements, gradients[parameter]!.elements) {
        #expect(abs(a - b) <= 1e-5 * max(1, abs(a)))
      }
    }
  }

  /// From the largest weight's logarithm (α → −∞) over the importance-weighted bound (0) and the evidence lower bound (1) to
  /// the smallest weight's (α → ∞), for the same draws: a mean of powers falls as α grows (Li and Turner 2016, theorem 1).
  @Test func theRényiBoundFallsAsAlphaGrows() throws {
    let bounds = try [-50, -2, 0, 0.5, 0.999, 2, 50].map { try -terms(RenyiBound(alpha: $0, particles: 20))[0] }
    for (higher, lower) in zip(bounds, bounds.dropFirst()) { #expect(higher > lower) }
    let evidence = try -terms(EvidenceLowerBound(particles: 20, usesClosedForms: false)).reduce(0, +)
    #expect(bounds[4] > evidence && evidence > bounds[5])
    #expect(abs(bounds[4] - evidence) < 0.01 * abs(evidence))
  }
}
