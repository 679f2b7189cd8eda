import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabTensors
import Testing

/// The full-rank guide against a posterior with correlations.
@Suite struct FullRankNormalGuideTests {
  /// Two columns with a correlation of about 0.9, and the responses to them.
  private let columns: [[Double]] = [[1, 2, 3, 4, 5], [1.5, 1.5, 3.5, 3, 5]]
  private let responses: [Double] = [0.5, 1, 2.5, 1.5, 4]
  private var data: Tensor { Tensor(responses.map(Float.init)) }

  /// Bayesian linear regression: slopes ~ N(0, 1) each, intercept ~ N(0, 2²), noise of standard deviation 1/2.
  private func model(_ trace: Trace, _ y: Tensor) throws {
    let slopes = try trace.sample("slopes", Normal.standard([2]).toEvent(1))
    let intercept = try trace.sample("intercept", Normal(mean: Variable(0), standardDeviation: Variable(2)))
    let design = Variable(Tensor(columns.flatMap { $0.map(Float.init) }, shape: [2, 5]))
    try trace.plate("data", size: 5) {
      // Particles × 1 × 2 × 1 against 2 × 5, or without particles 2 × 1.
      let products = slopes.reshaped(to: slopes.shape.dimensions + [1]) * design
      let fit = products.sum(along: [-2]).reshaped(to: intercept.shape.dimensions.dropLast() + [5]) + intercept
      try trace.observe("y", Normal(mean: fit, standardDeviation: Variable(0.5)), y)
    }
  }

  /// The posterior's mean and covariance, from precision Σ⁻¹ = diag(1, 1, 1/4) + 4 XᵀX, and the log evidence
  /// log N(y; 0, X diag(1, 1, 4) Xᵀ + I/4).
  private func exact() -> (mean: [Double], covariance: [[Double]], logEvidence: Double) {
    let design = columns + [[1, 1, 1, 1, 1]], priorVariances: [Double] = [1, 1, 4]
    var precision = design.map { a in design.map { b in 4 * dot(a, b) } }
    for i in 0..<3 { precision[i][i] += 1 / priorVariances[i] }
    let covariance = inverse(precision).inverse
    let moments = design.map { column in 4 * dot(column, responses) }
    var marginal = (0..<5).map { n in (0..<5).map { m in n == m ? 0.25 : 0 } }
    for n in 0..<5 {
      for m in 0..<5 {
        for i in 0..<3 { marginal[n][m] += priorVariances[i] * design[i][n] * design[i][m] }
      }
    }
    let (inverted, logDeterminant) = inverse(marginal)
    let distance = dot(responses, inverted.map { dot($0, responses) })
    let logEvidence = -0.5 * (distance + logDeterminant + 5 * log(2 * Double.pi))
    return (covariance.map { dot($0, moments) }, covariance, logEvidence)
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

  /// By Gauss and Jordan's elimination; positive definite matrices need no pivoting.
  private func inverse(_ matrix: [[Double]]) -> (inverse: [[Double]], logDeterminant: Double) {
    let size = matrix.count
    var rows = matrix.indices.map { i in matrix[i] + (0..<size).map { $0 == i ? 1.0 : 0 } }, logDeterminant = 0.0
    for i in 0..<size {
      let pivot = rows[i][i]
      logDeterminant += log(pivot)
      rows[i] = rows[i].map { $0 / pivot }
      for j in 0..<size where j != i {
        let factor = rows[j][i]
        rows[j] = zip(rows[j], rows[i]).map { $0 - factor * $1 }
      }
    }
    return (rows.map { Array($0.suffix(size)) }, logDeterminant)
  }

  private func train<Rule: Objective>(_ guide: FullRankNormalGuide, _ objective: Rule, steps: Int) throws -> Float {
    var svi = SVI(
      ModelAndGuide(model: model, guide: guide.program, parameters: guide.parameters), objective: objective,
      optimizer: Adam(.cosine(initial: 0.05, final: 0, over: steps)), lossScale: .total)
    var last: Float = 0
    for step in 0..<steps { last = try svi.step(data, using: Random(seed: 2)[step]).loss }
    return last
  }

  /// The gradients that have no variance at the posterior, so that training ends there.
  @Test(arguments: [GuideGradient.stickingTheLanding, .doublyReparameterized])
  func theCorrelatedPosteriorIsRecovered(_ gradient: GuideGradient) throws {
    let guide = try FullRankNormalGuide(of: model, for: data, using: Random(seed: 1))
    let last: Float =
      gradient == .stickingTheLanding
      ? try train(guide, EvidenceLowerBound(particles: 4, guideGradient: gradient), steps: 2500)
      : try train(guide, ImportanceWeightedBound(particles: 4, guideGradient: gradient), steps: 2500)
    let (mean, covariance, logEvidence) = exact(), found = guide.unconstrained()
    let factor = found.choleskyFactor.value
    let product = Tensor.matrixProduct(factor, factor, transposingSecond: true).elements
    for i in 0..<3 {
      let scale = covariance[i][i].squareRoot()
      #expect(abs(Double(found.mean.value.elements[i]) - mean[i]) < 0.01 * scale)
      for j in 0..<3 {
        #expect(abs(Double(product[3 * i + j]) - covariance[i][j]) < 0.01 * scale * covariance[j][j].squareRoot())
      }
    }
    #expect(covariance[0][1] / (covariance[0][0] * covariance[1][1]).squareRoot() < -0.5)
    #expect(abs(Double(last) + logEvidence) < 2e-3)
  }

  @Test func parametersAreThoseOfAllSites() throws {
    let guide = try FullRankNormalGuide(of: model, for: data, using: Random(seed: 1))
    #expect(
      guide.parameters.map(\.name) == ["all sites: location", "all sites: log diagonal", "all sites: lower triangle"])
    #expect(guide.parameters.map(\.value.shape) == [[3], [3], [3, 3]])
  }

  @Test func theSameSeedGivesTheSameBytes() throws {
    func run() throws -> [Tensor] {
      let guide = try FullRankNormalGuide(of: model, for: data, using: Random(seed: 5))
      _ = try train(guide, EvidenceLowerBound(), steps: 20)
      return guide.parameters.map(\.value)
    }
    #expect(try run() == run())
  }
}
