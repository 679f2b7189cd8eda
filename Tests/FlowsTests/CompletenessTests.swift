import LabDistributions
import LabFlows
import LabTestSupport
import Testing

/// The lists of these tests name all that the library has.
@Suite struct CompletenessTests {
  private let library: LibraryModule

  init() throws { library = try LibraryModule("Flows") }

  @Test func everyFlowIsTried() throws {
    let list = try FlowExample.all.map { typeName(of: try $0.fresh()) }
    #expect(
      omissions(of: library.types(conformingTo: "Flow"), in: list, of: "flows", file: "FlowExample.swift") == [])
  }

  /// By themselves or in a composition.
  @Test func everyBijectionIsTried() throws {
    let maps = try FlowExample.all.map { try $0.bijection(2) }
    let parts = maps.flatMap { ($0 as? ComposedBijection)?.maps ?? [] }
    #expect(
      omissions(
        of: library.types(conformingTo: "Bijection").subtracting(["Bijection"]),
        in: (maps + parts).map { typeName(of: $0) }, of: "bijections",
        file: "FlowExample.swift") == [])
  }
}
