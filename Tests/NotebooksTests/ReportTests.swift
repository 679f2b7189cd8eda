import Foundation
import LabFigures
import Testing

@testable import LabNotebooks

@Suite struct ReportTests {
  private func render(_ source: String, _ change: (inout RunRecord) -> Void = { _ in }) throws -> String {
    var record = RunRecord.sample()
    change(&record)
    return try Report.render(source: LiterateSource(source), record: record)
  }

  @Test func aSettingsNumbersAreWrittenAsMeasuredOnesAre() throws {
    for (value, text) in [("-0.5,10000,-3", "−0.5, 10,000, −3"), ("1e-07", "1e-07"), ("a-b", "a-b"), ("-x,1", "-x,1")] {
      #expect(try render("//: At {beta}.") { $0.settings[0].value = value }.contains("At \(text).\n"), "\(value)")
    }
  }

  @Test func anEssayBecomesAReport() throws {
    let sandbox = try Sandbox()
    try sandbox.run(essay)
    #expect(
      sandbox.text("Reports/essay/README.md") == """
        # An essay

        After 4 steps at β = 4 the bound is 1.0 nats; $`x_{i}`$ is not a reference.

        <img src="figures/curve.png" width="600" alt="It falls.">

        *It falls.*

        ## First

        ```swift
        let beta: Double = try notebook["beta"]
        try notebook.show("<plain> {beta}", id: "note")
        try notebook.show(
          Table(columns: ["name", "value"], rows: [["a|b", 1_000], ["c", .number(0.5, .fixed(2))]]), id: "table",
          caption: "At β = {beta}.")
        ```

        ```text
        <plain> {beta}
        ```

        | name | value |
        | --- | ---: |
        | a\\|b | 1,000 |
        | c | 0.50 |

        *At β = 4.*

        ## Second

        ```swift
        let losses = try notebook.steps(notebook["steps"], of: "training") { step in Float(beta) / Float(step.index + 1) }
        try notebook.show(Figure(.line(losses), x: "step", y: "loss (nats)"), id: "curve", caption: "It falls.")
        try notebook.show(["images": 60_000, "pixels": "28 × 28"], id: "facts", fold: true)
        try notebook.measure("bound", losses.last ?? 0, unit: "nats", format: .fixed(1))
        notebook.claim("The loss falls to {bound}.", losses.last ?? 0 < losses[0])
        ```

        <details>
        <summary>facts</summary>

        - images: 60,000
        - pixels: 28 × 28

        </details>

        - ✅ The loss falls to 1.0 nats.

        The end.

        ## This run

        The claim of this report holds: 1 in [Second](#second).

        The essay is `Tests/NotebooksTests/Essay.swift`. [record.json](record.json) has what this run was given and all that it \
        found, and [the gallery](../README.md) the other reports.

        - Made with seed 1 at the standard tier.

        | Setting | Value | Meaning |
        | --- | ---: | --- |
        | `beta` | `4` | weight |
        | `steps` | `4` | optimiser steps |

        This report is written by

        ```sh
        swift run experiments run essay
        ```

        Add `--set NAME=VALUE` or `--seed 2` to vary it, and `--output DIR` to leave this one as it is.

        """)
  }

  @Test func theReportIsMadeFromSourceAndRecordAlone() throws {
    let sandbox = try Sandbox()
    try sandbox.run(essay)
    let record = try RunRecord(text: sandbox.text("Reports/essay/record.json") ?? "")
    let source = try LiterateSource(contentsOf: essay.source)
    #expect(
      try Report.render(source: source, record: record, of: essay, in: sandbox.path + "/Reports/essay")
        == sandbox.text("Reports/essay/README.md"))
  }

  @Test func outputsKeepTheirCellsWhereTheProseChanges() throws {
    let record: (inout RunRecord) -> Void = {
      $0.outputs = [
        .init(id: "one", caption: "", isFolded: false, line: 0, content: .text(body: "1")),
        .init(id: "two", caption: "", isFolded: false, line: 1, content: .text(body: "2")),
      ]
    }
    let text = try render("//: # T\na()\n//: New.\n\n//: Newer.\nb()", record)
    let order = ["a()", "\n1\n", "Newer", "b()", "\n2\n"].map { text.range(of: $0)?.lowerBound }
    #expect(!order.contains(nil))
    #expect(order.compactMap { $0 } == order.compactMap { $0 }.sorted())
  }

  @Test func aReportWithoutATitleGetsTheExperiments() throws {
    #expect(try render("//: Prose.").hasPrefix("# A sample\n\nProse.\n"))
    #expect(try render("").hasPrefix("# A sample\n\n## This run"))
  }

  @Test func aSmokeRunSaysSo() throws {
    let text = try render("//: # T\n//: Prose.") { $0.tier = .smoke }
    #expect(
      text.hasPrefix(
        "# T\n\n> A run at the smoke tier: it shows that the code works, and its numbers mean nothing.\n\nProse.\n"))
  }

  @Test func aFailedClaimIsMarkedAndCounted() throws {
    let text = try render("//: # T\na()") {
      $0.claims = [.init(sentence: "Up.", held: true, line: 0), .init(sentence: "Down.", held: false, line: 0)]
    }
    #expect(text.hasPrefix("# T\n\n> **1 of 2 claims failed**; they are marked ❌.\n"))
    #expect(text.contains("- ✅ Up.\n- ❌ **Failed:** Down.\n"))
    #expect(text.contains("\n\n1 of 2 claims hold. What failed is marked ❌: 1 in the opening.\n"))
  }

  /// A reader finds each claim once, beside what it is about; the ending says where.
  @Test func theEndingSaysWhereTheClaimsStand() throws {
    func ending(held: Bool) throws -> String {
      let text = try render("//: # T\na()\n//: ## Data\n//: Text.\nb()\n//: ## $\\beta$, again\nc()\n//: More.\nd()") {
        $0.claims = [0, 1, 1, 2, 3].map { .init(sentence: "Claim \($0).", held: held || $0 == 3, line: $0) }
      }
      for index in [0, 2, 3] { #expect(text.ranges(of: "Claim \(index).").count == 1) }
      let start = try #require(text.firstRange(of: "## This run\n\n")).upperBound
      return String(text[start...].prefix { $0 != "\n" })
    }
    #expect(
      try ending(held: true)
        == "All 5 claims hold: 1 in the opening, 2 in [Data](#data), 2 in [$`\\beta`$, again](#beta-again).")
    #expect(
      try ending(held: false) == "1 of 5 claims hold. What failed is marked ❌: 1 in the opening, 2 in [Data](#data), "
        + "1 in [$`\\beta`$, again](#beta-again).")
  }

  @Test func theEndingSaysWhatMadeTheReportAndHowToGetItsWeights() throws {
    let text = try render("//: # T") {
      ($0.tier, $0.seed, $0.seeds) = (.paper, 3, [3, 4, 5])
      $0.trainings = [.init(phase: "training", steps: 1, interval: 1, digests: [])]
      $0.fingerprint.circumstances = Circumstances(
        versions: ["Swift": "6.2", "Cairo": "1.16.0"], machine: ["multiply-adds": "rounded once"])
    }
    #expect(
      text.contains(
        """
        - Made with seeds 3 to 5 at the paper tier.
        - Machine: multiply-adds rounded once.
        - Versions: Cairo 1.16.0, Swift 6.2.

        """))
    #expect(
      text.contains(
        """

        ```sh
        swift run experiments run sample --tier paper --seed 3 --seeds 3 --force
        swift run experiments export sample --weights
        ```

        """))
    #expect(!(try render("//: # T")).contains("weights"))
  }

  @Test func theCommandMakesTheSameReport() throws {
    let text = try render("//: # T") {
      $0.tier = .paper
      $0.seed = 7
      $0.settings[0].isDefault = false
      $0.settings.append(.init(name: "name", value: "it's", explanation: "", isDefault: false))
    }
    #expect(
      text.contains("\nswift run experiments run sample --tier paper --seed 7 --set beta=4 --set 'name=it'\\''s'\n"))
  }

  @Test func groupsOfSettingsHaveHeadings() throws {
    let text = try render("//: # T") {
      $0.settings += ["a", "b"].map { .init(name: $0, value: "1", explanation: "", isDefault: true, group: "Images") }
      $0.settings.append(.init(name: "c", value: "1", explanation: "", isDefault: true, group: "Others"))
    }
    #expect(
      text.contains(
        """
        | **Images** |  |  |
        | `a` | `1` |  |
        | `b` | `1` |  |
        | **Others** |  |  |
        | `c` | `1` |  |

        """))
  }

  @Test func aFailedRunEndsAtTheCellThatFailed() throws {
    let text = try render("//: # T\na()\n//: Then {unknown}.\nb()\n//: Never.\nc()") {
      $0.failure = .init(message: "The well ran dry.", line: 1)
    }
    #expect(
      text == """
        # T

        > **This run failed.** The well ran dry.
        >
        > What follows is what it had shown by then.

        ```swift
        a()
        ```

        Then {unknown}.

        ```swift
        b()
        ```

        """)
    #expect(
      try render("//: # T\na()") { $0.failure = .init(message: "No.", line: nil) }.hasPrefix(
        "# A sample\n\n> **This run failed.** No."))
  }

  @Test func codeWithFencesGetsALongerFence() {
    #expect(CodeMarkdown.fenced("a ``` b", language: "text") == "````text\na ``` b\n````")
  }

  @Test func aDescriptionCannotBreakItsImage() throws {
    let text = try render("//: # T\na()") {
      $0.outputs = [
        .init(
          id: "f", caption: "a *b* c", isFolded: false, line: 0,
          content: .figure(
            description: "\"<β = {beta}>\" & more", width: 9, height: 9,
            plot: RecordedPlot(PlottedData(kind: "figure"))))
      ]
    }
    #expect(
      text.contains(
        "<img src=\"figures/f.png\" width=\"9\" alt=\"&quot;&lt;β = 4&gt;&quot; &amp; more\">\n\n<em>a *b* c</em>\n"))
  }
}
