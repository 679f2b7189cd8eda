import LabFigures
import Testing

@testable import LabSweeps

/// Where the values of a varied setting stand along an axis.
@Suite struct SweepAxisPositionsTests {

  @Test(arguments: [
    (["1", "2", "4"], [1, 2, 4], Axis.Scale.linear), (["0.0001", "0.001", "0.1"], [0.0001, 0.001, 0.1], .log),
    (["relu", "gelu"], [1, 2], .linear), (["-3", "0.5"], [-3, 0.5], .linear),
  ])
  func numbersStandWhereTheyAreAndOtherValuesSideBySide(_ values: [String], _ places: [Double], _ scale: Axis.Scale) {
    let positions = SweepAxisPositions("setting", values: values)
    #expect(values.map { positions.position(of: $0) } == places && positions.axis.scale == scale)
    #expect(positions.position(of: "another") == nil)
  }
}
