import Testing

@testable import LabNotebooks

/// A file means the same whichever way its lines end.
@Suite struct TextLinesTests {
  private static let ends = ["\n", "\r\n", "\r"]

  @Test(arguments: ends)
  func everyEndOfALineIsOne(_ end: String) {
    #expect(TextLines(["a", "", "b "].joined(separator: end) + end).lines == ["a", "", "b ", ""])
    #expect(TextLines("\u{FEFF}a\(end)").text == "a\n")
    #expect(TextLines(" a\(end)\(end)\tb").joined == "a b")
  }

  @Test(arguments: ends)
  func anEssayIsTheSame(_ end: String) throws {
    let essay = """
      import Notebooks
      //: # Title
      //: Prose with $x$.
      let a = 1

      //: fold More
      let text = \"""
        one
        two
        \"""
      /*:
       A block.
       ```
       code
       ```
      */
      """
    let (plain, other) = (LiterateSource(essay), LiterateSource(essay.replacing("\n", with: end)))
    #expect(plain == other)
    #expect(plain.cells.count == 5)
    #expect(
      try Report.render(source: plain, record: .sample()) == Report.render(source: other, record: .sample()))
    // The library's fingerprint, too, within texts of several lines as without.
    for name in ["A.swift", "a.c", "a.h", "module.modulemap"] {
      let texts = [essay, essay.replacing("\n", with: end)].map { CodeText.text(of: Array($0.utf8), named: name) }
      #expect(texts[0] == texts[1], "\(name)")
    }
  }

  @Test(arguments: ends)
  func aReportsPageIsTheSame(_ end: String) throws {
    let page = "# T\n\nProse.\n\n```swift\nlet a = 1\n```\n\n## This run\n\nAnd so on.\n"
    #expect(
      ReportText(markdown: page.replacing("\n", with: end), record: .sample())
        == ReportText(markdown: page, record: .sample()))
  }
}
