import LabTestSupport
import Testing

/// The lists of these tests name all that the library has.
@Suite struct CompletenessTests {
  /// That figures are missing is seen in a folder, not from two records.
  @Test func everyReasonThatARecordGivesIsTried() throws {
    let reasons = try LibraryModule("Notebooks").cases(of: "StaleReason").subtracting(["missingFigures"])
    let list = try words(ofTest: "StaleReasonTests.swift")
    #expect(omissions(of: reasons, in: list, of: "reasons why a report is stale", file: "StaleReasonTests.swift") == [])
  }
}
