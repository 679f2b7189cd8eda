import LabTestSupport
import Testing

/// The lists of these tests name all that the library has.
@Suite struct CompletenessTests {
  private let library: LibraryModule

  init() throws { library = try LibraryModule("Distributions") }

  @Test func everyDistributionIsTried() {
    let list = DistributionExample.all.map { typeName(of: $0.distribution) }
    #expect(
      omissions(
        of: library.types(conformingTo: "Distribution"), in: list, of: "distributions",
        file: "DistributionExample.swift")
        == [])
  }

  @Test func everyDivergenceInClosedFormIsTried() {
    let list = DivergenceTests.closed.map { typeName(of: $0.p.distribution) }
    #expect(
      omissions(
        of: library.types(conformingTo: "ClosedFormDivergence"), in: list, of: "divergences in closed form",
        file: "DivergenceTests.swift") == [])
  }

  @Test func everyBijectionIsTried() {
    let list = BijectionTests.examples.map { typeName(of: $0.bijection) }
    #expect(
      omissions(of: library.types(conformingTo: "Bijection"), in: list, of: "bijections", file: "BijectionTests.swift")
        == [])
  }

  @Test func everySupportIsTried() {
    let list = SupportTests.examples.map { caseName(of: $0.support) }
    #expect(omissions(of: library.cases(of: "Support"), in: list, of: "supports", file: "SupportTests.swift") == [])
  }
}
