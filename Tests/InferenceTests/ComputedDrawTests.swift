import Foundation
import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabTensors
import Testing

@testable import LabInference

/// The gradients of guides with sites that are computed: points, which are parameters and no draws, and maps of auxiliary draws.
@Suite struct ComputedDrawTests {
  /// θ ~ N(0, 1), z ~ N(θ, 1) and x ~ N(z + θ, 1) in each row.
  private func model(_ trace: Trace, _ x: Tensor) throws {
    try trace.plate("rows", size: rows) {
      let theta = try trace.sample("θ", Normal.standard())
      let z = try trace.sample("z", Normal(mean: theta, logStandardDeviation: .zero))
      try trace.observe("x", Normal(mean: z + theta, logStandardDeviation: .zero), x)
    }
  }

  private let rows = 20_000
  private let point, mean, scale: Parameter

  init() {
    func parameter(_ name: String, _ value: Float) -> Parameter {
      Parameter(name, Tensor(repeating: value, shape: [20_000]))
    }
    (point, mean, scale) = (parameter("point", 0.4), parameter("m", 0.3), parameter("log s", -0.3))
  }

  /// A guide whose draws are made beside a point, or from it, or by a shift of auxiliary draws with a parameter of its own.
  enum Kind: CaseIterable {
    case beside, from, shift
  }

  private func guide(_ kind: Kind) -> Program<Tensor> {
    { [rows, point, mean, scale] trace, _ in
      let pass = trace.pass
      _ = try trace.plate("rows", size: rows) {
        let theta = try trace.sample("θ", Delta(pass[point]))
        switch kind {
        case .beside: try trace.sample("z", Normal(mean: pass[mean], logStandardDeviation: pass[scale]))
        case .from: try trace.sample("z", Normal(mean: theta + pass[mean], logStandardDeviation: pass[scale]))
        case .shift:
          let noise = try trace.sampleAuxiliary("noise", Normal(mean: .zero, logStandardDeviation: pass[scale]))
          try trace.sample("z", Delta(noise + pass[mean], logDensity: .zero))
        }
      }
    }
  }

  /// The derivative of the bound as it was computed is the reference: twenty thousand rows each, from seeds of their own; four
  /// standard errors of the difference.
  @Test(
    arguments: Kind.allCases,
    [
      (
        ImportanceWeightedBound(particles: 3),
        ImportanceWeightedBound(particles: 3, guideGradient: .doublyReparameterized)
      ),
      (EvidenceLowerBound(particles: 3), EvidenceLowerBound(particles: 3, guideGradient: .stickingTheLanding)),
    ] as [(any Objective, any Objective)])
  func allEstimatorsAgree(_ kind: Kind, _ objectives: (any Objective, any Objective)) throws {
    func found(_ objective: any Objective, _ seed: UInt64) throws -> [Parameter: Tensor] {
      try gradients([point, mean, scale]) {
        try objective.loss(
          of: ModelAndGuide(model: model, guide: guide(kind)), on: Tensor(1.5), pass: $0, using: Random(seed: seed))
      }
    }
    let reference = try found(objectives.0, 1), other = try found(objectives.1, 2)
    for parameter in [point, mean, scale] {
      let (a, b) = (other.estimate(parameter), reference.estimate(parameter))
      // Where nothing is drawn that a gradient depends on, rounding alone is between them.
      #expect(abs(a.mean - b.mean) < 1e-5 || a.deviation(from: b) <= 4, "\(kind), \(parameter.name): \(a) \(b)")
    }
  }

  /// A guide of points alone draws nothing: its particles are all alike, and every estimator has the derivative of one.
  @Test func pointsAloneHaveTheGradientOfOneParticle() throws {
    let data = Tensor([0.5, -1, 2])
    func model(_ trace: Trace, _ x: Tensor) throws {
      let z = try trace.sample("z", LogNormal(meanOfLogarithm: .zero, logStandardDeviationOfLogarithm: .zero))
      try trace.plate("data", size: 3) { _ = try trace.observe("x", Normal(mean: z, logStandardDeviation: .zero), x) }
    }
    let guide = try DeltaGuide(of: model, for: data, using: Random(seed: 1)), location = guide.parameters[0]
    func found(_ objective: any Objective) throws -> Float {
      try gradients([location]) {
        try objective.loss(
          of: ModelAndGuide(model: model, guide: guide.program), on: data, pass: $0, using: Random(seed: 1))
      }[location]!.element
    }
    let exact = try found(EvidenceLowerBound())
    #expect(abs(exact) > 0.1)
    for objective in [
      EvidenceLowerBound(particles: 4, guideGradient: .doublyReparameterized), ImportanceWeightedBound(particles: 4),
      ImportanceWeightedBound(particles: 4, guideGradient: .stickingTheLanding),
      ImportanceWeightedBound(particles: 4, guideGradient: .doublyReparameterized), RenyiBound(alpha: 2, particles: 4),
    ] as [any Objective] {
      // A few roundings of sums of the size of 1.
      #expect(abs(try found(objective) - exact) <= 1e-5 * max(1, abs(exact)), "\(objective)")
    }
  }
}
