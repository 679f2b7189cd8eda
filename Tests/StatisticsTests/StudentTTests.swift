import Foundation
import LabStatistics
import LabTestSupport
import Testing

@Suite struct StudentTTests {
  struct Reference: Decodable {
    struct Point: Decodable {
      let degrees: Int
      let probability, quantile: Double
    }
    let points: [Point]
  }

  @Test func quantileMatchesFiftyDigits() throws {
    for point in try fixture("student-t", as: Reference.self).points {
      let value = studentTQuantile(point.probability, degreesOfFreedom: point.degrees)
      // A probability of 1e-6 is known to 1e-10 of itself after the subtraction from 1; the quantile has a root of that.
      #expect(relativeError(value, point.quantile) < 1e-10, "\(point)")
    }
  }

  @Test func quantileIsInfiniteAtTheEndsAndUndefinedBeyond() {
    #expect(studentTQuantile(0, degreesOfFreedom: 3) == -.infinity)
    #expect(studentTQuantile(1, degreesOfFreedom: 3) == .infinity)
    #expect(abs(studentTQuantile(0.5, degreesOfFreedom: 3)) < 1e-300)
    for outside in [-0.1, 1.1, .nan] { #expect(studentTQuantile(outside, degreesOfFreedom: 3).isNaN) }
  }

  @Test func theIntervalOfAMean() {
    // Two values: 12.7062 standard errors, of ½ each way.
    #expect(abs(Summary(of: [1, 2]).confidenceHalfWidth() - 12.706_204_736_174_7 / 2) < 1e-12)
    #expect(abs(Summary(of: [1, 2]).confidenceHalfWidth(level: 0.5) - 0.5) < 1e-14)
    #expect(Summary(of: [3, 3, 3]).confidenceHalfWidth() == 0)
    #expect(Summary(of: [3]).confidenceHalfWidth().isNaN)
  }
}
