import Foundation
import Testing

@testable import LabSweeps

/// Where the values of a varied setting stand along an axis.
@Suite struct SweepAxisPositionsTests {

  @Test(arguments: [["1", "2", "4"], ["0.0001", "0.001", "0.1"], ["relu", "gelu"], ["-3", "0.5"]])
  func marksOfOneValueStandSideBySideATwentiethOfTheDistanceToTheNextApart(_ values: [String]) throws {
    let positions = SweepAxisPositions("setting", values: values)
    let scaled: (Double) -> Double = positions.axis.scale == .log ? { log($0) } : { $0 }
    let places = try values.map { try #require(positions.position(of: $0)) }
    let distance = try #require(zip(places.dropFirst(), places).map { scaled($0) - scaled($1) }.min())
    for place in places {
      let marks = positions.sideBySide(3).map { scaled($0(place)) }
      #expect(abs(marks[1] - scaled(place)) < 1e-12)
      #expect(abs(marks[1] - marks[0] - distance / 20) < 1e-12 && abs(marks[2] - marks[1] - distance / 20) < 1e-12)
    }
  }

  @Test func aMarkAloneStandsAtItsValueAndSoDoAllWhereThereIsOneValue() {
    #expect(SweepAxisPositions("setting", values: ["1", "2"]).sideBySide(1).map { $0(2) } == [2])
    #expect(SweepAxisPositions("setting", values: ["2"]).sideBySide(3).map { $0(2) } == [2, 2, 2])
  }
}
