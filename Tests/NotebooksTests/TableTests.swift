import LabStatistics
import Testing

@testable import LabNotebooks

@Suite struct TableTests {
  /// The mean of 1 and 3 is 2, and its standard error 1.
  @Test(arguments: [([1.0, 3], "2.0 ± 1.0"), ([2, 2, 2], "2.0 ± 0.0"), ([1.5], "1.5")])
  func aSummaryIsShownWithTheStandardErrorOfItsMean(_ values: [Double], _ text: String) {
    let cell = Table.Cell.number(Summary(of: values), .fixed(1))
    #expect(cell.text == text)
    #expect(cell.isNumber)
  }
}
