import LabStatistics
import LabTestSupport
import Testing

@Suite struct LineFitTests {
  struct Reference: Decodable {
    let name: String
    let x, y: [Double]
    let slope, intercept: Double
  }

  @Test func matchesSciPy() throws {
    for reference in try fixture("lines", as: [Reference].self) {
      let fit = LineFit(reference.x, reference.y)
      #expect(relativeError(fit.slope, reference.slope) < 1e-12, "\(reference.name)")
      // As near as the slope times the mean of x allows: far from 0 most of it cancels.
      #expect(relativeError(fit.intercept, reference.intercept) < 1e-11, "\(reference.name)")
    }
  }

  @Test func pointsOnALineGiveIt() {
    let fit = LineFit([-1, 0, 1, 4], [5, 3, 1, -5])
    #expect(fit.slope == -2 && fit.intercept == 3)
  }

  @Test func pointsAboveEachOtherHaveNoSlope() {
    #expect(LineFit([2, 2], [1, 3]).slope.isNaN)
    #expect(LineFit([2], [1]).slope.isNaN)
  }

  @Test func equalPlacesHaveNoSlope() { #expect(LineFit([0.1, 0.1, 0.1], [1, 2, 4]).slope.isNaN) }
}
