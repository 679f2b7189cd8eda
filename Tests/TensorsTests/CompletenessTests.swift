import LabTestSupport
import Testing

/// The lists of these tests name every elementwise function of the library.
@Suite struct CompletenessTests {
  private let functions: Set<String>

  init() throws { functions = try LibraryModule("Tensors").constants(of: "ElementwiseFunction") }

  @Test func everyFunctionIsTriedAtTheEndsOfTheNumberLine() {
    let list = SpecialValueTests.limits.map(\.description)
    #expect(omissions(of: functions, in: list, of: "limits", file: "SpecialValueTests.swift") == [])
  }

  @Test func everyFunctionHasABoundOfItsError() {
    let list = (ElementwiseAccuracyTests.bounds + ElementwiseAccuracyTests.absoluteBounds).map(\.name)
    let known = ElementwiseAccuracyTests.known.values.map(\.function.name)
    #expect(omissions(of: functions, in: list + known, of: "bounds", file: "ElementwiseAccuracyTests.swift") == [])
  }
}
