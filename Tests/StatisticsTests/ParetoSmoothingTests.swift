import Foundation
import LabStatistics
import LabTestSupport
import Testing

/// Pareto-smoothed importance weights against ArviZ, among them the log-likelihoods of its own tests.
@Suite struct ParetoSmoothingTests {
  struct File: Decodable {
    let smoothed: [Smoothed]
    let fits: [Fit]
  }

  struct Smoothed: Decodable, CustomTestStringConvertible {
    let name: String
    let logRatios, logWeights: [Double]
    let efficiency: Double
    let shape: Double?
    var testDescription: String { name }

    var weights: ParetoSmoothedWeights {
      ParetoSmoothedWeights(logRatios: logRatios, relativeEfficiency: efficiency)
    }

    static func all() throws -> [Self] { try fixture("pareto-smoothing", as: File.self).smoothed }
  }

  struct Fit: Decodable, CustomTestStringConvertible {
    let name: String
    let values: [Double]
    let shape, scale: Double?
    var testDescription: String { name }

    static func all() throws -> [Self] { try fixture("pareto-smoothing", as: File.self).fits }
  }

  @Test(arguments: try Fit.all()) func fitsAreArviZs(_ reference: Fit) {
    let fit = GeneralizedPareto(fitting: reference.values)
    guard let shape = reference.shape, let scale = reference.scale else {
      #expect(fit.shape.isNaN && fit.scale.isNaN)
      return
    }
    #expect(abs(fit.shape - shape) < 1e-6 && relativeError(fit.scale, scale) < 1e-6)
  }

  @Test(arguments: try Smoothed.all()) func smoothedWeightsAreArviZs(_ reference: Smoothed) {
    let weights = reference.weights
    if let shape = reference.shape {
      #expect(abs(weights.paretoShape - shape) < 1e-6)
    } else {
      #expect(weights.paretoShape.isNaN && !weights.isReliable)
    }
    // In ascending order: which of equal ratios comes first is any sort's choice.
    let pairs = zip(weights.logWeights.sorted(), reference.logWeights.sorted())
    #expect(weights.count == reference.logWeights.count && pairs.allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(abs(weights.weights.reduce(0, +) - 1) < 1e-12)
  }

  /// The ends of a generalized Pareto distribution: an exponential one at k = 0, near which k hardly counts; a last value below
  /// 0.
  @Test func quantiles() {
    for p in [0, 0.1, 0.5, 0.99] {
      let exponential = GeneralizedPareto(shape: 0, scale: 2).quantile(p)
      #expect(abs(exponential + 2 * log(1 - p)) < 1e-12)
      #expect(abs(GeneralizedPareto(shape: 1e-9, scale: 2).quantile(p) - exponential) < 1e-7)
      let x = GeneralizedPareto(shape: 0.7, scale: 2).quantile(p)
      #expect(abs(1 - pow(1 + 0.7 * x / 2, -1 / 0.7) - p) < 1e-12)
    }
    #expect(GeneralizedPareto(shape: -0.5, scale: 2).quantile(1) == 4)
  }

  /// Means by weights of known values: of equal weights they are plain, of two draws by hand.
  @Test func meansAreWeighted() {
    let even = ParetoSmoothedWeights(logRatios: Array(repeating: -3, count: 40))
    let values = (0..<40).map(Double.init)
    #expect(abs(even.mean(of: values) - 19.5) < 1e-12 && abs(even.effectiveSampleSize - 40) < 1e-9)
    #expect(abs(even.variance(of: values) - (40 * 40 - 1) / 12) < 1e-9)
    #expect(abs(even.standardError(ofMean: values) - ((40 * 40 - 1) / 12 / 40.0).squareRoot()) < 1e-9)
    // No ratio is larger than another: there is no tail to be afraid of.
    #expect(even.paretoShape == -.infinity && even.isReliable)
    let two = ParetoSmoothedWeights(logRatios: [0, log(3)])
    #expect(abs(two.mean(of: [10, 20]) - 17.5) < 1e-12 && abs(two.effectiveSampleSize - 1.6) < 1e-12)
    #expect(two.paretoShape.isNaN && !two.isReliable)
  }

  /// Ratios that are equal but for rounding, of a guide that is the posterior, are the best case, however the rounding falls: on
  /// few numbers or many, with impossible draws or none. Larger differences have a shape.
  @Test(arguments: [30, 50, 200, 1_000, 4_000]) func evenWeightsAreReliable(_ count: Int) {
    for seed in 0..<8 {
      // Normal numbers in an order that looks like chance.
      let noise = (0..<count).map { index -> Float in
        Float(normalQuantile((Double((index + 1_000 * seed) * 40_503 % 65_536) + 0.5) / 65_536))
      }
      for level: Float in [1e-7, 3e-7, 1e-6, 3e-5] {
        // In steps of single precision about −7, and in much finer ones.
        let coarse = noise.map { Double(-7 + level * $0) }, fine = noise.map { -7 + Double(level) * Double($0) }
        for ratios in [coarse, fine, coarse.enumerated().map { $0.offset % 3 == 0 ? -.infinity : $0.element }] {
          let weights = ParetoSmoothedWeights(logRatios: ratios)
          let possible = Double(ratios.count { $0.isFinite })
          #expect(weights.paretoShape == -.infinity && weights.isReliable, "\(count) draws, \(level)")
          #expect(relativeError(weights.effectiveSampleSize, possible) < 1e-6)
        }
      }
      let uneven = ParetoSmoothedWeights(logRatios: noise.map { Double($0) / 100 })
      #expect(uneven.paretoShape.isFinite && abs(uneven.paretoShape) < 1)
    }
  }

  /// A few draws that are possible are no even weights.
  @Test func mostDrawsImpossible() {
    let weights = ParetoSmoothedWeights(logRatios: (0..<100).map { $0 % 20 == 0 ? 0 : -.infinity })
    #expect(weights.paretoShape.isNaN && !weights.isReliable)
  }

  /// 1 − 1/log₁₀ S of few draws, 0.7 of more than 2,154.
  @Test func thresholds() {
    func threshold(_ count: Int) -> Double {
      ParetoSmoothedWeights(logRatios: Array(repeating: 0, count: count)).threshold
    }
    #expect(abs(threshold(100) - 0.5) < 1e-12 && abs(threshold(1_000) - 2 / 3.0) < 1e-12 && threshold(3_000) == 0.7)
  }

  @Test(arguments: [Double.nan, .infinity]) func whatIsNoRatioMakesNoWeight(_ odd: Double) {
    let weights = ParetoSmoothedWeights(logRatios: Array(repeating: 0, count: 50) + [odd])
    #expect(weights.paretoShape.isNaN && !weights.isReliable && weights.weights.allSatisfy(\.isNaN))
  }

  /// Impossible draws have no weight; all of them impossible are no weights.
  @Test func impossibleDraws() {
    let ratios = (0..<60).map { $0.isMultiple(of: 2) ? -Double.infinity : Double($0) / 100 }
    let weights = ParetoSmoothedWeights(logRatios: ratios)
    #expect(weights.weights[0] == 0 && weights.paretoShape.isFinite && abs(weights.weights.reduce(0, +) - 1) < 1e-12)
    #expect(ParetoSmoothedWeights(logRatios: Array(repeating: -.infinity, count: 60)).weights[0].isNaN)
  }

  /// A constant in all log ratios changes nothing.
  @Test(arguments: try Smoothed.all().filter { $0.shape != nil }) func constantsCancel(_ reference: Smoothed) {
    let moved = ParetoSmoothedWeights(
      logRatios: reference.logRatios.map { $0 + 1_024 }, relativeEfficiency: reference.efficiency)
    #expect(abs(moved.paretoShape - reference.weights.paretoShape) < 1e-6)
  }
}
