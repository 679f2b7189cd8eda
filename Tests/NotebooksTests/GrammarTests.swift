import Testing

@testable import LabNotebooks

/// The rules at the head of LiterateSource.swift, one by one; of the last, CitationTests.swift.
@Suite struct GrammarTests {
  /// The prose and the shown code of a file, in order.
  private func cells(_ lines: String...) -> [String] {
    LiterateSource(lines.joined(separator: "\n")).cells.map {
      switch $0 {
      case .prose(let text): "prose: " + text
      case .code(let code): "code: " + code.text
      }
    }
  }

  @Test func rule1_aLineThatBeginsWithTheMarkIsProse() {
    #expect(
      cells("//: # Title", "//:", "//:no space", "//:   - indented") == ["prose: # Title\n\nno space\n  - indented"])
  }

  @Test func rule2_aBlockIsProse() {
    #expect(cells("/*:", " # Title", "", "   - indented", "*/") == ["prose: # Title\n\n  - indented"])
    #expect(cells("/*: On one line. */") == ["prose: On one line."])
    #expect(cells("/*: From the first", "to the last. */") == ["prose: From the first\nto the last."])
  }

  @Test func rule3_proseEndsCodeAndCodeEndsProse() {
    #expect(
      cells("//: One.", "let a = 1", "// A comment is code.", "//: Two.", "let b = 2") == [
        "prose: One.", "code: let a = 1\n// A comment is code.", "prose: Two.", "code: let b = 2",
      ])
    #expect(cells("//: One.", "/*: Two. */", "//: Three.") == ["prose: One.\n\nTwo.\n\nThree."])
  }

  @Test func rule4_codeBeforeTheFirstProseIsNotShown() {
    #expect(cells("import Figures", "//: One.", "let a = 1") == ["code: ", "prose: One.", "code: let a = 1"])
  }

  @Test func rule5_theDeclarationAndItsBraceAreNotShown() {
    let file = [
      "//: One.", "public let a = Experiment(", "  \"a\", title: \"A\", settings: names.map {", "    Setting($0)",
      "  }, run: essay)", "", "private func essay(_ notebook: Notebook) throws {", "  let b = 2", "  if b > 1 {", "  }",
      "}", "//: Two.", "func f() {", "}",
    ]
    #expect(
      cells(file.joined(separator: "\n")) == [
        "prose: One.", "code: let b = 2\nif b > 1 {\n}", "prose: Two.", "code: func f() {\n}",
      ])
  }

  @Test func rule6_aLineMarkedHiddenIsNotShown() {
    #expect(
      cells("//: One.", "let a = 1", "let b = 2  //: hide", "let c = 3") == [
        "prose: One.", "code: let a = 1\nlet c = 3",
      ])
  }

  @Test func rule7_marksAloneOnALineHideAndFold() {
    #expect(
      cells("//: One.", "let a = 1", "//: hide", "let b = 2", "//: Two.", "let c = 3") == [
        "prose: One.", "code: let a = 1", "prose: Two.", "code: let c = 3",
      ])
    let folded = LiterateSource("//: One.\nlet a = 1\n//: fold The long part\nlet b = 2\n//: Two.\n//: fold\nlet c = 3")
    let titles = folded.cells.compactMap { if case .code(let code) = $0 { code.foldTitle ?? "open" } else { nil } }
    #expect(titles == ["open", "The long part", "Code"])
  }

  @Test func rule8_commonIndentationAndBlankLinesAreTidied() {
    #expect(
      cells("//: One.", "", "    let a = 1", "", "  //: hide", "") == ["prose: One.", "code: let a = 1"])
    #expect(
      cells("//: One.", "  if a {", "    b()", "", "  c()  //: hide", "", "  }") == [
        "prose: One.", "code: if a {\n  b()\n\n}",
      ])
    #expect(cells("//: One.", "", "//: Two.") == ["prose: One.", "prose: Two."])
    #expect(cells("//: One.", "\tlet a = 1\r", "\t\r") == ["prose: One.", "code: let a = 1"])
  }

  @Test func rule9_anOutputStandsAfterItsCell() throws {
    let source = LiterateSource("//: One.\nfirst()\n\nsecond()\n//: Two.\nthird()")
    let lines = [2, 4, 6].map { source.codeLine(atFileLine: $0) }
    #expect(lines == [0, 1, 2])
    let ranges = source.cells.compactMap { if case .code(let code) = $0 { code.lines } else { nil } }
    #expect(ranges == [0..<2, 2..<3])
  }

  // Rule 9's second half and rule 10 are in ReferenceTests and ReportTests.

  @Test func theDigestIsOfTheCodeAlone() {
    let digest = LiterateSource("//: One.\nlet a = 1").digest
    #expect(LiterateSource("//: Another.\n\n//: Two.\n\nlet a = 1\n\n/*: End. */").digest == digest)
    #expect(LiterateSource("//: One.\nlet a = 1  //: hide").digest == digest)
    #expect(LiterateSource("//: One.\nlet a = 2").digest != digest)
    #expect(LiterateSource("//: One.\n  let a = 1").digest != digest)
  }

  @Test func aFileOfNothingHasNoCells() {
    #expect(LiterateSource("").cells.isEmpty)
    #expect(LiterateSource("").codeLine(atFileLine: 7) == 0)
    #expect(cells("/*: never closed", "let a = 1").isEmpty)
  }

  @Test func aMissingFileIsNamed() {
    #expect {
      try LiterateSource(contentsOf: "/nowhere/Essay.swift")
    } throws: { error in
      "\(error)".hasPrefix("/nowhere/Essay.swift: cannot read the experiment's source.")
    }
  }
}
