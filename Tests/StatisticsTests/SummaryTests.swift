import LabStatistics
import LabTestSupport
import Testing

@Suite struct SummaryTests {
  struct Reference: Decodable {
    let values: [Double]
    let mean: Double
    let variance, standardError: Double?
    let fractions, quantiles: [Double]
  }

  @Test func matchesNumPyAndSciPy() throws {
    for reference in try fixture("summaries", as: [Reference].self) {
      let summary = Summary(of: reference.values)
      #expect(summary.count == reference.values.count)
      #expect(relativeError(summary.mean, reference.mean) < 1e-14)
      if let variance = reference.variance, let standardError = reference.standardError {
        // NumPy's own variance of values near 1e9 carries the square of its mean's rounding, 1e-7.
        #expect(relativeError(summary.variance, variance) < 1e-13)
        #expect(relativeError(summary.standardError, standardError) < 1e-13)
        #expect(relativeError(summary.standardDeviation, variance.squareRoot()) < 1e-13)
      } else {
        #expect(summary.variance.isNaN && summary.standardError.isNaN)
      }
      for (fraction, quantile) in zip(reference.fractions, reference.quantiles) {
        #expect(relativeError(summary.quantile(fraction), quantile) < 1e-14, "quantile \(fraction)")
      }
      #expect(summary.minimum == reference.values.min())
      #expect(summary.maximum == reference.values.max())
      #expect(summary.median == summary.quantile(0.5))
    }
  }

  @Test func nanMakesEveryFigureNaN() {
    let summary = Summary(of: [1, .nan, 3])
    #expect(summary.count == 3)
    for value in [summary.mean, summary.variance, summary.minimum, summary.maximum, summary.median] {
      #expect(value.isNaN)
    }
  }

  @Test func quantilesBesideInfinityStayFinite() {
    #expect(Summary(of: [1, 2, 3, 4, .infinity]).quantile(0.75) == 4)
  }

  /// Sums of equal numbers are rounded; their mean, their quantiles and what varies among them are not.
  @Test(arguments: [0.1, 0.7, -0.3, 1e-300, 1e308]) func equalNumbersStayEqual(_ value: Double) {
    for count in [2, 3, 6, 7, 10, 1000] {
      let summary = Summary(of: Array(repeating: value, count: count))
      #expect(summary.mean == value && summary.variance == 0, "\(count)")
      for fraction in stride(from: 0, through: 1, by: 0.01) { #expect(summary.quantile(fraction) == value) }
    }
  }

  @Test func meansAndQuantilesLieBetweenTheExtremes() {
    for lists in [[0.1, 0.1, 0.1.nextUp], [1.7e308, 1.7e308, 1.6e308], [-1.7e308, 1.7e308], [-0.3, -0.3.nextDown]] {
      let summary = Summary(of: lists)
      for value in stride(from: 0, through: 1, by: 0.01).map(summary.quantile) + [summary.mean] {
        #expect(summary.minimum <= value && value <= summary.maximum)
      }
    }
  }
}
