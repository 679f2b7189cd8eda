import LabStatistics
import LabTestSupport
import Testing

@Suite struct ChiSquaredTests {
  struct Reference: Decodable {
    let x: Double
    let degreesOfFreedom: Int
    let value: Double
  }

  @Test func tailsMatchMpmath() throws {
    for reference in try fixture("chi-squared", as: [Reference].self) {
      let found = chiSquaredUpperProbability(reference.x, degreesOfFreedom: reference.degreesOfFreedom)
      #expect(
        relativeError(found, reference.value) < 1e-11, "χ² above \(reference.x), \(reference.degreesOfFreedom) degrees")
    }
  }

  @Test func ends() {
    #expect(
      chiSquaredUpperProbability(0, degreesOfFreedom: 3) == 1
        && chiSquaredUpperProbability(-1, degreesOfFreedom: 3) == 1)
    #expect(chiSquaredUpperProbability(.infinity, degreesOfFreedom: 3) == 0)
    #expect(chiSquaredUpperProbability(.nan, degreesOfFreedom: 3).isNaN)
    #expect(chiSquaredUpperProbability(1e6, degreesOfFreedom: 3) == 0)
  }
}
