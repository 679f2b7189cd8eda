import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabTensors
import Testing

/// k̂ of guides whose distance from the posterior is known.
@Suite struct GuideDiagnosisTests {
  private static let example = Conjugate.normalMean

  /// The posterior, moved by so many of its deviations and with a deviation so many times as large.
  private static func pair(width: Float, shift: Float = 0) -> ModelAndGuide<Tensor> {
    let mean = example.exact[0].element + shift * Float(example.standardDeviations[0])
    let logDeviation = example.exact[1].element + log(width)
    return ModelAndGuide(
      model: example.model,
      guide: { trace, _ in
        _ = try trace.sample("z", Normal(mean: Variable(mean), logStandardDeviation: Variable(logDeviation)))
      })
  }

  private static func diagnosis(
    width: Float, shift: Float = 0, draws: Int = 4_000, atOnce: Int = 1, seed: UInt64 = 1
  ) throws -> GuideDiagnosis {
    try GuideDiagnosis(
      of: pair(width: width, shift: shift), on: example.data, draws: draws, drawsAtOnce: atOnce,
      using: Random(seed: seed))
  }

  /// Weights of a guide that is wider than the posterior are bounded: their tail ends, k < 0. Of one with the share w of its
  /// deviation the shape is 1 − w² in the limit, 0.99 and 0.96 here, of which the largest of 20,000 ratios show 0.87 and 0.84,
  /// with an uncertainty of 0.09.
  @Test func aWideGuideIsReliableAndANarrowOneIsNot() throws {
    for width: Float in [1.2, 1.5, 2, 4] {
      let diagnosis = try Self.diagnosis(width: width)
      #expect(diagnosis.paretoShape < 0.5 && diagnosis.isReliable, "width \(width): \(diagnosis.paretoShape)")
    }
    for width: Float in [0.1, 0.2] {
      let diagnosis = try Self.diagnosis(width: width, draws: 20_000, atOnce: 20_000)
      #expect(diagnosis.paretoShape > 0.7 && !diagnosis.isReliable, "width \(width): \(diagnosis.paretoShape)")
    }
  }

  /// By weights a wide guide off its place has the posterior's moments: within 4 standard errors, and a deviation within a tenth.
  @Test func weightsPutAGuideRight() throws {
    let diagnosis = try Self.diagnosis(width: 1.8, shift: 0.7), number = try diagnosis.corrected("z")[0]
    #expect(abs(number.mean - Self.example.means[0]) < 4 * number.standardErrorOfMean)
    #expect(abs(number.standardDeviation / Self.example.standardDeviations[0] - 1) < 0.1)
    #expect(abs(diagnosis.draws.numbers[0].mean - Self.example.means[0]) > 5 * number.standardErrorOfMean)
    #expect(diagnosis.effectiveSampleSize > 1_000 && diagnosis.effectiveSampleSize < 4_000)
  }

  /// Of the posterior itself every ratio is the evidence, but for rounding.
  @Test func thePosteriorsRatiosAreTheEvidence() throws {
    let diagnosis = try Self.diagnosis(width: 1, draws: 50)
    #expect(diagnosis.logRatios.allSatisfy { abs($0 - Self.example.logEvidence) < 1e-5 })
    #expect(abs(diagnosis.effectiveSampleSize - 50) < 1e-3)
  }

  /// With the posterior as the guide of itself all weights are equal, and nothing is more reliable, however few draws there are.
  @Test(arguments: Conjugate.all, [30, 50, 1_000]) func thePosteriorIsReliable(_ example: Conjugate, _ draws: Int)
    throws
  {
    let guide: Program<Tensor> = { trace, _ in
      _ = try trace.sample("z", example.posterior(example.exact.map { Variable($0) }))
    }
    let diagnosis = try GuideDiagnosis(
      of: ModelAndGuide(model: example.model, guide: guide), on: example.data, draws: draws, using: Random(seed: 4))
    #expect(diagnosis.isReliable && diagnosis.paretoShape == -.infinity, "\(diagnosis.paretoShape)")
  }

  /// Draws side by side weigh what they do one by one: the same mean of log ratios within 4 standard errors, the same shape of
  /// values.
  @Test func drawsSideBySide() throws {
    let one = try Self.diagnosis(width: 1.5), many = try Self.diagnosis(width: 1.5, atOnce: 300)
    #expect(try many.draws["z"].shape == [4_000] && many.logRatios.count == 4_000)
    let a = Estimate(one.logRatios), b = Estimate(many.logRatios)
    #expect(a.deviation(from: b) < 4)
  }

  /// Automatic guides draw auxiliary numbers: their ratios count these too. A log-normal guide of a log-normal posterior can be
  /// exact.
  @Test func auxiliarySitesCount() throws {
    let example = Conjugate.logNormalScale
    let guide = try MeanFieldNormalGuide(of: example.model, for: example.data, using: Random(seed: 1))
    guide.parameters[0].value = example.exact[0]
    guide.parameters[1].value = example.exact[1]
    let diagnosis = try GuideDiagnosis(
      of: ModelAndGuide(model: example.model, guide: guide.program), on: example.data, draws: 50, using: Random(seed: 2)
    )
    #expect(diagnosis.logRatios.allSatisfy { abs($0 - example.logEvidence) < 2e-5 })
  }

  /// Plates inside the model: the ratio is one of all data, whichever way it is added up.
  @Test func oneRatioForAllData() throws {
    func model(_ trace: Trace, _ x: Tensor) throws {
      let m = try trace.sample("m", Normal.standard())
      try trace.plate("data", size: x.count) {
        let z = try trace.sample("z", Normal(mean: m, logStandardDeviation: .zero))
        try trace.observe("x", Normal(mean: z, logStandardDeviation: .zero), x)
      }
    }
    func guide(_ trace: Trace, _ x: Tensor) throws {
      let m = try trace.sample("m", Normal(mean: Variable(0.3), logStandardDeviation: .zero))
      try trace.plate("data", size: x.count) {
        _ = try trace.sample("z", Normal(mean: (m + Variable(x)) / 2, logStandardDeviation: Variable(-0.3)))
      }
    }
    let pair = ModelAndGuide(model: model, guide: guide), x = Tensor([0.5, -1, 2])
    let diagnosis = try GuideDiagnosis(of: pair, on: x, draws: 30, using: Random(seed: 3))
    func normal(_ x: Double, _ mean: Double, _ logScale: Double = 0) -> Double {
      let z = (x - mean) / exp(logScale)
      return -0.5 * z * z - logScale - 0.5 * log(2 * .pi)
    }
    for draw in 0..<30 {
      let values = diagnosis.draws.draw(draw)
      let m = Double(try values["m"].element), z = try values["z"].elements.map(Double.init)
      var ratio = normal(m, 0) - normal(m, 0.3)
      for (x, z) in zip([0.5, -1, 2], z) { ratio += normal(x, z) + normal(z, m) - normal(z, (m + x) / 2, -0.3) }
      #expect(abs(diagnosis.logRatios[draw] - ratio) < 1e-5)
    }
  }

  @Test func miniBatchesHaveNoRatio() throws {
    func program(_ trace: Trace, _ x: Tensor) throws {
      _ = try trace.plate("data", size: 2, of: 10) { try trace.sample("z", Normal.standard()) }
    }
    let error = try #require(throws: ModelError.self) {
      _ = try GuideDiagnosis(of: ModelAndGuide(model: program, guide: program), on: Tensor(0), using: Random(seed: 1))
    }
    #expect(error.name == "z" && error.description.contains("plate “data” of 2 of 10, a mini-batch"))
  }

  @Test func aModelWithoutLatentVariablesHasNoPosterior() throws {
    func model(_ trace: Trace, _ x: Tensor) throws { try trace.observe("x", Normal.standard(), x) }
    let error = try #require(throws: ModelError.self) {
      _ = try GuideDiagnosis(of: ModelAndGuide(model: model, guide: { _, _ in }), on: Tensor(0), using: Random(seed: 1))
    }
    #expect(error.description == "the model has no latent sites, and so no posterior")
  }
}
