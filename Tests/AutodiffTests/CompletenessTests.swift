import LabTestSupport
import Testing

/// The list of operations names all that the library has.
@Suite struct CompletenessTests {
  private let file = "DifferentiableOperation.swift"

  @Test func everyElementwiseFunctionIsTried() throws {
    let functions = try LibraryModule("Tensors").constants(of: "ElementwiseFunction")
    let list = DifferentiableOperation.elementwise.map(\.description)
    #expect(omissions(of: functions, in: list, of: "operations", file: file) == [])
  }

  /// Operators apart, which have no name.
  @Test func everyOperationIsTried() throws {
    let library = try LibraryModule("Autodiff/Operations")
    let operations = library.functions.union(library.methods(of: "Variable"))
    let list = try words(ofTest: file)
    #expect(omissions(of: operations, in: list, of: "operations", file: file) == [])
  }
}
