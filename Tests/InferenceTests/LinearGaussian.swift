import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabTensors

/// The linear-Gaussian toy of Rainforth et al. (2018), in several dimensions: z ~ N(μ, 1), x ~ N(z, 1), and a guide
/// N(m, s²). The posterior is N((μ + x)/2, ½) and the evidence N(x; μ, 2).
///
/// The one datum is repeated in a plate of rows, and each row has parameters of its own, so that the gradients of the rows
/// are independent estimates of one thing.
struct LinearGaussian {
  let dimensions: [Dimension]
  let rows: Int
  /// μ, m and log s, rows × dimensions.
  let priorMean, mean, logScale: Parameter

  init(_ dimensions: [Dimension], rows: Int) {
    (self.dimensions, self.rows) = (dimensions, rows)
    func parameter(_ name: String, _ value: KeyPath<Dimension, Double>) -> Parameter {
      let row = Tensor(dimensions.map { Float($0[keyPath: value]) })
      return Parameter(name, row.broadcast(to: [rows, dimensions.count]))
    }
    priorMean = parameter("μ", \.priorMean)
    mean = parameter("m", \.mean)
    logScale = parameter("log s", \.logScale)
  }

  func model(_ trace: Trace, _ x: Tensor) throws {
    try trace.plate("rows", size: rows) {
      let prior = Normal(mean: trace.pass[priorMean], logStandardDeviation: .zero)
      let z = try trace.sample("z", prior.toEvent(1))
      try trace.observe("x", Normal(mean: z, logStandardDeviation: .zero).toEvent(1), x)
    }
  }

  func guide(_ trace: Trace, _ x: Tensor) throws {
    _ = try trace.plate("rows", size: rows) {
      let normal = Normal(mean: trace.pass[mean], logStandardDeviation: trace.pass[logScale])
      try trace.sample("z", normal.toEvent(1))
    }
  }

  var data: Tensor { Tensor(dimensions.map { Float($0.x) }) }
  var logEvidence: Double { dimensions.map(\.logEvidence).reduce(0, +) }

  /// The bound as an objective finds it, the mean over the rows.
  func bound(_ objective: any Objective, using random: Random) throws -> Double {
    let loss = try objective.loss(
      of: ModelAndGuide(model: model, guide: guide), on: data, pass: .evaluation, using: random)
    return -loss.terms.map { Double($0.weight * $0.value.value.element) }.reduce(0, +) / Double(rows)
  }

  /// The gradients of an objective's loss, of each row, by parameter.
  func gradients(of objective: any Objective, using random: Random) throws -> [Parameter: Tensor] {
    try InferenceTests.gradients([priorMean, mean, logScale]) {
      try objective.loss(of: ModelAndGuide(model: model, guide: guide), on: data, pass: $0, using: random)
    }
  }
}
