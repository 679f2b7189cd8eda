import Foundation
import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabTensors
import Testing

@testable import LabInference

/// A guide may draw sites in another order than the model, as an encoder does from below: closed forms of the rate are then of
/// conditionals that the model does not have, and must give way to the draws.
///
/// In each row z₁ ~ N(0, 1), z₂ ~ N(0.8 z₁, 0.6²) and x ~ N(z₂, 0.5²); the guide is the posterior, z₂ given x and then z₁ given
/// z₂, so that the bound is log p(x), with x ~ N(0, 1.25).
@Suite struct SiteOrderTests {
  private let rows = 20_000, x = 1.1
  /// The slopes of both means and the logarithms of both deviations, a number for each row.
  private let parameters: [Parameter]

  init() {
    let values = [("slope of z₂", 0.8), ("slope of z₁", 0.8), ("log s₂", 0.5 * log(0.2)), ("log s₁", log(0.6))]
    parameters = values.map { [rows] in Parameter($0.0, Tensor(repeating: Float($0.1), shape: [rows])) }
  }

  private var logEvidence: Double { -0.5 * (x * x / 1.25 + log(2 * .pi * 1.25)) }

  private var data: Tensor { Tensor(repeating: Float(x), shape: [rows]) }

  private var pair: ModelAndGuide<Tensor> {
    ModelAndGuide(
      model: { [rows] trace, x in
        try trace.plate("rows", size: rows) {
          let z1 = try trace.sample("z1", Normal.standard())
          let z2 = try trace.sample("z2", Normal(mean: 0.8 * z1, logStandardDeviation: Variable(Float(log(0.6)))))
          try trace.observe("x", Normal(mean: z2, logStandardDeviation: Variable(Float(log(0.5)))), x)
        }
      },
      guide: { [rows, parameters] trace, x in
        let given = parameters.map { trace.pass[$0] }
        _ = try trace.plate("rows", size: rows) {
          let z2 = try trace.sample("z2", Normal(mean: given[0] * Variable(x), logStandardDeviation: given[2]))
          try trace.sample("z1", Normal(mean: given[1] * z2, logStandardDeviation: given[3]))
        }
      }, parameters: parameters)
  }

  private static let objectives: [any Objective] = [
    EvidenceLowerBound(), EvidenceLowerBound(particles: 3), EvidenceLowerBound(usesClosedForms: false),
    EvidenceLowerBound(guideGradient: .stickingTheLanding), ImportanceWeightedBound(particles: 3),
    RenyiBound(alpha: 0.5, particles: 3),
  ]

  /// What z₁ costs by its closed form varies by less than a nat from row to row, and so does the rest: within 4/√20,000. With the
  /// closed form of both the bound was above log p(x) by a quarter.
  @Test(arguments: objectives) func theBoundIsTheEvidence(_ objective: any Objective) throws {
    let loss = try objective.loss(of: pair, on: data, pass: .evaluation, using: Random(seed: 1))
    let bound = -loss.terms.reduce(0) { $0 + Double($1.value.value.element * $1.weight) } / Double(rows)
    #expect(abs(bound - logEvidence) <= 4 / Double(rows).squareRoot(), "\(bound), exactly \(logEvidence)")
  }

  /// The guide is where the bound is greatest; within four standard errors of twenty thousand rows.
  @Test(arguments: objectives) func theGradientIsNone(_ objective: any Objective) throws {
    let found = try gradients(parameters) {
      try objective.loss(of: pair, on: data, pass: $0, using: Random(seed: 2))
    }
    for parameter in parameters {
      let estimate = found.estimate(parameter)
      #expect(estimate.deviation(from: 0) <= 4, "\(parameter.name): \(estimate)")
    }
  }

  /// The rates of an evaluation, datum by datum and of all data, with a unit's own only where it has a closed form.
  @Test func evaluationsHaveTheSameRates() throws {
    let evaluation = try Evaluation(of: pair, on: [data], using: Random(seed: 3))
    #expect(Estimate(evaluation.bounds).deviation(from: logEvidence) <= 4 && evaluation.rateByUnit.isEmpty)
    let whole = try Evaluation(of: pair, onAll: data, draws: 1, using: Random(seed: 3))
    #expect(abs(whole.bounds[0] / Double(rows) - logEvidence) <= 4 / Double(rows).squareRoot())
  }

  /// What comes first in the model keeps its closed form, and so does all that the guide draws in the model's order.
  @Test func closedFormsRemainWhereTheyAreRight() throws {
    let run = try TracePair(pair, on: data, pass: .evaluation, particles: .one, using: Random(seed: 4))
    #expect(run.latents.map(\.q.name) == ["z2", "z1"])
    #expect(run.latents.map { run.divergence(of: $0) != nil } == [false, true])
    let ordered = ModelAndGuide<Tensor>(
      model: pair.model,
      guide: { [rows] trace, _ in
        _ = try trace.plate("rows", size: rows) {
          let z1 = try trace.sample("z1", Normal.standard())
          try trace.sample("z2", Normal(mean: z1, logStandardDeviation: .zero))
        }
      })
    let second = try TracePair(ordered, on: data, pass: .evaluation, particles: .one, using: Random(seed: 4))
    #expect(second.latents.allSatisfy { second.divergence(of: $0) != nil })
  }
}
