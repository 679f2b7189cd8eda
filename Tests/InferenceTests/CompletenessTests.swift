import LabTestSupport
import Testing

/// The lists of these tests name all that the library has.
@Suite struct CompletenessTests {
  @Test func everyObjectiveIsTried() throws {
    let objectives = try LibraryModule("Inference").types(conformingTo: "Objective")
    let list = EstimatorTests.examples.map { typeName(of: $0.objective) }
    #expect(omissions(of: objectives, in: list, of: "estimators", file: "EstimatorTests.swift") == [])
  }
}
