import Testing

@testable import LabNotebooks

/// What braces in prose mean, and where they mean nothing.
@Suite struct ReferenceTests {
  private var prose: Prose {
    var record = RunRecord.sample()
    record.metrics["elbo"] = .init(value: -1125.4, text: "−1,125", unit: "nats", tolerance: .exact)
    record.metrics["active-units.8"] = .init(value: 5, text: "5", unit: "", tolerance: .exact)
    record.metrics["share"] = .init(value: 93.1, text: "93.1", unit: "%", tolerance: .exact)
    record.metrics["gain"] = .init(value: 0.2, text: "undecided (0.2 ± 0.8)", unit: "nats", tolerance: .exact)
    record.metrics["lead"] = .init(value: 2, text: "undecided (2 ± 8)", unit: "%", tolerance: .exact)
    record.outputs = [.init(id: "loss", caption: "", isFolded: false, line: 0, content: .text(body: "…"))]
    return Prose(about: record)
  }

  @Test(arguments: [
    ("The bound is {elbo}.", "The bound is −1,125 nats."),
    ("{elbo:value} to {elbo}", "−1,125 to −1,125 nats"),
    ("{active-units.8} units, {share}", "5 units, 93.1%"),
    ("{gain}, {gain:value}, {lead}", "undecided (0.2 ± 0.8 nats), undecided (0.2 ± 0.8), undecided (2 ± 8%)"),
    ("With β = {beta}", "With β = 4"),
    ("$z_{elbo}$ and {elbo}", "$z_{elbo}$ and −1,125 nats"),
    ("$$\\frac{elbo}{beta}$$", "$$\\frac{elbo}{beta}$$"),
    ("$$\na_{elbo}\n$$ is {elbo}", "$$\na_{elbo}\n$$ is −1,125 nats"),
    ("`{elbo}` is {elbo}", "`{elbo}` is −1,125 nats"),
    ("``a ` {elbo}`` {beta}", "``a ` {elbo}`` 4"),
    ("\\{elbo} {beta}", "\\{elbo} 4"),
    ("It costs $5, or {beta} for $9.", "It costs $5, or 4 for $9."),
    ("\\$5 for {beta}$", "\\$5 for 4$"),
    ("$\\$ {elbo}$ {beta}", "$\\$ {elbo}$ 4"),
    ("an unclosed ` and {beta}", "an unclosed ` and 4"),
    ("{Not a name} {} { beta } {β}", "{Not a name} {} { beta } {β}"),
    ("{ {beta}", "{ 4"),
  ])
  func aReferenceInALine(_ markdown: String, _ expected: String) throws {
    #expect(try prose.line(markdown) == expected)
  }

  @Test(arguments: [
    ("10000", "10,000"), ("-12", "−12"), ("0.003", "0.003"), ("1,2,4", "1, 2, 4"), ("0.5,10000", "0.5, 10,000"),
    ("adam, or sgd", "adam, or sgd"), ("true", "true"),
  ])
  func aSettingReadsAsProse(_ value: String, _ expected: String) throws {
    var record = RunRecord.sample()
    record.settings = [.init(name: "beta", value: value, explanation: "", isDefault: true)]
    #expect(try Prose(about: record).line("{beta}") == expected)
  }

  @Test(arguments: ["```", "~~~", "````"])
  func aFencedBlockIsLeftAlone(_ fence: String) throws {
    let block = "\(fence)swift\nlet a = {elbo}\n\n{loss}\n\(fence)"
    #expect(
      try prose.parts(of: "Before {beta}.\n\n\(block)\nAfter {beta}.") == [
        .text("Before 4.\n\n\(block)\n\nAfter 4.")
      ])
  }

  @Test func aParagraphOfAnOutputPlacesIt() throws {
    #expect(
      try prose.parts(of: "One.\n\n {loss} \n\nTwo {beta}.") == [.text("One."), .output(id: "loss"), .text("Two 4.")])
    #expect(try prose.parts(of: "{beta}") == [.text("4")])
  }

  @Test func anUndefinedReferenceIsNamedWithASuggestion() {
    #expect(throws: NotebookError.undefinedReference(name: "ebo", suggestion: " Did you mean “elbo”?")) {
      try prose.line("It is {ebo}.")
    }
    #expect(throws: NotebookError.undefinedReference(name: "something-else", suggestion: "")) {
      try prose.parts(of: "{something-else}")
    }
  }

  @Test func anOutputInsideAParagraphIsRefused() {
    #expect(throws: NotebookError.outputInsideParagraph("loss")) { try prose.parts(of: "See {loss}.") }
  }

  @Test func aFailedRunLeavesReferencesAsTheyAre() throws {
    var lenient = prose
    lenient.isLenient = true
    #expect(try lenient.line("{ebo}, {loss} and {beta}") == "{ebo}, {loss} and 4")
  }
}

extension RunRecord {
  /// A record with one setting and nothing found yet.
  static func sample() -> RunRecord {
    let experiment = Experiment(
      "sample", title: "A sample", summary: "For tests.", settings: [Setting("beta", 4.0, "weight | of the KL term")]
    ) { _ in }
    return RunRecord(
      experiment: experiment, tier: .standard, seed: 1,
      settings: [.init(setting: experiment.settings[0], value: .number(4), isDefault: true)],
      fingerprint: .init(code: "c0de", circumstances: Circumstances()))
  }
}
