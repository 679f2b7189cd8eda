import Statistics
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
}

@Suite struct PearsonCorrelationTests {
  struct Reference: Decodable {
    let x, y: [Double]
    let value: Double
  }

  @Test func matchesSciPy() throws {
    for reference in try fixture("correlations", as: [Reference].self) {
      #expect(abs(pearsonCorrelation(reference.x, reference.y) - reference.value) < 1e-13)
    }
  }

  @Test func isOneOfALineAndUndefinedOfAConstant() {
    let x = [0.1, 0.2, 0.4, 0.7]
    #expect(pearsonCorrelation(x, x.map { 3 * $0 + 1 }) <= 1)
    #expect(abs(pearsonCorrelation(x, x.map { 3 * $0 + 1 }) - 1) < 1e-15)
    #expect(abs(pearsonCorrelation(x, x.map { -$0 }) + 1) < 1e-15)
    #expect(pearsonCorrelation(x, [1, 1, 1, 1]).isNaN)
  }
}

@Suite struct MovingAverageTests {
  struct Reference: Decodable {
    let decay: Double
    let values, averages: [Double]
  }

  @Test func isTheWeightedMeanOfTheValuesSoFar() throws {
    for reference in try fixture("moving-averages", as: [Reference].self) {
      let averages = exponentialMovingAverage(reference.values, decay: reference.decay)
      #expect(averages.count == reference.averages.count)
      for (value, expected) in zip(averages, reference.averages) {
        #expect(abs(value - expected) < 1e-13, "decay \(reference.decay)")
      }
    }
  }

  @Test func startsAtTheFirstValueAndKeepsAConstant() {
    #expect(exponentialMovingAverage([5, 5, 5], decay: 0.75) == [5, 5, 5])
    #expect(exponentialMovingAverage([], decay: 0.9).isEmpty)
  }
}
