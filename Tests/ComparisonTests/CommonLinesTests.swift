import Testing

@testable import LabComparison
@testable import LabNotebooks

@Suite struct CommonLinesTests {
  private func differences(_ before: [String], _ after: [String]) -> (removed: Int, inserted: Int) {
    let lines = ChangedLine.all(from: before, to: after)
    return (lines.count { !$0.isNew }, lines.count(where: \.isNew))
  }

  /// The lines taken out of one text and those put in make the other.
  private func isRight(_ before: [String], _ after: [String]) -> Bool {
    let pairs = CommonLines.pairs(before, after)
    let rises = zip(pairs, pairs.dropFirst()).allSatisfy { $0.before < $1.before && $0.after < $1.after }
    return rises && pairs.allSatisfy { before[$0.before] == after[$0.after] }
  }

  /// Two texts of fifty thousand lines, and how many lines may be told to have changed.
  struct Long: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let most: Int
    let before, after: @Sendable (Int) -> String

    init(
      _ name: String, atMost most: Int, _ before: @escaping @Sendable (Int) -> String,
      _ after: @escaping @Sendable (Int) -> String
    ) {
      (testDescription, self.most, self.before, self.after) = (name, most, before, after)
    }

    static let all = [
      Long("all changed", atMost: 50_000, { "\($0)" }, { "other \($0)" }),
      Long("one in ten", atMost: 5_000, { "\($0)" }, { $0 % 10 == 0 ? "other" : "\($0)" }),
      Long("reversed", atMost: 49_999, { "\($0)" }, { "\(49_999 - $0)" }),
      Long("few different lines", atMost: 50_000, { "\($0 % 7)" }, { "\($0 % 5)" }),
      Long("moved", atMost: 20_000, { "\($0)" }, { "\(($0 + 20_000) % 50_000)" }),
      Long("the same", atMost: 0, { "\($0 / 2)" }, { "\($0 / 2)" }),
    ]
  }

  /// The square of their number would take many minutes; the limit leaves time for the tests that run beside this one.
  @Test(.timeLimit(.minutes(10)), arguments: Long.all)
  func longTextsTakeSeconds(_ texts: Long) {
    let (before, after) = ((0..<50_000).map(texts.before), (0..<50_000).map(texts.after))
    #expect(isRight(before, after))
    let (removed, inserted) = differences(before, after)
    #expect(removed == inserted && removed <= texts.most)
  }

  @Test func shortTextsHaveTheShortestEdit() {
    #expect(differences(["a", "b", "c", "a", "b", "b", "a"], ["c", "b", "a", "b", "a", "c"]) == (3, 2))
    #expect(differences([], ["a"]) == (0, 1))
    #expect(differences([], []) == (0, 0))
  }

  /// A long text that is prose, with a value in every paragraph: each paragraph is held against its own.
  @Test(.timeLimit(.minutes(10)))
  func aReportOfFiftyThousandLinesIsComparedInSeconds() throws {
    var base = SampleReport()
    base.code = (0..<50_000).map { "let a\($0) = 1" }
    base.prose = (0..<20_000).map { "The area of \($0) is 1.140 square metres." }
    let found = try #require(
      try comparison(from: base) { report in
        report.code = (0..<50_000).map { "var b\($0) = 2" }
        report.prose = (0..<20_000).map { "The area of \($0) is 1.150 square metres." }
        report.record.metrics["area"]?.text = "1.150"
        report.record.metrics["area"]?.value = 1.15
      })
    #expect(found.code?.lines.count == 100_000)
    #expect(found.prose == nil)
    #expect(MarkdownComment(SetComparison.of(found)).text.utf8.count < MarkdownComment.mostBytes)
  }

  @Test(.timeLimit(.minutes(10)), arguments: [false, true])
  func aReportOfTenThousandClaimsIsComparedInSeconds(_ areReworded: Bool) throws {
    var base = SampleReport()
    base.record.claims = (0..<10_000).map { .init(sentence: "It holds of \($0).", held: true, line: 1) }
    let found = try #require(
      try comparison(from: base) { report in
        report.record.claims = (0..<10_000).reversed().map {
          .init(sentence: "\(areReworded ? "Now it" : "It") holds of \($0).", held: false, line: 1)
        }
      })
    #expect(found.claims.count == (areReworded ? 20_000 : 10_000))
    #expect(MarkdownComment(SetComparison.of(found)).text.utf8.count < MarkdownComment.mostBytes)
  }
}
