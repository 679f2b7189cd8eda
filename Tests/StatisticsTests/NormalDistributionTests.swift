import LabStatistics
import LabTestSupport
import Testing

@Suite struct NormalDistributionTests {
  struct Reference: Decodable {
    struct Point: Decodable {
      let x, value: Double
    }
    let quantile, cdf: [Point]
  }

  @Test func quantileMatchesFiftyDigitsFromTailToTail() throws {
    for point in try fixture("normal", as: Reference.self).quantile {
      #expect(relativeError(normalQuantile(point.x), point.value) < 1e-15, "at \(point.x)")
    }
  }

  @Test func cumulativeDistributionMatchesFiftyDigits() throws {
    for point in try fixture("normal", as: Reference.self).cdf {
      // Below about 1e-308 a double has fewer digits: its spacing there is the smallest double.
      let spacing = Double.leastNonzeroMagnitude / max(point.value, .leastNonzeroMagnitude)
      let tolerance = 2.3e-16 * (2 + point.x * point.x) + spacing
      #expect(relativeError(normalCDF(point.x), point.value) <= tolerance, "at \(point.x)")
    }
  }

  @Test(arguments: [-8.0, -5, -2.5, -1, -0.25, 0, 0.25, 1, 2.5, 5])
  func quantileInvertsTheCumulativeDistribution(x: Double) {
    // Near 1 a probability's own rounding, 1.1e-16, is worth that much over the density: 7e-11 at 5.
    #expect(abs(normalQuantile(normalCDF(x)) - x) < (x > 1 ? 1e-10 : 1e-14))
  }

  @Test func quantileIsInfiniteAtTheEndsAndUndefinedBeyond() {
    #expect(normalQuantile(0) == -.infinity)
    #expect(normalQuantile(1) == .infinity)
    #expect(normalQuantile(0.5) == 0)
    for outside in [-1e-9, 1.5, .infinity, -.infinity, .nan] { #expect(normalQuantile(outside).isNaN) }
  }

  @Test(arguments: [0.01, 0.1, 0.25, 0.4375])
  func quantileIsOdd(probability: Double) {
    #expect(relativeError(normalQuantile(1 - probability), -normalQuantile(probability)) < 1e-14)
  }
}
