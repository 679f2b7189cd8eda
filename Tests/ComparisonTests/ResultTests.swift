import Testing

@testable import LabComparison
@testable import LabNotebooks

/// Claims, measured values, rankings, tables: each change is reported as what it is.
@Suite struct ResultTests {
  @Test func theSameReportHasNoComparison() throws {
    #expect(try comparison { _ in } == nil)
  }

  @Test(arguments: [
    ([("It holds.", true)], [("It holds.", false)], [ClaimChange.Kind.nowFails]),
    ([("It holds.", false)], [("It holds.", true)], [.nowHolds]),
    ([("The area is small.", true)], [("The area is very small.", true)], [.reworded]),
    ([("The area is small.", true)], [("Pigs fly.", true)], [.gone, .new]),
    ([], [("Pigs fly.", false)], [.newAndFails]),
    ([("A", true), ("B", true)], [("B", true), ("A", true)], []),
    ([("A", true), ("A", true)], [("A", true), ("A", false)], [.nowFails]),
    (
      [("Gone for good.", true), ("It holds.", true)], [("It holds.", false), ("Quite another thing.", true)],
      [.nowFails, .gone, .new]
    ),
  ])
  func claims(
    _ before: [(String, Bool)], _ after: [(String, Bool)], _ kinds: [ClaimChange.Kind]
  ) throws {
    func records(_ claims: [(String, Bool)]) -> [RunRecord.Claim] {
      claims.map { .init(sentence: $0.0, held: $0.1, line: 1) }
    }
    var base = SampleReport()
    base.record.claims = records(before)
    let found = try comparison(from: base) { report in
      report.record.claims = records(after)
      report.prose.append("So that something differs.")
    }
    #expect(found?.claims.map(\.kind) == kinds)
  }

  /// A claim that fails before and after may do so for other seeds: its results are not the same.
  @Test(arguments: [
    ([true, true, false], [false, false, false], "held for 2 of 3 seeds and holds for 0 of 3 seeds: It holds."),
    ([true, false], [false, true], "held for 1 of 2 seeds and holds for 1 of 2 seeds"),
    ([true, false], [true, false], nil), ([], [true, false], nil),
  ])
  func aClaimThatFailsForOtherSeedsIsTold(_ before: [Bool], _ after: [Bool], _ told: String?) throws {
    var base = SampleReport()
    base.record.claims = [.init(sentence: "It holds.", held: false, line: 1)]
    base.record.claims[0].heldBySeed = before
    let found = try #require(
      try comparison(from: base) {
        $0.record.claims[0].heldBySeed = after
        $0.prose.append("So that something differs.")
      })
    #expect(found.claims.map(\.kind) == (told == nil ? [] : [.failsForOtherSeeds]))
    #expect(found.hasOtherResults == (told != nil))
    if let told { #expect(PlainText(.of(found)).text.contains(told), "\(PlainText(.of(found)).text)") }
  }

  private func withMetrics(
    _ values: [String: Double], samples: [Double] = [], tolerance: Tolerance = .relative(1e-3)
  ) -> SampleReport {
    var report = SampleReport()
    report.record.seeds = samples.isEmpty ? [1] : (1...UInt64(samples.count)).map { $0 }
    report.record.metrics = values.mapValues {
      .init(
        value: $0, text: NumberFormat.automatic.text($0), unit: "nats", tolerance: tolerance, samples: samples)
    }
    return report
  }

  @Test(arguments: [
    (100.0, 100.05, Tolerance.relative(1e-3), true), (100, 100.2, .relative(1e-3), false),
    (100, 100.2, .absolute(0.5), true), (100, 101, .absolute(0.5), false), (100, 100.1, .exact, false),
  ])
  func aMetricIsHeldAgainstItsTolerance(
    _ before: Double, _ after: Double, _ tolerance: Tolerance, _ isWithin: Bool
  ) throws {
    let other = withMetrics(["elbo": after], tolerance: tolerance)
    let found = try #require(
      try comparison(from: withMetrics(["elbo": before], tolerance: tolerance)) { $0 = other })
    let change = try #require(found.metrics.first)
    #expect(change.agrees == isWithin)
    #expect(abs(try #require(change.change) - (after - before)) < 1e-9)
    #expect(abs(try #require(change.relativeChange) - (after - before) / before) < 1e-6)
    #expect(change.noise == .unknown)
  }

  @Test(arguments: [
    ([100.0, 110, 90], [101.0, 109, 90.5], NoiseVerdict.withinNoise), ([100, 110, 90], [103, 113.1, 93], .changed),
  ])
  func aMetricIsHeldAgainstTheNoiseOfItsSeeds(
    _ before: [Double], _ after: [Double], _ verdict: NoiseVerdict
  ) throws {
    let other = withMetrics(["elbo": 101], samples: after)
    let found = try #require(
      try comparison(from: withMetrics(["elbo": 100], samples: before)) { $0 = other })
    #expect(found.metrics.map(\.noise) == [verdict])
  }

  @Test func valuesFarthestBeyondTheirTolerancesComeFirst() throws {
    let other = withMetrics(["a": 100.01, "b": 101, "c": 150, "d": 7])
    let found = try #require(
      try comparison(from: withMetrics(["a": 100, "b": 100, "c": 100, "e": 7])) { $0 = other })
    #expect(found.metrics.map(\.name) == ["d", "e", "c", "b", "a"])
  }

  @Test(arguments: [
    // Names that differ in one part.
    (["kl-at-1": 10.0, "kl-at-4": 5], ["kl-at-1": 5.0, "kl-at-4": 10], ["kl-at-1"]),
    // The order is the same.
    (["kl-at-1": 10, "kl-at-4": 5], ["kl-at-1": 20, "kl-at-4": 15], []),
    // Names that differ in two parts are two quantities.
    (["kl-at-1": 10, "rate-at-4": 5], ["kl-at-1": 5, "rate-at-4": 10], []),
    // They were as good as equal.
    (["kl-at-1": 10, "kl-at-4": 9.999], ["kl-at-1": 5, "kl-at-4": 10], []),
  ])
  func metricsThatChangePlaces(
    _ before: [String: Double], _ after: [String: Double], _ flipped: [String]
  ) throws {
    let other = withMetrics(after)
    let found = try #require(try comparison(from: withMetrics(before)) { $0 = other })
    #expect(found.rankings.map(\.greaterBefore) == flipped)
  }

  @Test(arguments: [
    ([["a", "1.0"], ["b", "2.0"]], [["a", "2.0"], ["b", "1.0"]], 1),
    // Within their printed standard errors.
    ([["a", "1.0 ± 0.9"], ["b", "2.0 ± 0.9"]], [["a", "2.0 ± 0.1"], ["b", "1.0 ± 0.1"]], 0),
    ([["a", "1,000"], ["b", "−2"]], [["a", "−2"], ["b", "1,000"]], 1),
  ])
  func tableRowsThatChangePlaces(_ before: [[String]], _ after: [[String]], _ count: Int) throws {
    var base = SampleReport()
    base.show(table: before, columns: ["model", "bound"], id: "bounds")
    let found = try #require(
      try comparison(from: base) { $0.show(table: after, columns: ["model", "bound"], id: "bounds") })
    #expect(found.rankings.count == count)
    #expect(found.tables.map(\.cells.count) == [2])
  }

  @Test func columnsOfOneHeadingAreToldApart() throws {
    var base = SampleReport()
    base.show(table: [["a", "1", "2"]], columns: ["form", "at x", "at x"], id: "ends")
    #expect(try comparison(from: base) { _ in } == nil)
    let found = try #require(
      try comparison(from: base) {
        $0.show(table: [["a", "1", "3"]], columns: ["form", "at x", "at x"], id: "ends")
      })
    #expect(found.tables[0].cells == [.init(row: "a", column: "at x (2)", before: "2", after: "3")])
  }

  @Test func aTablesCellsAreNamedByRowAndColumn() throws {
    var base = SampleReport()
    base.show(table: [["a", "1"], ["b", "2"]], columns: ["model", "bound"], id: "bounds")
    let found = try #require(
      try comparison(from: base) {
        $0.show(table: [["a", "1"], ["b", "3"], ["c", "4"]], columns: ["model", "bound"], id: "bounds")
      })
    #expect(found.tables[0].cells == [.init(row: "b", column: "bound", before: "2", after: "3")])
    #expect(found.tables[0].shape == ["row “c” is new"])
  }

  /// A table that a result orders is in another order beside other cells and rows, too.
  @Test(arguments: [
    ([["b", "2"], ["a", "1"]], ["the rows' order changed"]), ([["b", "3"], ["a", "1"]], ["the rows' order changed"]),
    ([["b", "2"], ["c", "4"], ["a", "1"]], ["row “c” is new", "the rows' order changed"]),
    ([["a", "1"], ["c", "4"], ["b", "3"]], ["row “c” is new"]), ([["b", "2"]], ["row “a” is gone"]),
  ])
  func anotherOrderOfRowsIsTold(_ rows: [[String]], _ shape: [String]) throws {
    var base = SampleReport()
    base.show(table: [["a", "1"], ["b", "2"]], columns: ["model", "bound"], id: "bounds")
    let found = try #require(
      try comparison(from: base) { $0.show(table: rows, columns: ["model", "bound"], id: "bounds") })
    #expect(found.tables.map(\.shape) == [shape])
  }

  @Test func aTableWhoseFirstCellsAreResultsIsComparedRowByRow() throws {
    var base = SampleReport()
    base.show(table: [["1.5", "2"]], columns: ["mean", "spread"], id: "scores")
    let found = try #require(
      try comparison(from: base) { $0.show(table: [["1.6", "2"]], columns: ["mean", "spread"], id: "scores") })
    #expect(found.tables[0].cells == [.init(row: "row 1", column: "mean", before: "1.5", after: "1.6")])
    #expect(found.tables[0].shape.isEmpty)
  }

  /// Rows of a grid of settings are followed by all of these, where a value was added to one.
  @Test func rowsOfAGridAreFollowedByTheirSettings() throws {
    func shown(_ rows: [[String]]) -> SampleReport {
      var report = SampleReport()
      report.show(table: rows, columns: ["a", "b", "cost"], id: "points")
      return report
    }
    let old = [["1", "3", "5.0"], ["1", "4", "5.1"], ["2", "3", "3.1"], ["2", "4", "3.2"]]
    let new =
      Array(old[..<2]) + [["1.5", "3", "2.7"], ["1.5", "4", "2.8"]] + [["2", "3", "3.1"], ["2", "4", "9.9"]]
    let found = try #require(try comparison(from: shown(old)) { $0 = shown(new) }?.tables.first)
    #expect(found.shape == ["row “1.5, 3” is new", "row “1.5, 4” is new"])
    #expect(found.cells.map(\.row) == ["2, 4"] && found.cells.map(\.after) == ["9.9"])
  }

  /// What the seeds of a run are apart is no ranking.
  @Test func rankingsWithinTheNoiseOfSeedsDoNotFlip() throws {
    func shown(_ a: [Double], _ b: [Double]) -> SampleReport {
      var report = SampleReport()
      for (name, samples) in [("cost-a", a), ("cost-b", b)] {
        let mean = samples.reduce(0, +) / 3
        report.record.metrics[name] = .init(value: mean, text: "\(mean)", unit: "nats", tolerance: .relative(1e-3))
        report.record.metrics[name]?.samples = samples
      }
      report.record.seeds = [1, 2, 3]
      return report
    }
    func flips(_ a: [Double], _ b: [Double]) throws -> Int? {
      try comparison(from: shown(a, b)) { $0 = shown(b, a) }?.rankings.count
    }
    #expect(try flips([0.8, 1, 1.2], [0.85, 1.05, 1.25]) == 0)
    #expect(try flips([0.99, 1, 1.01], [1.99, 2, 2.01]) == 1)
  }
}
