import Foundation
import Testing

@testable import LabNotebooks

/// Links lead somewhere, wherever a report lies.
@Suite struct ReportLinksTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.write("", to: "lab/Package.swift")
    try sandbox.write("", to: "lab/Experiments/My Essay.swift")
  }

  private func links(from report: String) -> ReportLinks {
    ReportLinks(from: "\(sandbox.path)/\(report)", of: sandbox.path + "/lab/Experiments/My Essay.swift")
  }

  /// Where a report lies; its link to a file; prose with a link to another report and to a file, as written for `Reports/it`.
  @Test(arguments: [
    ("lab/Reports/it", "[a](../../Package.swift)", "[x](../other/README.md), [y](../../Experiments/A.swift)"),
    (
      "lab/.experiments/watch/it", "[a](../../../Package.swift)",
      "[x](../../../Reports/other/README.md), [y](../../../Experiments/A.swift)"
    ),
    (
      "lab/Reports/more/it", "[a](../../../Package.swift)",
      "[x](../../../Reports/other/README.md), [y](../../../Experiments/A.swift)"
    ),
    ("elsewhere/it", "`Package.swift`", "x, y"),
  ])
  func aLinkIsRightWhereTheReportLies(_ report: String, _ link: String, _ prose: String) {
    let links = links(from: report)
    #expect(links.essay == "Experiments/My Essay.swift")
    #expect(links.link("a", to: "Package.swift") == link)
    #expect(links.placed("[x](../other/README.md), [y](../../Experiments/A.swift)") == prose)
    #expect(links.placed("[w](https://a.b/../c), [v](#there)") == "[w](https://a.b/../c), [v](#there)")
    // Pages that lie in different places say the same.
    #expect(ReportLinks.unlinked(prose) == "x, y")
  }

  @Test func aFileWithASpaceIsLinkedTo() {
    let links = links(from: "lab/Reports/it")
    #expect(links.link("a", to: "Experiments/My Essay.swift") == "[a](<../../Experiments/My Essay.swift>)")
  }

  @Test func aLinkOutOfThePackageIsNone() {
    #expect(links(from: "lab/out/it").placed("[x](../../../../a)") == "x")
  }

  @Test func aPackageBehindALinkIsTheSame() throws {
    try FileManager.default.createSymbolicLink(
      atPath: sandbox.path + "/link", withDestinationPath: sandbox.path + "/lab")
    #expect(links(from: "link/Reports/it") == links(from: "lab/Reports/it"))
  }

  @Test func anEssayOfNoPackageIsNamed() {
    let links = ReportLinks(from: "/nowhere/at/all", of: "/nowhere/Essay.swift")
    #expect(links.essay == "Essay.swift")
    #expect(links.link("a", to: "Essay.swift") == "`Essay.swift`")
  }

  /// The same essay, in its package's `Reports` and elsewhere.
  @Test func aComparisonSeesNoDifferenceOfPlace() throws {
    try sandbox.write("//: # T\n//: See [other](../other/README.md).\n", to: "lab/Experiments/My Essay.swift")
    let experiment = Experiment("it", title: "", summary: "", source: sandbox.path + "/lab/Experiments/My Essay.swift")
    { _ in }
    let pages = try ["lab/Reports/it", "elsewhere/it"].map { place in
      try Report.render(
        source: LiterateSource(contentsOf: experiment.source), record: .sample(), of: experiment,
        in: "\(sandbox.path)/\(place)")
    }
    #expect(pages[0].contains("See [other](../other/README.md).\n"))
    #expect(
      pages[0].contains(
        "The essay is [My Essay.swift](<../../Experiments/My Essay.swift>). [record.json](record.json) has"))
    #expect(pages[1].contains("See other.\n"))
    #expect(pages[1].contains("The essay is `Experiments/My Essay.swift`. [record.json](record.json) has"))
    #expect(
      ReportText(markdown: pages[0], record: .sample()) == ReportText(markdown: pages[1], record: .sample()))
  }
}
