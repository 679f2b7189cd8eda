import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabTensors
import Testing

/// Held-out bounds on a model whose evidence is known: z ~ N(0, I), x | z ~ N(z, I) in two dimensions, so that
/// x ~ N(0, 2 I) and the posterior is N(x/2, I/2).
@Suite struct BoundLadderTests {
  private static let data: [Tensor] = {
    var random = Random(seed: 11)["data"]
    return (0..<4).map { _ in random.normal([25, 2]) * Float(2).squareRoot() }
  }()

  private static func model(_ trace: Trace, _ x: Tensor) throws {
    try trace.plate("data", size: x.shape[0]) {
      let z = try trace.sample("z", Normal.standard([2]).toEvent(1))
      try trace.observe("x", Normal(mean: z, logStandardDeviation: Variable(0)).toEvent(1), x)
    }
  }

  /// The posterior with its mean moved and its variance scaled.
  private static func guide(shift: Float, varianceRatio: Float) -> Program<Tensor> {
    { trace, x in
      try trace.plate("data", size: x.shape[0]) {
        let q = Normal(mean: Variable(x * 0.5 + shift), logVariance: Variable(log(0.5 * varianceRatio)))
        try trace.sample("z", q.toEvent(1))
      }
    }
  }

  /// log N(x; 0, 2 I) of each datum.
  private static let evidence: [Double] = data.flatMap { batch in
    let x = batch.elements.map(Double.init)
    return stride(from: 0, to: x.count, by: 2).map { row -> Double in
      let square = x[row] * x[row] + x[row + 1] * x[row + 1]
      return -square / 4 - log(4 * Double.pi)
    }
  }

  /// With the posterior as the guide every weight is the evidence, whatever k.
  @Test func withThePosteriorEveryRungIsTheEvidence() throws {
    let ladder = try BoundLadder(
      of: ModelAndGuide(model: Self.model, guide: Self.guide(shift: 0, varianceRatio: 1)), on: Self.data,
      using: Random(seed: 1))
    #expect(ladder.rungs.map(\.particles) == [1, 5, 50, 500])
    for rung in ladder.rungs {
      #expect(zip(rung.bounds, Self.evidence).allSatisfy { abs($0 - $1) < 1e-5 })
    }
  }

  /// Another guide's rungs rise to the evidence; L₁ is below it by KL(q ‖ p) = r − 1 − log r + 2δ² over two dimensions.
  @Test func anotherGuidesRungsRiseToTheEvidence() throws {
    let ladder = try BoundLadder(
      of: ModelAndGuide(model: Self.model, guide: Self.guide(shift: 0.5, varianceRatio: 0.8)), on: Self.data,
      rungs: [50, 1, 5, 500], drawsAtOnce: 7, using: Random(seed: 2))
    let mean = Self.evidence.reduce(0, +) / Double(Self.evidence.count)
    let gap = 0.8 - 1 - log(0.8) + 2 * 0.25
    // 100 data with 50 draws each; log w has a standard deviation of 1: the mean is uncertain by 0.014.
    #expect(abs(mean - ladder.rungs[0].bound.mean - gap) < 0.06)
    #expect(ladder.rises(within: 2))
    #expect(abs(ladder.rungs[3].bound.mean - mean) < 0.02)
    let rise = ladder.rungs[1].rise(above: ladder.rungs[0])
    #expect(rise.mean > 4 * rise.standardError)
    #expect(abs(rise.mean - (ladder.rungs[1].bound.mean - ladder.rungs[0].bound.mean)) < 1e-9)
    #expect(ladder.loosest.particles == 1 && ladder.tightest.particles == 500)
  }

  /// One datum has no standard error; whether its rungs rise can be seen all the same.
  @Test func theRungsOfASingleDatumRiseOrFall() throws {
    let datum = [Tensor([0.3, -0.4], shape: [1, 2])]
    func ladder(_ seed: UInt64) throws -> BoundLadder {
      try BoundLadder(
        of: ModelAndGuide(model: Self.model, guide: Self.guide(shift: 0.5, varianceRatio: 0.8)), on: datum,
        rungs: [1, 2], minimumDraws: 2, using: Random(seed: seed))
    }
    let ladders = try (0..<40).map(ladder)
    for ladder in ladders {
      let rise = ladder.rungs[1].rise(above: ladder.rungs[0])
      #expect(rise.standardError.isNaN && ladder.rises(within: 2) == (rise.mean >= 0))
    }
    #expect(Set(ladders.map { $0.rises(within: 2) }) == [true, false])
  }

  /// A ladder whose upper rung is far below does not rise.
  @Test func aFallShows() throws {
    let good = try BoundLadder(
      of: ModelAndGuide(model: Self.model, guide: Self.guide(shift: 0, varianceRatio: 1)), on: Self.data, rungs: [1],
      using: Random(seed: 1))
    let bad = try BoundLadder(
      of: ModelAndGuide(model: Self.model, guide: Self.guide(shift: 2, varianceRatio: 1)), on: Self.data, rungs: [1],
      using: Random(seed: 1))
    let rise = bad.rungs[0].rise(above: good.rungs[0])
    #expect(rise.mean < -2 * rise.standardError)
    #expect(bad.rise(above: good).mean == rise.mean)
  }

  /// The rate is in closed form: KL(N(x/2 + δ, r/2) ‖ N(0, 1)) for each unit; the distortion has the mean
  /// ½ ((x/2 − δ)² + r/2) + ½ log 2π for each.
  @Test func anEvaluationSplitsTheBound() throws {
    let evaluation = try Evaluation(
      of: ModelAndGuide(model: Self.model, guide: Self.guide(shift: 0.5, varianceRatio: 1)), on: Self.data,
      using: Random(seed: 3))
    let x = Self.data.flatMap { $0.elements.map(Double.init) }
    func rate(_ x: Double) -> Double {
      let mean = x / 2 + 0.5
      return 0.5 * (0.5 - 1 - log(0.5) + mean * mean)
    }
    let rates = stride(from: 0, to: x.count, by: 2).map { rate(x[$0]) + rate(x[$0 + 1]) }
    #expect(zip(evaluation.rates, rates).allSatisfy { abs($0 - $1) < 1e-5 })
    for unit in 0..<2 {
      let values = stride(from: unit, to: x.count, by: 2).map { rate(x[$0]) }
      #expect(abs(evaluation.rateByUnit[unit] - values.reduce(0, +) / 100) < 1e-5)
    }
    let distortions = x.map { x -> Double in
      let distance = x / 2 - 0.5
      return 0.5 * (distance * distance + 0.5) + 0.5 * log(2 * Double.pi)
    }
    let found = evaluation.distortions.reduce(0, +), expected = distortions.reduce(0, +)
    // A distortion's standard deviation is about 1: four standard errors of the mean of 100.
    #expect(abs(found - expected) / 100 < 0.4)
    #expect(zip(evaluation.bounds, zip(evaluation.distortions, rates)).allSatisfy { abs($0 + $1.0 + $1.1) < 1e-5 })
    #expect(evaluation.codes.shape == [100, 2])
    #expect(zip(evaluation.codes.elements, x).allSatisfy { abs(Double($0) - $1 / 2 - 0.5) < 1e-6 })
    #expect(evaluation.activeUnits == 2)
  }

  /// A unit whose mean does not depend on the datum is not active.
  @Test func aSilentUnitIsNotActive() throws {
    let evaluation = try Evaluation(
      of: ModelAndGuide(
        model: Self.model,
        guide: { trace, x in
          try trace.plate("data", size: x.shape[0]) {
            let mean = x * Tensor([0.5, 0])
            try trace.sample("z", Normal(mean: Variable(mean), logStandardDeviation: Variable(0)).toEvent(1))
          }
        }), on: Self.data, using: Random(seed: 3))
    #expect(evaluation.activeUnits == 1)
  }

  @Test func withoutAPlateThereIsNoDatum() {
    func program(_ trace: Trace, _ x: Tensor) throws { try trace.sample("z", Normal.standard()) }
    #expect {
      try Evaluation(of: ModelAndGuide(model: program, guide: program), on: Self.data, using: Random(seed: 1))
    } throws: {
      "\($0)".contains("plate")
    }
    #expect {
      try BoundLadder(of: ModelAndGuide(model: program, guide: program), on: Self.data, using: Random(seed: 1))
    } throws: {
      "\($0)".contains("plate")
    }
  }
}
