import Foundation
import LabAutodiff
import LabDistributions
import LabTensors
import Testing

@testable import LabInference

/// The linear-Gaussian toy of Rainforth et al. (2018, section 4): z ~ N(μ, I), x | z ~ N(z, I), q(z | x) = N(Ax + b, ⅔ I),
/// whose posterior is N((x + μ)/2, ½ I), here with one datum in 20 dimensions.
struct LinearGaussianToy {
  static let dimensions = 20
  let prior = Parameter("prior mean", .zeros([dimensions]))
  let offset: Parameter

  /// The guide's mean is the posterior's, moved by the shift in every coordinate.
  init(shift: Float, datum: Tensor) {
    var random = Random(seed: 77)["shift"]
    offset = Parameter("guide offset", datum * 0.5 + random.normal([Self.dimensions]) * shift)
    prior.value = random.normal([Self.dimensions]) * shift
  }

  func model(_ trace: Trace, _ x: Tensor) throws {
    try trace.plate("data", size: x.shape[0]) {
      let mean = trace.pass[prior]
      let z = try trace.sample("z", Normal(mean: mean, logStandardDeviation: Variable(0)).toEvent(1))
      try trace.observe("x", Normal(mean: z, logStandardDeviation: Variable(0)).toEvent(1), x)
    }
  }

  func guide(_ trace: Trace, _ x: Tensor) throws {
    try trace.plate("data", size: x.shape[0]) {
      let q = Normal(mean: trace.pass[offset], logVariance: Variable(log(2 / 3)))
      try trace.sample("z", q.toEvent(1))
    }
  }
}

@Suite struct GradientBenchTests {
  /// One datum, a hundred times over: a gradient is then the sum of a hundred draws, and its signal-to-noise ratio ten
  /// times that of one (the M of Rainforth et al.).
  private static let data: Tensor = {
    var random = Random(seed: 5)["datum"]
    return (random.normal([1, LinearGaussianToy.dimensions]) * Float(2).squareRoot())
      .broadcast(to: [100, LinearGaussianToy.dimensions])
  }()

  /// Signal-to-noise ratios at k = 4, 16 and 64 draws, and the slope of their logarithms from the first to the last.
  ///
  /// With n = 1000 gradients a squared ratio r² of 20 coordinates has the standard error √((4r²/n + 2/n²)/20): 4 % of the
  /// smallest ratio here, about 0.17, and less of the others. The slope over two factors of 4 is uncertain by 0.02.
  private func ratios(
    _ gradient: GuideGradient, of parameter: KeyPath<LinearGaussianToy, Parameter>
  ) throws -> (slope: Double, values: [Double]) {
    let toy = LinearGaussianToy(shift: 0.1, datum: Self.data.slice(0..<1, along: 0).reshaped(to: [-1]))
    let values = try [4, 16, 64].map { k in
      try GradientBench(
        ImportanceWeightedBound(particles: k, guideGradient: gradient),
        of: ModelAndGuide(model: toy.model, guide: toy.guide), withRespectTo: [toy[keyPath: parameter]], on: Self.data,
        draws: 1000, using: Random(seed: 9)[k]
      )[toy[keyPath: parameter]].signalToNoise
    }
    return (log(values[2] / values[0]) / log(16), values)
  }

  /// Of mean²/variance 4/2 less the 1/draws of noise, 2 − ½; a coordinate that does not vary has no part in it.
  @Test func coordinatesWithoutVarianceAreLeftOut() {
    func ratio(_ mean: [Double], _ variance: [Double]) -> Double {
      GradientBench.Statistics(parameter: "w", draws: 2, mean: mean, variance: variance).signalToNoise
    }
    #expect(abs(ratio([2, 0], [2, 0]) - 1.5.squareRoot()) <= 1e-15)
    #expect(ratio([2, 5], [2, 0]) == ratio([2], [2]))
    #expect(ratio([0, 0], [0, 0]) == 0 && ratio([0, 1], [0, 0]) == .infinity && ratio([], []) == 0)
  }

  /// k^(−½) for the guide: the tighter the bound, the less its gradient knows (Rainforth et al. 2018, theorem 1).
  @Test func theGuidesSignalFalls() throws {
    let slope = try ratios(.pathwise, of: \.offset).slope
    #expect(abs(slope + 0.5) < 0.08)
  }

  /// k^½ for the model.
  @Test func theModelsSignalRises() throws {
    let slope = try ratios(.pathwise, of: \.prior).slope
    #expect(abs(slope - 0.5) < 0.08)
  }

  /// Doubly reparameterized, the guide's signal rises too (Tucker et al. 2019, section 6.1).
  @Test func theDoublyReparameterizedSignalRises() throws {
    let values = try ratios(.doublyReparameterized, of: \.offset).values
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
  }
}
