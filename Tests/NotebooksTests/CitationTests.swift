import LabFigures
import Testing

@testable import LabNotebooks

private let bibliography = Bibliography(
  [
    Reference(
      "burda2016", authors: ["Burda, Yuri", "Grosse, Roger", "Salakhutdinov, Ruslan"], year: 2016,
      title: "Importance Weighted Autoencoders", publication: "ICLR", at: .arXiv("1509.00519")),
    Reference(
      "scott1992", authors: ["Scott, David W."], year: 1992, title: "Density", publication: "Wiley",
      at: .doi("10.1002/1(a)")),
    Reference("kingma2014", authors: ["Kingma, D.", "Welling, M."], year: 2014, title: "AEVB", publication: ""),
    Reference("ada1843", authors: ["Lovelace, Ada"], year: 1843, title: "Note A", publication: "Memoirs"),
    Reference("ada1843-g", authors: ["Lovelace, Ada"], year: 1843, title: "Note G", publication: "Memoirs"),
    Reference(
      "lab", authors: ["The $\\beta$ Company"], title: "Reports", publication: "", at: .url("https://example.org/a_b")),
    Reference("notes", title: "Notes on *β*", publication: "by hand", at: .file("Notes/of us.md")),
  ], source: "/nowhere/Bibliography.swift")

/// What an essay cites, and how its report says so.
@Suite struct CitationTests {
  private func line(_ markdown: String, isLinked: Bool = false) throws -> String {
    try Prose(about: .sample(), citing: bibliography).line(markdown, isLinked: isLinked)
  }

  @Test(arguments: [
    ("It is tighter [@burda2016].", "It is tighter (Burda et al. 2016)."),
    ("As @burda2016 show, and @scott1992's rule", "As Burda et al. (2016) show, and Scott (1992)'s rule"),
    ("Scott's rule [-@scott1992]", "Scott's rule (1992)"),
    ("[see @burda2016, section 3; @scott1992]", "(see Burda et al. 2016, section 3; Scott 1992)"),
    ("[by @kingma2014, eq. $x_1$ at {beta}]", "(by Kingma and Welling 2014, eq. $x_1$ at 4)"),
    ("[@ada1843;\n@ada1843-g]", "(Lovelace 1843a;\nLovelace 1843b)"), ("(so @ada1843-g)", "(so Lovelace (1843b))"),
    (
      "[@lab], @lab, [@notes], [-@notes]",
      "(The $\\beta$ Company n.d.), The $\\beta$ Company (n.d.), (“Notes on *β*”), (“Notes on *β*”)"
    ),
    ("@scott1992.", "Scott (1992)."), ("[ [@scott1992] ]", "[ (Scott 1992) ]"),
    ("[open @scott1992", "[open Scott (1992)"),
  ])
  func aCitationNamesAuthorsAndYear(_ markdown: String, _ expected: String) throws {
    #expect(try line(markdown) == expected)
  }

  @Test(arguments: [
    "ada@scott1992.org", "https://example.org/@scott1992", "[@scott1992](https://example.org/@scott1992)",
    "`[@scott1992]`",
    "$[@scott1992]$", "\\@scott1992", "an @ alone", "@2", "[ ] a task", "@{beta", "`a`@scott1992",
  ])
  func whatCitesNothingStaysAsItIs(_ markdown: String) throws {
    #expect(try line(markdown) == markdown)
    #expect(Prose.citations(in: markdown).isEmpty)
  }

  @Test func aFencedBlockCitesNothing() {
    #expect(Prose.citations(in: "```\n[@a]\n```\n\nBut @b, $x$ and [see `@c`, @d].").map(\.key) == ["b", "d"])
  }

  @Test func aCitationLinksToItsEntry() throws {
    #expect(
      try line("@ada1843 [@burda2016]", isLinked: true)
        == "[Lovelace (1843a)](#ref-ada1843) ([Burda et al. 2016](#ref-burda2016))")
  }

  @Test func theReferencesAreInAlphabeticalOrderEachWithItsLink() {
    #expect(
      bibliography.section(
        of: ["scott1992", "lab", "notes", "ada1843", "burda2016", "kingma2014"], linkedBy: ReportLinks()) == [
          "## References",
          """
          - <a id="ref-burda2016"></a>**Burda et al. 2016**: Yuri Burda, Roger Grosse and Ruslan Salakhutdinov, “Importance Weighted \
          Autoencoders”, ICLR, [arXiv:1509.00519](https://arxiv.org/abs/1509.00519).
          - <a id="ref-kingma2014"></a>**Kingma and Welling 2014**: D. Kingma and M. Welling, “AEVB”.
          - <a id="ref-ada1843"></a>**Lovelace 1843a**: Ada Lovelace, “Note A”, Memoirs.
          - <a id="ref-notes"></a>**“Notes on *β*”**: by hand, `Notes/of us.md`.
          - <a id="ref-scott1992"></a>**Scott 1992**: David W. Scott, “Density”, Wiley, [doi:10.1002/1(a)](<https://doi.org/10.1002/1(a)>).
          - <a id="ref-lab"></a>**The $\\beta$ Company n.d.**: The $`\\beta`$ Company, “Reports”, <https://example.org/a_b>.
          """,
        ])
    #expect(bibliography.section(of: [], linkedBy: ReportLinks()).isEmpty)
  }

  @Test func aReportListsWhatItCitesWhereverThatStands() throws {
    var record = RunRecord.sample()
    record.outputs = [
      .init(id: "a", caption: "After [@scott1992].", isFolded: true, line: 0, content: .text(body: "[@ada1843]")),
      .init(
        id: "b", caption: "By @kingma2014.", isFolded: false, line: 0,
        content: .figure(
          description: "As in [@ada1843-g].", width: 1, height: 1, plot: RecordedPlot(PlottedData(kind: "figure")))),
    ]
    record.claims = [.init(sentence: "It holds [@burda2016].", held: true, line: 0)]
    let page = try Report.render(
      source: LiterateSource("//: # T\n//: Text.\na(\"[@ada1843]\")"), record: record, citing: bibliography)
    #expect(page.contains("<summary>After (Scott 1992).</summary>"))
    #expect(page.contains("alt=\"As in (Lovelace 1843b).\">\n\n*By [Kingma and Welling (2014)](#ref-kingma2014).*\n"))
    #expect(page.contains("- ✅ It holds ([Burda et al. 2016](#ref-burda2016)).\n"))
    #expect(
      CitationLabel.listed(in: page).keys.sorted() == ["ada1843-g", "burda2016", "kingma2014", "scott1992"])
    #expect(Report.sentence(of: record.claims[0], in: record) == "It holds.")
  }

  // MARK: Mistakes

  private func experiment(
    _ text: String, in sandbox: Sandbox, run: @escaping @Sendable (Notebook) throws -> Void = { _ in }
  ) throws
    -> Experiment
  {
    try sandbox.write(text, to: "Source.swift")
    return Experiment("test", title: "Test", summary: "", source: sandbox.path + "/Source.swift", run: run).citing(
      bibliography)
  }

  @Test(arguments: [
    "//: As @burda2017 show.", "//: [see @burda2017]", "let a = show(caption: \"After [@burda2017].\")",
    "let a = \"\"\"\n  [@scott1992; @burda2017]\n  \"\"\"",
  ])
  func anUnknownKeyIsFoundBeforeTheWork(_ text: String) throws {
    let sandbox = try Sandbox()
    let experiment = try experiment("//: # T\n\(text)\n", in: sandbox) { _ in Issue.record("It ran.") }
    #expect {
      try sandbox.run(experiment)
    } throws: { error in
      "\(error)" == """
        The prose cites @burda2017, and the bibliography has no reference of that key. Did you mean “burda2016”? Add it to the \
        bibliography, which the laboratory is given: Laboratory.main(catalogue, bibliography: …); or write \\@burda2017 where \
        nothing is cited.
        """
    }
    #expect(sandbox.files(in: "Reports").isEmpty)
    #expect(
      throws: CitationError.unknown(key: "burda2017", essay: "Source.swift", suggestion: " Did you mean “burda2016”?")
    ) {
      try Bibliography.checkCitations(of: [experiment])
    }
  }

  @Test func aTextThatIsNoProseMayHaveAnAt() throws {
    let sandbox = try Sandbox()
    try sandbox.run(try experiment("//: # T\nlet a = \"@nobody\", b: [@Sendable () -> Void] = []\n", in: sandbox))
  }

  @Test func whatNobodyCitesIsNamed() throws {
    let sandbox = try Sandbox()
    let essay = try experiment(
      "//: # T\n//: [@burda2016; @lab] and @notes.\nshow(\"As @ada1843 has it [@ada1843-g].\")\n", in: sandbox)
    #expect(throws: CitationError.uncited(["scott1992", "kingma2014"])) { try Bibliography.checkCitations(of: [essay]) }
    #expect(
      "\(CitationError.uncited(["scott1992", "kingma2014"]))"
        == "No essay cites @scott1992, @kingma2014 of the bibliography. Cite them as [@scott1992], or remove them from the bibliography."
    )
    // Of an essay that is not there nobody knows what it cites.
    let missing = Experiment("other", title: "", summary: "", source: sandbox.path + "/None.swift") { _ in }
    try Bibliography.checkCitations(of: [essay, missing.citing(bibliography)])
  }

  @Test func anEssayOfALaboratoryWithoutABibliographyCitesNothing() throws {
    #expect(throws: CitationError.unknown(key: "a", essay: nil, suggestion: "")) {
      try Prose(about: .sample()).line("[@a]")
    }
  }

  @Test func aFailedRunLeavesCitationsAsTheyAre() throws {
    var record = RunRecord.sample()
    record.failure = .init(message: "No.", line: 0)
    #expect(
      try Prose(about: record, citing: bibliography).line("@a [@scott1992; @b]")
        == "@a ([Scott 1992](#ref-scott1992); @b)")
    #expect(try Prose(about: record).line("[see @a]") == "[see @a]")
  }

  @Test func aReferenceThatCannotBeOneIsRefused() async {
    // What is captured would have to be sent to another process: each is tried in one of its own.
    await expect("has the arXiv number “arXiv:1509.00519”") {
      await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
        _ = Reference("a", title: "T", publication: "P", at: .arXiv("arXiv:1509.00519"))
      }
    }
    await expect("has the DOI “https://doi.org/10.1002/97”") {
      await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
        _ = Reference("a", title: "T", publication: "P", at: .doi("https://doi.org/10.1002/97"))
      }
    }
    await expect("has the address “example.org”") {
      await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
        _ = Reference("a", title: "T", publication: "P", at: .url("example.org"))
      }
    }
    await expect("has the path “../a”") {
      await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
        _ = Reference("a", title: "T", publication: "P", at: .file("../a"))
      }
    }
    await expect("The reference “Burda 2016” needs a key of lower-case letters") {
      await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
        _ = Reference("Burda 2016", title: "T", publication: "P")
      }
    }
    await expect("has an author without a name") {
      await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
        _ = Reference("a", authors: [", Yuri"], title: "T", publication: "P")
      }
    }
    await expect("two references with the key “a”") {
      await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
        _ = Bibliography([Reference("a", title: "T", publication: ""), Reference("a", title: "U", publication: "")])
      }
    }
  }

  private func expect(_ message: String, of exit: () async -> ExitTest.Result?) async {
    let text = await exit().map { String(decoding: $0.standardErrorContent, as: UTF8.self) }
    #expect(text?.contains(message) == true, "\(text ?? "")")
  }
}
