import LabTestSupport
import Testing

@testable import LabFigures

@Suite("The gallery")
struct CompletenessTests {
  private let marks = Gallery.figures.flatMap(\.figure.marks).map(\.content)

  @Test("has a figure of every mark")
  func everyMark() throws {
    let library = try LibraryModule("Figures")
    #expect(
      omissions(
        of: library.types(conformingTo: "MarkContent"), in: marks.map { typeName(of: $0) }, of: "figures",
        file: "Gallery.swift") == [])
    let names = try words(ofTest: "Gallery.swift")
    #expect(omissions(of: library.methods(of: "Mark"), in: names, of: "figures", file: "Gallery.swift") == [])
  }

  @Test("has a figure of every colour map")
  func everyColorMap() {
    let list = Set(marks.compactMap { ($0 as? HeatMapMark)?.map.rawValue })
    #expect(omissions(of: Set(ColorMap.allCases.map(\.rawValue)), in: list, of: "figures", file: "Gallery.swift") == [])
  }
}
