import Foundation
import LabCPNG
import LabFigures
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@testable import LabComparison
@testable import LabNotebooks

@Suite struct PresentationTests {
  @Test func theTextSaysTheWorstFirstAndWhatItIsPutDownTo() throws {
    let found = try #require(
      try comparison { report in
        report.record.settings[0].value = "2"
        report.record.claims[0].held = false
        report.record.metrics["area"] = .init(
          value: 0.57, text: "0.570", unit: "square metres", tolerance: .relative(1e-3))
        report.prose = ["The area is 0.570 square metres.", "Something else is said."]
      })
    #expect(
      PlainText(SetComparison.of(found, unchanged: ["other"])).text == """
        main (1a2b3c4) → the working tree
        1 of 2 reports differs: 1 claim now fails, 1 value beyond its tolerance.

        good: A good experiment
          Put down to: setting beta 4 → 2.
          Claims
            now fails: The area is less than that of the box.
          Measured values
            area 1.140 square metres → 0.570 square metres (−0.5700, −50%), beyond its tolerance of 0.1%, noise unknown
          Settings
            beta 4 → 2, its default
          Prose
            The prose was edited [the essay's prose was edited]
              - Nothing else is said.
              + Something else is said.

        Unchanged: other.

        """)
  }

  /// A claim is no longer made: nobody should have to look for that.
  @Test(arguments: [
    ([], "1 claim no longer made"),
    (["Pigs fly.", "The area is less than that of a box."], "2 claims new or reworded"),
  ])
  func theSummaryCountsClaimsThatComeAndGo(_ claims: [String], _ told: String) throws {
    let found = try #require(
      try comparison { $0.record.claims = claims.map { .init(sentence: $0, held: true, line: 1) } })
    #expect(SetComparison.of(found).summary == "1 of 1 report differs: \(told).")
  }

  /// A report whose trainings begin otherwise stands above one with more captions and pictures.
  @Test func reportsWithGraveFindingsComeFirst() throws {
    func report(_ loss: Double, cell: String) -> SampleReport {
      var report = SampleReport()
      report.record.trainings = [
        .init(phase: "training", steps: 9, interval: 9, digests: ["a"], opening: .init(loss: loss, distance: 1))
      ]
      for id in ["one", "two", "three"] { report.show(table: [["x", cell]], columns: ["model", "cost"], id: id) }
      return report
    }
    let old = try report(1, cell: "1").files
    let base = ReportSet(called: "base", reports: ["tables": old, "trainings": old])
    let head = ReportSet(
      called: "head", reports: ["tables": try report(1, cell: "2").files, "trainings": try report(2, cell: "1").files])
    #expect(try SetComparison(base, head).changed.map(\.name) == ["trainings", "tables"])
  }

  @Test func nothingChangedIsOneLine() {
    let same = SetComparison(base: "a", head: "b", changed: [], unchanged: ["x", "y"])
    #expect(PlainText(same).text == "a → b\nNothing changed: 2 reports.\n")
    #expect(MarkdownComment(same).text.contains("**Nothing changed: 2 reports.**"))
  }

  @Test func coloursAreForTerminalsAlone() throws {
    let found = try #require(try comparison { $0.record.claims[0].held = false })
    #expect(!PlainText(SetComparison.of(found)).text.contains("\u{1B}"))
    #expect(PlainText(SetComparison.of(found), colored: true).text.contains("\u{1B}[31mnow fails: "))
  }

  @Test func aCommentStaysBelowGitHubsLimitAndSaysWhatItLeftOut() throws {
    var base = SampleReport()
    for index in 0..<3_000 {
      base.record.metrics["value-\(index)"] = .init(value: 1, text: "1", unit: "", tolerance: .exact)
    }
    let found = try #require(
      try comparison(from: base) { report in
        for index in 0..<3_000 { report.record.metrics["value-\(index)"]?.value = 2 }
        report.record.claims[0].held = false
      })
    let text = MarkdownComment(SetComparison.of(found)).text
    #expect(text.utf8.count < 65_536)
    #expect(text.utf8.count > 50_000)
    #expect(text.hasPrefix("<!-- experiments diff -->\n"))
    let claim = try #require(text.range(of: "**now fails:**"))
    let metric = try #require(text.range(of: "`value-0` "))
    #expect(claim.lowerBound < metric.lowerBound)
    let shown = text.components(separatedBy: "\n- ").count - 1
    #expect(text.contains("**Left out for length: \(3_001 - shown) changes**"))
  }

  /// Bad news of all reports comes before prose of any.
  @Test func aCommentLeavesOutNoFailingClaimForProse() throws {
    let reports = try (0..<16).map { index in
      var base = SampleReport()
      base.record.title = "Report \(index)"
      base.prose = (0..<60).map {
        "Paragraph \($0) of what was said at length. " + String(repeating: "Words. ", count: 30)
      }
      return try #require(
        try comparison(from: base) { report in
          report.record.claims[0].held = false
          report.prose = report.prose.map { $0 + "More." }
        })
    }
    let text = MarkdownComment(
      SetComparison(base: "a", head: "b", changed: reports, unchanged: [])
    ).text
    #expect(text.components(separatedBy: "**now fails:**").count == 17)
    #expect(text.utf8.count < 65_536 && text.contains("**Left out for length: "))
  }

  /// Headings count as what stands below them does, however many reports there are.
  @Test func aCommentOnHundredsOfReportsStaysBelowTheLimit() throws {
    let found = try #require(
      try comparison { report in
        report.record.claims[0].held = false
        report.record.metrics["area"]?.value = 2
        report.record.settings[0].value = "2"
        report.code.append("let more = 1")
        report.prose.append("More is said.")
      })
    for count in [50, 100, 400] {
      let reports = Array(repeating: found, count: count)
      let text = MarkdownComment(SetComparison(base: "a", head: "b", changed: reports, unchanged: [])).text
      #expect(text.utf8.count < 65_536, "\(count)")
    }
  }

  @Test func thePageIsWellFormedAndItsPicturesCanBeRead() throws {
    let base = try SampleReport.withCurve()
    var altered = base
    try altered.show(SampleReport.curve(changing: [50: 80]), id: "curve")
    altered.record.claims[0].sentence = "a < b & \"c\" `code` **strong *x** y* \u{1}"
    altered.code.append("let x = 1 < 2 // & so on")
    let sets = try [base, altered].map { ReportSet(called: "set", reports: ["good": try $0.files]) }
    let page = try HTMLPage(SetComparison(sets[0], sets[1]), of: sets[0], and: sets[1]).text()
    let reader = PageReader()
    let parser = XMLParser(data: Data(page.utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    // Before, after, and both curves in one.
    #expect(reader.images.count == 3)
    for image in reader.images {
      let prefix = "data:image/png;base64,"
      try #require(image.hasPrefix(prefix))
      let png = Array(try #require(Data(base64Encoded: String(image.dropFirst(prefix.count)))))
      var header = png_image()
      header.version = png_uint_32(PNG_IMAGE_VERSION)
      #expect(png_image_begin_read_from_memory(&header, png, png.count) != 0)
      #expect(header.width > 100 && header.height > 100)
      png_image_free(&header)
    }
    #expect(!page.contains("http"), "the page needs nothing but itself")
  }

  @Test func imagesAreShownWithTheirDifference() throws {
    func sample(_ level: UInt8) throws -> SampleReport {
      var report = SampleReport()
      let images = [RasterImage(width: 28, height: 28, bytes: [UInt8](repeating: level, count: 784))]
      try report.show(ImageGrid(images, columns: 1), id: "grid")
      return report
    }
    let sets = try [sample(10), sample(200)].map { ReportSet(called: "set", reports: ["good": try $0.files]) }
    let page = try HTMLPage(SetComparison(sets[0], sets[1]), of: sets[0], and: sets[1]).text()
    #expect(page.components(separatedBy: "<img ").count == 4)
    #expect(page.contains("Difference: blue is darker now, red brighter"))
  }

  @Test func jsonHasTheChangesWithTheirAttribution() throws {
    struct Root: Decodable {
      struct Report: Decodable {
        struct Claim: Decodable { let kind: String }
        struct Attribution: Decodable {
          struct Cause: Decodable { let kind, detail: String }
          let causes: [Cause]
        }
        let name: String
        let claims: [Claim]
        let attribution: Attribution
      }
      let base, head: String
      let changed: [Report]
      let unchanged: [String]
    }
    let found = try #require(
      try comparison { report in
        report.record.claims[0].held = false
        report.record.fingerprint.circumstances.library["Tensors"] = "9"
      })
    let text = try JSONText(SetComparison.of(found, unchanged: ["other"])).text()
    let root = try JSONDecoder().decode(Root.self, from: Data(text.utf8))
    #expect(root.changed.map(\.name) == ["good"])
    #expect(root.changed[0].claims.map(\.kind) == ["nowFails"])
    #expect(root.changed[0].attribution.causes.map(\.kind) == ["library"])
    #expect(root.changed[0].attribution.causes.map(\.detail) == ["Tensors"])
    #expect(root.unchanged == ["other"])
  }
}

/// Gathers the sources of a page's images.
private final class PageReader: NSObject, XMLParserDelegate {
  var images: [String] = []

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    if element == "img" { images.append(attributes["src"] ?? "") }
  }
}
