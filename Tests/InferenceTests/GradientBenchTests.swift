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

  /// Of mean²/variance 4/2, of which 3/5 of six draws, less the sixth of noise; a coordinate that does not vary has no part in it.
  @Test func coordinatesWithoutVarianceAreLeftOut() {
    func ratio(_ mean: [Double], _ variance: [Double], draws: Int = 6) -> Double {
      GradientBench.Statistics(parameter: "w", draws: draws, mean: mean, variance: variance).signalToNoise
    }
    #expect(abs(ratio([2, 0], [2, 0]) - (1.2 - 1 / 6.0).squareRoot()) <= 1e-15)
    #expect(ratio([2], [2], draws: 3).isNaN && abs(ratio([2], [2], draws: 4) - (2 / 3.0 - 0.25).squareRoot()) <= 1e-15)
    #expect(ratio([2, 5], [2, 0]) == ratio([2], [2]))
    #expect(ratio([0, 0], [0, 0]) == 0 && ratio([0, 1], [0, 0]) == .infinity && ratio([], []) == 0)
  }

  /// Its square is unbiased: of 100,000 coordinates with a signal μ among noise of deviation 1 it is μ², within five standard
  /// errors. The variance of mean²/variance is that of a noncentral F distribution with 1 and n − 1 degrees of freedom over n²,
  /// which exists from six draws on.
  @Test(arguments: [6, 10, 40], [0, 0.3, 2] as [Float]) func noiseIsTakenOut(_ draws: Int, _ signal: Float) {
    let size = 100_000, count = Double(draws)
    let gradients = (Tensor.normal([draws, size], using: Random(seed: 3)[draws]) + signal).elements
    var mean = [Double](repeating: 0, count: size), variance = mean
    for coordinate in 0..<size {
      let values = (0..<draws).map { Double(gradients[$0 * size + coordinate]) }
      let center = values.reduce(0, +) / count
      mean[coordinate] = center
      variance[coordinate] = values.reduce(0) { $0 + ($1 - center) * ($1 - center) } / (count - 1)
    }
    let found = GradientBench.Statistics(parameter: "w", draws: draws, mean: mean, variance: variance).signalToNoise
    let freedom = count - 1, noncentrality = count * Double(signal) * Double(signal), one = 1 + noncentrality
    let spread = 2 * (one * one + (1 + 2 * noncentrality) * (freedom - 2))
    let deviation = (spread / (freedom - 2) / (freedom - 2) / (freedom - 4)).squareRoot() * freedom / count
    let error = deviation * (count - 3) / (count - 1) / Double(size).squareRoot()
    #expect(abs(found * found - Double(signal) * Double(signal)) <= 5 * error, "\(found)")
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
