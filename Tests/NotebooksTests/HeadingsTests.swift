import Testing

@testable import LabNotebooks

/// Anchors as GitHub makes them, and the list of contents that rests on them.
@Suite struct HeadingsTests {
  /// The third is the example of GitHub's documentation (“Basic writing and formatting syntax”, section links), the three after it
  /// those of the page of github-slugger, which was made by comparing with GitHub.
  @Test(arguments: [
    ("The question", "the-question"), ("What would prove this wrong?", "what-would-prove-this-wrong"),
    (
      "This'll be a _Helpful_ Section About the Greek Letter Θ!", "thisll-be-a-helpful-section-about-the-greek-letter-θ"
    ),
    ("foo", "foo"), ("Привет non-latin 你好", "привет-non-latin-你好"), ("😄 emoji", "-emoji"),
    ("λ and the mean", "λ-and-the-mean"), ("Is it x_1, or `x_1`?", "is-it-x_1-or-x_1"),
    (#"$`\beta`$ – **and** more"#, "beta--and-more"), ("<b>Bold</b> \\*", "bold-"), ("2 × 2", "2--2"),
  ])
  func anAnchor(_ title: String, _ anchor: String) {
    #expect(Headings.anchor(of: title) == anchor)
  }

  @Test func headingsAlikeAreNumbered() {
    let headings = Headings(of: [
      "# T", "## Data\n\nText.\n\n### Data ##\n\n```\n# no heading\n```", "#hash", "## [Data](a)",
    ])
    #expect(headings.all.map(\.anchor) == ["t", "data", "data-1", "data-2"])
    #expect(headings.all.map(\.title) == ["T", "Data", "Data", "Data"])
    #expect(headings.section(ofBlock: 3)?.anchor == "data-1")
    #expect(headings.section(ofBlock: 1) == nil)
  }

  private func page(_ sections: Int) throws -> String {
    let source = (1...sections).map { "//: ## Part \($0)\n//:\n//: Text.\na()\n" }.joined()
    return try Report.render(source: LiterateSource("//: # T\n//:\n//: Opening.\n//:\n" + source), record: .sample())
  }

  @Test func aLongReportHasItsContentsBeforeTheFirstSection() throws {
    #expect(!(try page(4)).contains("Contents"))
    #expect(
      try page(5).hasPrefix(
        """
        # T

        Opening.

        ## Contents

        - [Part 1](#part-1)
        - [Part 2](#part-2)
        - [Part 3](#part-3)
        - [Part 4](#part-4)
        - [Part 5](#part-5)
        - [This run](#this-run)

        ## Part 1

        Text.

        """))
  }

  @Test func contentsAreNoProseOfTheEssay() throws {
    let long = ReportText(markdown: try page(5), record: .sample())
    #expect(long.prose.prefix(4) == ["# T", "Opening.", "## Part 1", "Text."])
  }

  @Test func partsOfSectionsAreIndentedBelowThem() {
    let blocks = (1...5).map { "## \($0)\n\n### of \($0)" }
    #expect(Headings.withContents(blocks, ending: 0)[1].hasPrefix("- [1](#1)\n  - [of 1](#of-1)\n- [2](#2)\n"))
    // One of the author's own is enough.
    let own = blocks + ["## Contents"]
    #expect(Headings.withContents(own, ending: 0) == own)
  }
}
