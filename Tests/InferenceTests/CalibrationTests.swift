import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabTensors
import Testing

/// Simulation-based calibration: even ranks where the posterior is right, heaps where it is known to be wrong.
@Suite struct CalibrationTests {
  /// z ~ N(0, 1), five x ~ N(z, 1): the posterior is N(Σx/6, 1/6).
  private static let model = Conjugate.normalMean.model
  private static let data = Tensor.zeros([5])

  private static func calibration(
    simulations: Int, draws: Int = 99, bins: Int = 20, seed: UInt64,
    _ posterior: (Tensor, Random) throws -> PosteriorDraws
  ) throws -> SimulationBasedCalibration {
    try SimulationBasedCalibration(
      of: model, for: data, simulations: simulations, draws: draws, bins: bins, using: Random(seed: seed),
      simulated: { try $0["x"].value.value }, posterior: posterior)
  }

  /// Draws of the posterior with its deviation multiplied and its mean moved by so many deviations.
  private static func draws(_ x: Tensor, width: Float = 1, shift: Float = 0, _ random: Random) -> PosteriorDraws {
    let deviation = 1 / Float(6).squareRoot(), mean = x.elements.reduce(0, +) / 6
    return PosteriorDraws([("z", Tensor.normal([99], using: random) * (deviation * width) + (mean + shift * deviation))]
    )
  }

  /// A probability below a thousandth would be one in a thousand seeds.
  @Test func exactPosteriorsAreUniform() throws {
    let calibration = try Self.calibration(simulations: 400, seed: 1) { Self.draws($0, $1) }
    #expect(calibration.numbers.map(\.name) == ["z"] && calibration.uniformityProbabilities[0] > 1e-3)
    #expect(try calibration["z"].histogram.counts.reduce(0, +) == 400)
  }

  @Test func wrongPosteriorsAreNot() throws {
    let narrow = try Self.calibration(simulations: 400, seed: 2) { Self.draws($0, width: 0.5, $1) }
    let wide = try Self.calibration(simulations: 400, seed: 2) { Self.draws($0, width: 2, $1) }
    let moved = try Self.calibration(simulations: 400, seed: 2) { Self.draws($0, shift: 0.5, $1) }
    for calibration in [narrow, wide, moved] { #expect(calibration.uniformityProbabilities[0] < 1e-6) }
    // At the ends, in the middle, and towards 0.
    let counts = try [narrow, wide, moved].map { try $0["z"].histogram.counts }
    #expect(counts[0][0] > 40 && counts[0][19] > 40 && counts[0][10] < 20)
    #expect(counts[1][0] < 10 && counts[1][19] < 10 && counts[1][9] > 30)
    #expect(counts[2][..<10].reduce(0, +) > 230)
  }

  /// The sampler's posterior, thinned to draws that hardly depend on each other.
  @Test func theSamplerIsCalibrated() throws {
    let sampler = NoUTurnSampler(warmup: 150, draws: 152, chains: 1)
    let calibration = try Self.calibration(simulations: 150, draws: 19, bins: 10, seed: 3) { x, random in
      try sampler.sample(Self.model, on: x, using: random).draws
    }
    #expect(calibration.uniformityProbabilities[0] > 1e-3)
  }

  /// A guide of the posterior's family, trained anew for each set of data.
  @Test func aTrainedGuideIsCalibrated() throws {
    let calibration = try Self.calibration(simulations: 150, draws: 19, bins: 10, seed: 4) { x, random in
      let guide = try MeanFieldNormalGuide(of: Self.model, for: x, using: random["guide"])
      let pair = ModelAndGuide(model: Self.model, guide: guide.program, parameters: guide.parameters)
      var svi = SVI(
        pair, objective: EvidenceLowerBound(guideGradient: .stickingTheLanding),
        optimizer: Adam(.cosine(initial: 0.1, final: 0, over: 200)))
      for step in 0..<200 { _ = try svi.step(x, using: random["steps"][step]) }
      return try PosteriorDraws(ofGuideOf: pair, for: x, count: 19, using: random["draws"])
    }
    #expect(calibration.uniformityProbabilities[0] > 1e-3)
  }

  /// Each number has a histogram, and all of them one name.
  @Test func everyNumberIsRanked() throws {
    func model(_ trace: Trace, _ x: Tensor) throws {
      try trace.sample("m", Normal.standard())
      try trace.plate("two", size: 2) { _ = try trace.sample("z", Normal.standard([2, 3]).toEvent(1)) }
      try trace.observe("x", Normal.standard(), x)
    }
    let calibration = try SimulationBasedCalibration(
      of: model, for: Tensor(0), simulations: 50, draws: 9, bins: 5, using: Random(seed: 5),
      simulated: { try $0["x"].value.value }
    ) { _, random in
      PosteriorDraws([
        ("m", .normal([20], using: random["m"])), ("z", .normal([20, 2, 3], using: random["z"])),
      ])
    }
    #expect(calibration.numbers.count == 7 && calibration.numbers[6].name == "z[1, 2]")
    // Here the posterior is the prior. All seven together: one in a thousand seeds.
    #expect(calibration.uniformityProbabilities.allSatisfy { $0 > 1e-3 })
    #expect(throws: ModelError.self) { try calibration["y"] }
  }

  /// Among draws that tie with the true number its rank is one that chance decides: even of a discrete number, too. Rounded to
  /// halves, a standard normal number falls on some ten values.
  @Test func tiesAreBrokenEvenly() throws {
    func model(_ trace: Trace, _ x: Tensor) throws {
      try trace.sample("z", Rounded())
      try trace.observe("x", Normal.standard(), x)
    }
    let calibration = try SimulationBasedCalibration(
      of: model, for: Tensor(0), simulations: 600, draws: 19, bins: 20, using: Random(seed: 7),
      simulated: { try $0["x"].value.value }
    ) { _, random in
      var random = random
      return PosteriorDraws([("z", Rounded(batchShape: [19]).sample(using: &random))])
    }
    // One in a thousand seeds.
    #expect(calibration.uniformityProbabilities[0] > 1e-3)
  }

  /// A posterior that diverged gives no rank, rather than a low one.
  @Test func drawsThatAreNoNumbersHaveNoRanks() throws {
    let error = try #require(throws: ModelError.self) {
      _ = try Self.calibration(simulations: 2, seed: 6) { x, random in
        let draws = Self.draws(x, random)
        return PosteriorDraws([("z", Tensor(try draws["z"].elements.dropLast() + [.nan]))])
      }
    }
    #expect(error.name == "z" && error.description.contains("a draw of “z” from the posterior is NaN"))
  }

  /// Told before the first simulation.
  @Test func binsThatDoNotShareTheRanks() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      _ = try CalibrationTests.calibration(simulations: 2, draws: 99, bins: 30, seed: 6) { _, _ in
        throw ModelError("", "a simulation began")
      }
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("100 ranks do not fall into 30 bins evenly"))
  }

  @Test func aPosteriorOfTooFewDraws() throws {
    let error = try #require(throws: ModelError.self) {
      _ = try Self.calibration(simulations: 2, draws: 199, seed: 6) { Self.draws($0, $1) }
    }
    #expect(error.description == "a posterior of 99 draws has no 199 to rank a true value among")
  }
}

/// A standard normal number, rounded to halves.
private struct Rounded: Distribution {
  var batchShape: Shape = []
  var eventShape: Shape { [] }
  var support: Support { .real }
  var mean: Variable { Variable(.zeros(batchShape)) }
  var variance: Variable { Variable(1) }
  func logDensity(_ x: Variable) -> Variable { x * 0 }
  func sample(using random: inout Random) -> Tensor {
    let halves = random.normal(batchShape).elements.map { ($0 * 2).rounded() / 2 }
    return Tensor(halves, shape: batchShape)
  }
  func expanded(to batchShape: Shape) -> Rounded { Rounded(batchShape: batchShape) }
}
