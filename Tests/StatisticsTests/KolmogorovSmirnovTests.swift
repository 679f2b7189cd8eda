import Foundation
import LabStatistics
import LabTestSupport
import Testing

@Suite struct KolmogorovSmirnovTests {
  struct Reference: Decodable {
    let values: [Double]
    let rate, distance: Double
  }

  @Test func theDistanceFromAnExponentialDistributionMatchesSciPy() throws {
    for reference in try fixture("kolmogorov-smirnov", as: [Reference].self) {
      let distance = kolmogorovSmirnovDistance(of: reference.values) { -expm1(-reference.rate * $0) }
      #expect(abs(distance - reference.distance) < 1e-14, "\(reference.values.count) values")
    }
  }

  /// A value at the median leaves half of the distribution on either side; one at an end, all of it.
  @Test func theDistanceOfOneValue() {
    #expect(kolmogorovSmirnovDistance(of: [0.5]) { $0 } == 0.5)
    #expect(kolmogorovSmirnovDistance(of: [0]) { $0 } == 1)
  }
}
